import { count, counted } from "../text/numbers-in-words";
import { type ColumnFormat, cell, columnsOf, textTable } from "../text/text-table";
import { displayBundle } from "./display-bundle";
import { htmlText } from "./html-text";

export interface TableOptions {
  /** The most rows to show; default 50. */
  readonly limit?: number;
}

/**
 * Shows rows as a table below the cell: one line per row in the order given, up to 50, and one column per field. Numbers
 * are aligned on the right with thousands separators; MRR and prices are in dollars, shares in percent; a number with an
 * interval reads `8.4% (7.1% to 9.9%)`; times are UTC; texts are cut after 200 characters.
 *
 * @example
 * displayTable(await sessionsPerMonth(db).execute());
 */
export function displayTable(rows: readonly object[], { limit = 50 }: TableOptions = {}): void {
  const shown = rows.slice(0, limit);
  const notes =
    shown.length < rows.length ? [`The first ${count(shown.length)} of ${counted(rows.length, "row")}.`] : [];
  displayBundle({
    "text/html": [htmlTable(shown), ...notes.map((note) => `<p>${note}</p>`)].join("\n"),
    "text/plain": [textTable(shown), ...notes].join("\n\n"),
  });
}

/** A value up to this length stays on one line, however wide the table becomes. */
const ONE_LINE = 60;

/** A table of rows as HTML that is readable without a style sheet. */
export function htmlTable(rows: readonly object[]): string {
  if (rows.length === 0) return "<p>no rows</p>";
  const columns = columnsOf(rows);
  const line = (tag: "th" | "td", text: (column: (typeof columns)[number]) => string) =>
    `<tr>${columns.map((column) => tableCell(tag, column.format, text(column))).join("")}</tr>`;
  const head = line("th", ({ format }) => format.heading);
  const body = rows.map((row) => line("td", ({ name, format }) => format.format(cell(row, name))));
  return `<table>\n<thead>\n${head}\n</thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table>`;
}

/** Aligned twice: JupyterLab's style sheet overrides the attribute, and code hosts remove the style. */
function tableCell(tag: "th" | "td", { align }: ColumnFormat, text: string): string {
  const lines =
    text.length > ONE_LINE ? "; min-width: 20em; overflow-wrap: anywhere" : "; white-space: nowrap";
  const style = `text-align: ${align}${tag === "td" ? lines : ""}`;
  return `<${tag} align="${align}" style="${style}">${htmlText(text)}</${tag}>`;
}
