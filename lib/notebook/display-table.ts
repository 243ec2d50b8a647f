import { count, counted } from "../text/numbers-in-words";
import { textTable } from "../text/text-table";
import { displayBundle } from "./display-bundle";
import { htmlTable } from "./html-table";

/** How a table is shown. */
export interface TableOptions {
  /** The most rows to show; default 50. */
  readonly limit?: number;
}

/**
 * Shows rows as a table below the cell: one line per row in the order given, the first 50 with a line that says how
 * many there are, and one column per field. Numbers stand on the right with thousands separators, revenue and prices in dollars, shares
 * in percent; a number with an interval reads `8.4% (7.1% to 9.9%)`; times are UTC; of a text the first 200 characters are shown.
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
