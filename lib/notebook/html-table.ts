import { type ColumnFormat, cell, columnsOf } from "./column-format";
import { htmlText } from "./html-text";

/** A table of rows as HTML that reads well without any style sheet; no rows give a line that says so. */
export function htmlTable(rows: readonly object[]): string {
  if (rows.length === 0) return "<p>no rows</p>";
  const columns = columnsOf(rows);
  const line = (tag: "th" | "td", text: (column: (typeof columns)[number]) => string) =>
    `<tr>${columns.map((column) => `<${tag} ${aligned(column.format)}>${htmlText(text(column))}</${tag}>`).join("")}</tr>`;
  const head = line("th", ({ format }) => format.heading);
  const body = rows.map((row) => line("td", ({ name, format }) => format.format(cell(row, name))));
  return `<table>\n<thead>\n${head}\n</thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table>`;
}

/** Said twice: JupyterLab's style sheet overrules the attribute, and code hosts strip the style. */
function aligned({ align }: ColumnFormat): string {
  return `align="${align}" style="text-align: ${align}"`;
}
