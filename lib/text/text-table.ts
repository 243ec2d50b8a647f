import { cell, columnsOf } from "./column-format";

/** A table of rows as plain text with aligned columns; no rows give the text `no rows`. */
export function textTable(rows: readonly object[]): string {
  if (rows.length === 0) return "no rows";
  const columns = columnsOf(rows).map(({ name, format }) => {
    const cells = rows.map((row) => format.format(cell(row, name)));
    const width = Math.max(...[format.heading, ...cells].map((text) => text.length));
    const pad = (text: string) => (format.align === "right" ? text.padStart(width) : text.padEnd(width));
    return [format.heading, "-".repeat(width), ...cells].map(pad);
  });
  const lines = Array.from({ length: rows.length + 2 }, (_, line) =>
    columns
      .map((column) => column[line])
      .join("  ")
      .trimEnd(),
  );
  return lines.join("\n");
}
