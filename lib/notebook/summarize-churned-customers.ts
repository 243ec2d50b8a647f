import { inWords } from "../../db/errors/user-error";
import type { ChurnedCustomersPerMonth } from "../metrics/churned-customers-per-month";
import type { ExpectedKpis } from "../model/expected-kpis";
import { count, counted, monthName, NO_DATA, sum } from "../text/numbers-in-words";
import { readAgainstExpected } from "./summarize-against-expected";

/**
 * The KPI churned customers in words: how many in all, of which size, when the most, and whether that is as theory expects.
 *
 * @param rows of the KPI `churnedCustomersPerMonth`
 * @param expected what theory expects
 */
export function summarizeChurnedCustomers(
  rows: readonly ChurnedCustomersPerMonth[],
  expected: ExpectedKpis,
): string {
  const to = rows.at(-1)?.month;
  if (!to) return NO_DATA;
  const final = rows.filter((row) => row.month === to);
  const bySize = inWords(final.map((row) => `${count(row.churned_to_date)} ${row.company_size}`));
  const months = [...new Set(rows.map((row) => row.month))];
  const losses = months.map((month) => ({
    month,
    churned: sum(
      rows.filter((row) => row.month === month),
      (row) => row.churned,
    ),
  }));
  const worst = losses.reduce((most, loss) => (loss.churned > most.churned ? loss : most));
  const total = sum(final, (row) => row.churned_to_date);
  const summary = [
    `By the end of ${monthName(to)} the startup has lost ${counted(total, "company", "companies")}`,
    final.length === 1 || total === 0 ? "" : `, ${bySize}`,
    months.length === 1 || total === 0
      ? ""
      : `; the worst month was ${monthName(worst.month)}, with ${count(worst.churned)}`,
  ].join("");
  const comparison = readAgainstExpected(
    rows,
    expected.churnedCustomersPerMonth,
    ({ churned }, predicted) => ({
      observed: churned,
      expected: predicted.churned,
      perCompany: 1,
      format: count,
    }),
  );
  return `${summary}. ${comparison}`;
}
