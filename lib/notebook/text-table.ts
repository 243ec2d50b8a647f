import { cell, columnsOf } from "./column-format";

/** A table of rows as plain text with aligned columns; no rows give the text `no rows`. */
export function textTable(rows: readonly object[]): string {
  if (rows.length === 0) return "no rows";
  const columns = columnsOf(rows).map(({ name, format }) => {
    const cells = [format.heading, ...rows.map((row) => format.format(cell(row, name)))];
    const width = Math.max(...cells.map((text) => text.length));
    return cells.map((text) => (format.align === "right" ? text.padStart(width) : text.padEnd(width)));
  });
  const lines = rows.length + 1;
  const text = Array.from({ length: lines }, (_, line) =>
    columns
      .map((column) => column[line])
      .join("  ")
      .trimEnd(),
  );
  const rule = columns.map((column) => "-".repeat(column[0]?.length ?? 0)).join("  ");
  return [text[0], rule, ...text.slice(1)].join("\n");
}
