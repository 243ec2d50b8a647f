import { displayBundle } from "./display-bundle";
import { htmlTable } from "./html-table";
import { textTable } from "./text-table";

/**
 * Shows rows as a table below the cell: one line per row in the order given, one column per field of the
 * first row. Numbers stand on the right with thousands separators, revenue and prices in dollars, shares
 * in percent; a number with an interval reads `8.4% (7.1% to 9.9%)`; times are UTC.
 *
 * @example
 * displayTable(await sessionsPerMonth(db).execute());
 */
export function displayTable(rows: readonly object[]): void {
  displayBundle({ "text/html": htmlTable(rows), "text/plain": textTable(rows) });
}
