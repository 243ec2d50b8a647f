/** A value up to this length stays on one line, however wide the table becomes. */
const ONE_LINE = 40;

/** The style of a cell of a table, in the notebook's HTML and for rows that the page adds. */
export function cellStyle(align: string, text: string): string {
  const lines = text.length > ONE_LINE ? "min-width: 20em; overflow-wrap: anywhere" : "white-space: nowrap";
  return `text-align: ${align}; ${lines}`;
}
