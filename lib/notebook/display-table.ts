import { inWords } from "../../db/errors/user-error";
import { count, counted } from "../text/numbers-in-words";
import { type Column, type ColumnFormat, cell, columnsOf, fieldsOf, textTable } from "../text/text-table";
import { cellStyle } from "./cell-style";
import { displayBundle, type MimeBundle } from "./display-bundle";
import { displaySentence, htmlText } from "./html-text";
import { MOST_ROWS, sentTable, tableScript } from "./sent-table";

export interface TableOptions {
  /** The most rows to show; default 50. */
  readonly limit?: number;
}

/** A page with more columns is slow and hard to read. */
const MOST_COLUMNS = 100;

/** Fewer rows need no controls. */
const CONTROLS_FROM = 8;

/**
 * Shows rows as a table below the cell: one line per row in the order given, up to 50, and one column per field, up to 100.
 * Numbers are right-aligned with thousands separators; MRR and prices are in dollars, shares in percent; a number with an interval
 * reads `8.4% (7.1% to 9.9%)`; times are UTC; texts are cut after 200 characters. Columns that are empty in all rows are named
 * below the table instead.
 *
 * In a table of 8 rows or more, a click on a heading sorts by value, with empty cells last; a second click reverses the order. With 16
 * rows or more, a box filters the rows by a word. *CSV* downloads the matching rows in the order shown, as `displayCsvLink` writes
 * them. All of this works offline, in the saved notebook and in the report, on up to 1,000 rows; further rows are not in the
 * notebook. If scripts do not run, as in untrusted notebooks, the table is plain.
 *
 * @example
 * displayTable(await sessionsPerMonth(db).execute());
 */
export function displayTable(rows: readonly object[], options?: TableOptions): void {
  const columns = columnsOf(rows.slice(0, 1));
  const empty = columns.filter(({ name }) => rows.every((row) => (cell(row, name) ?? null) === null));
  if (empty.length === 0) {
    displayBundle(tableBundle(rows, options));
    return;
  }
  const names = empty.map(({ name }) => name);
  const note = `Empty in all rows, and not shown: ${inWords(empty.map(({ format }) => format.heading))}.`;
  const isKnown = ([name]: readonly [string, unknown]) => !names.includes(name);
  const known = rows.map((row) => Object.fromEntries(Object.entries(row).filter(isKnown)));
  // Only the names of the rows would remain.
  if (columns.length - empty.length <= 1) displaySentence(note);
  else displayBundle(tableBundle(known, options, [note]));
}

/** The table as an output, with more sentences below it. */
export function tableBundle(
  rows: readonly object[],
  { limit = 50 }: TableOptions = {},
  sentences: readonly string[] = [],
): MimeBundle {
  const shown = rows.slice(0, limit);
  const sent = rows.slice(0, Math.max(MOST_ROWS, shown.length));
  const columns = columnsOf(sent, MOST_COLUMNS);
  const fields = fieldsOf(sent).length;
  const first = `The first ${count(shown.length)} of ${counted(rows.length, "row")}.`;
  const notes = [
    ...(shown.length < rows.length ? [first] : []),
    ...(columns.length < fields
      ? [`The first ${columns.length} of ${counted(fields, "column")}; the others are not shown.`]
      : []),
    ...sentences,
  ];
  const html = [htmlTable(shown, columns), ...notes.map((note) => `<p>${htmlText(note)}</p>`)];
  if (shown.length >= CONTROLS_FROM) html.push(tableScript(sentTable(rows, columns, shown.length)));
  return {
    "text/html": html.join("\n"),
    "text/plain": [textTable(shown, MOST_COLUMNS), ...notes].join("\n\n"),
  };
}

/** A table of rows as HTML that is readable without a style sheet. */
export function htmlTable(rows: readonly object[], columns: readonly Column[] = columnsOf(rows)): string {
  if (rows.length === 0) return "<p>no rows</p>";
  const line = (tag: "th" | "td", text: (column: Column) => string) =>
    `<tr>${columns.map((column) => tableCell(tag, column.format, text(column))).join("")}</tr>`;
  const head = line("th", ({ format }) => format.heading);
  const body = rows.map((row) => line("td", ({ name, format }) => format.format(cell(row, name))));
  return `<table>\n<thead>\n${head}\n</thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table>`;
}

/** Aligned twice: JupyterLab's style sheet overrides the attribute, and code hosts remove the style. */
function tableCell(tag: "th" | "td", { align }: ColumnFormat, text: string): string {
  // Headings of one line stand on the last line of the others.
  const style = tag === "td" ? cellStyle(align, text) : `text-align: ${align}; vertical-align: bottom`;
  return `<${tag} align="${align}" style="${style}">${htmlText(text)}</${tag}>`;
}
