import type { CustomersLostPerMonth } from "../kpis/customers-lost-per-month";
import type { ExpectedKpis } from "../theory/expected-kpis";
import { count, counted, list, monthName, NO_DATA, sum } from "./numbers-in-words";
import { pairWithExpected, readAgainstExpected } from "./read-against-expected";

/**
 * The KPI lost customers in words: how many in all, of which size, when the most, and whether that is as theory expects.
 *
 * @param rows of the KPI `customersLostPerMonth`
 * @param expected what theory expects
 */
export function readCustomersLost(rows: readonly CustomersLostPerMonth[], expected: ExpectedKpis): string {
  const to = rows.at(-1)?.month;
  if (!to) return NO_DATA;
  const final = rows.filter((row) => row.month === to);
  const bySize = list(final.map((row) => `${count(row.lost_total)} ${row.company_size}`));
  const months = [...new Set(rows.map((row) => row.month))];
  const losses = months.map((month) => ({
    month,
    lost: sum(
      rows.filter((row) => row.month === month),
      (row) => row.lost,
    ),
  }));
  const worst = losses.reduce((most, loss) => (loss.lost > most.lost ? loss : most));
  const total = sum(final, (row) => row.lost_total);
  const comparisons = pairWithExpected(rows, expected.customersLostPerMonth).map(([row, theory]) => ({
    ...row,
    observed: row.lost,
    expected: theory.lost,
    format: count,
  }));
  return `By the end of ${monthName(to)} the startup has lost ${counted(total, "company", "companies")}, ${bySize}; the most in one month ${worst.lost === 1 ? "was" : "were"} ${count(worst.lost)}, in ${monthName(worst.month)}. ${readAgainstExpected(comparisons)}`;
}
