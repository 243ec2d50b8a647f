import type { SessionsPerMonth } from "../kpis/sessions-per-month";
import type { ExpectedKpis } from "../theory/expected-kpis";
import { change, count, list, monthName, NO_DATA, percent, sum } from "./numbers-in-words";
import { pairWithExpected, readAgainstExpected } from "./read-against-expected";

/**
 * The KPI sessions in words, with the numbers of the first and the last month, and whether they are as theory expects.
 *
 * @param rows of the KPI `sessionsPerMonth`
 * @param expected what theory expects
 */
export function readSessions(rows: readonly SessionsPerMonth[], expected: ExpectedKpis): string {
  const [from, to] = [rows[0]?.month, rows.at(-1)?.month];
  if (!from || !to) return NO_DATA;
  const sessionsOf = (month: string) =>
    sum(
      rows.filter((row) => row.month === month),
      (row) => row.sessions,
    );
  const [first, last] = [sessionsOf(from), sessionsOf(to)];
  const parts = rows
    .filter((row) => row.month === to)
    .map((row) => `${row.company_size} companies made ${percent(row.sessions, last)}`);
  const comparisons = pairWithExpected(rows, expected.sessionsPerMonth).map(([row, theory]) => ({
    ...row,
    observed: row.sessions,
    expected: theory.sessions,
    format: count,
  }));
  return `Sessions per month ${change(first, last)}, from ${count(first)} in ${monthName(from)} to ${count(last)} in ${monthName(to)}; in that month ${list(parts)} of them. ${readAgainstExpected(comparisons)}`;
}
