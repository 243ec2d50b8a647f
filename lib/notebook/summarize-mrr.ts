import { inWords } from "../../db/errors/user-error";
import type { MrrPerMonth } from "../metrics/mrr-per-month";
import type { ExpectedKpis } from "../model/expected-kpis";
import { change, dollars, monthName, NO_DATA, percent, sum } from "../text/numbers-in-words";
import { readAgainstExpected } from "./summarize-against-expected";

/**
 * The KPI MRR in words, with the numbers of the first and the last month, the shares of the last, and whether
 * they are as theory expects.
 *
 * @param rows of the KPI `mrrPerMonth`
 * @param expected what theory expects
 */
export function summarizeMrr(rows: readonly MrrPerMonth[], expected: ExpectedKpis): string {
  const [from, to] = [rows[0]?.month, rows.at(-1)?.month];
  if (!from || !to) return NO_DATA;
  const revenueOf = (month: string) =>
    sum(
      rows.filter((row) => row.month === month),
      (row) => row.mrr,
    );
  const [first, last] = [revenueOf(from), revenueOf(to)];
  const summary =
    from === to
      ? `Revenue was ${dollars(last)} in ${monthName(to)}`
      : `Monthly revenue ${change(first, last)}, from ${dollars(first)} in ${monthName(from)} to ${dollars(last)} in ${monthName(to)}`;
  const final = rows.filter((row) => row.month === to);
  const active = sum(final, (row) => row.active_companies);
  const parts = final.map(
    (row) =>
      `${row.company_size} companies, ${percent(row.active_companies, active)} of those active, bring ${percent(row.share)}`,
  );
  const bySize = last === 0 || parts.length === 1 ? "" : `; in that month ${inWords(parts)} of it`;
  const comparison = readAgainstExpected(
    rows,
    expected.mrrPerMonth,
    ({ mrr }, { mrr: predicted, active_companies }) => ({
      observed: mrr,
      expected: predicted,
      perCompany: active_companies.expected === 0 ? 0 : predicted.expected / active_companies.expected,
      format: dollars,
    }),
  );
  return `${summary}${bySize}. ${comparison}`;
}
