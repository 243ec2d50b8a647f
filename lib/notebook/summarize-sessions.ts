import { inWords } from "../../db/errors/user-error";
import type { SessionsPerMonth } from "../metrics/sessions-per-month";
import type { ExpectedKpis } from "../model/expected-kpis";
import { change, count, counted, monthName, NO_DATA, percent, sum } from "../text/numbers-in-words";
import { readAgainstExpected } from "./summarize-against-expected";

/**
 * The KPI sessions in words, with the numbers of the first and the last month, and whether they are as theory expects.
 *
 * @param rows of the KPI `sessionsPerMonth`
 * @param expected what theory expects
 */
export function summarizeSessions(rows: readonly SessionsPerMonth[], expected: ExpectedKpis): string {
  const [from, to] = [rows[0]?.month, rows.at(-1)?.month];
  if (!from || !to) return NO_DATA;
  const sessionsOf = (month: string) =>
    sum(
      rows.filter((row) => row.month === month),
      (row) => row.sessions,
    );
  const [first, last] = [sessionsOf(from), sessionsOf(to)];
  const summary =
    from === to
      ? `The companies had ${counted(last, "session")} in ${monthName(to)}`
      : `Sessions per month ${change(first, last)}, from ${count(first)} in ${monthName(from)} to ${count(last)} in ${monthName(to)}`;
  const parts = rows
    .filter((row) => row.month === to)
    .map((row) => `${row.company_size} companies made ${percent(row.sessions, last)}`);
  const bySize = last === 0 || parts.length === 1 ? "" : `; in that month ${inWords(parts)} of them`;
  const comparison = readAgainstExpected(
    rows,
    expected.sessionsPerMonth,
    ({ sessions }, { sessions: predicted, active_companies: active }) => ({
      observed: sessions,
      expected: predicted,
      // A company has at most twice the base, and on average at least the base.
      perCompany: active.expected === 0 ? 0 : (2 * predicted.expected) / active.expected,
      format: count,
    }),
  );
  return `${summary}${bySize}. ${comparison}`;
}
