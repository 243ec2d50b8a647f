import { type ColumnFormat, cell, columnsOf } from "../text/column-format";
import { htmlText } from "./html-text";

/** A value up to this length stays on one line, and the table is as wide as it has to be; a heading may have several. */
const ONE_LINE = 60;

/** A table of rows as HTML that reads well without any style sheet; no rows give a line that says so. */
export function htmlTable(rows: readonly object[]): string {
  if (rows.length === 0) return "<p>no rows</p>";
  const columns = columnsOf(rows);
  const line = (tag: "th" | "td", text: (column: (typeof columns)[number]) => string) =>
    `<tr>${columns.map((column) => tableCell(tag, column.format, text(column))).join("")}</tr>`;
  const head = line("th", ({ format }) => format.heading);
  const body = rows.map((row) => line("td", ({ name, format }) => format.format(cell(row, name))));
  return `<table>\n<thead>\n${head}\n</thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table>`;
}

/** The side is said twice: JupyterLab's style sheet overrules the attribute, and code hosts strip the style. */
function tableCell(tag: "th" | "td", { align }: ColumnFormat, text: string): string {
  const lines =
    text.length > ONE_LINE ? "; min-width: 20em; overflow-wrap: anywhere" : "; white-space: nowrap";
  const style = `text-align: ${align}${tag === "td" ? lines : ""}`;
  return `<${tag} align="${align}" style="${style}">${htmlText(text)}</${tag}>`;
}
