import { type Column, cell, comparable } from "../text/text-table";
import { csvLines } from "./display-csv-link";
import { pageScript } from "./page-script";

/** The data of a table for the page, in addition to its HTML, so that it can sort, filter and save the rows. */
export interface SentTable {
  /** How many rows the table has in all. */
  readonly rows: number;
  /** The rows after those of the HTML, as texts. */
  readonly texts: readonly (readonly string[])[];
  /** The rank of every row that was sent in the order of each column; `null` is an empty value. */
  readonly ranks: readonly (readonly (number | null)[])[];
  /** The lines of the CSV file, starting with the names; none if they are too long. */
  readonly csv: readonly string[];
}

/**
 * A table of this many rows of five columns adds about 100 KB to a notebook, and is filtered within one frame. For more rows, use a
 * query.
 */
export const MOST_ROWS = 1000;

/** The limit of wide tables and long texts, in characters of texts and lines. */
const MOST_CHARACTERS = 200_000;

/** The data for the page; the first rows are already in its HTML. */
export function sentTable(rows: readonly object[], columns: readonly Column[], shown: number): SentTable {
  const texts: string[][] = [];
  const csv: string[] = [];
  let characters = 0;
  // The line of the names comes first.
  for (const line of csvLines(rows.slice(0, Math.max(MOST_ROWS, shown)))) {
    const row = rows[csv.length - 1];
    const isInHtml = csv.length <= shown;
    const cells = isInHtml || !row ? [] : columns.map(({ name, format }) => format.format(cell(row, name)));
    characters += line.length + cells.join("").length;
    if (characters > MOST_CHARACTERS) break;
    csv.push(line.slice(0, -"\r\n".length));
    if (!isInHtml) texts.push(cells);
  }
  const sent = rows.slice(0, shown + texts.length);
  const ranks = columns.map(({ name }) => ranksOf(sent.map((row) => comparable(cell(row, name)))));
  return { rows: rows.length, texts, ranks, csv: csv.length > shown ? csv : [] };
}

const texts = new Intl.Collator("en", { numeric: true });

/** Numbers are before texts; equal values have the same rank. */
function ranksOf(values: readonly (number | bigint | string | null)[]): (number | null)[] {
  const distinct = [...new Set(values)].filter((value) => value !== null);
  distinct.sort((a, b) => {
    if (typeof a === "string" && typeof b === "string") return texts.compare(a, b);
    if (typeof a === "string" || typeof b === "string") return typeof a === "string" ? 1 : -1;
    return a < b ? -1 : 1;
  });
  const ranks = new Map<unknown, number>(distinct.map((value, rank) => [value, rank]));
  return values.map((value) => ranks.get(value) ?? null);
}

/** The script that makes the table before it sort, filter and save its rows. */
export function tableScript(table: SentTable): string {
  // Inside a script only `<` could end it or start another.
  const json = JSON.stringify(table).replaceAll("<", "\\u003c");
  return `<script>{const SENT=${json};${pageScript("page/table-controls.ts")}}</script>`;
}
