import { inWords } from "../../db/errors/user-error";
import type { CustomersLostPerMonth } from "../metrics/customers-lost-per-month";
import type { ExpectedKpis } from "../model/expected-kpis";
import { count, counted, monthName, NO_DATA, sum } from "../text/numbers-in-words";
import { readAgainstExpected } from "./read-against-expected";

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
  const bySize = inWords(final.map((row) => `${count(row.lost_total)} ${row.company_size}`));
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
  const summary = [
    `By the end of ${monthName(to)} the startup has lost ${counted(total, "company", "companies")}`,
    final.length === 1 || total === 0 ? "" : `, ${bySize}`,
    months.length === 1 || total === 0
      ? ""
      : `; the worst month was ${monthName(worst.month)}, with ${count(worst.lost)}`,
  ].join("");
  const comparison = readAgainstExpected(rows, expected.customersLostPerMonth, ({ lost }, predicted) => ({
    observed: lost,
    expected: predicted.lost,
    perCompany: 1,
    format: count,
  }));
  return `${summary}. ${comparison}`;
}
