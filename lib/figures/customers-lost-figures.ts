import type { CustomersLostPerMonth } from "../kpis/customers-lost-per-month";
import type { ExpectedKpis } from "../theory/expected-kpis";
import type { Figure } from "./figure";
import { sizeBarsFigure } from "./size-bars";

const companies = { yTitle: "Companies", yFormat: ",d", hover: ",", barmode: "group" } as const;

/**
 * Customers lost in each month, the sizes side by side.
 *
 * @param rows of the KPI `customersLostPerMonth`
 * @param expected what theory expects, to draw over the bars
 */
export function customersLostFigure(rows: readonly CustomersLostPerMonth[], expected?: ExpectedKpis): Figure {
  return sizeBarsFigure({
    ...companies,
    rows,
    value: (row) => row.lost,
    title: "Customers lost per month",
    subtitle: "Companies in their first month without a session",
    expected: expected?.customersLostPerMonth.map((row) => ({ ...row, estimate: row.lost })),
  });
}

/**
 * Customers lost up to each month, that month included, the sizes side by side.
 *
 * @param rows of the KPI `customersLostPerMonth`
 * @param expected what theory expects, to draw over the bars
 */
export function customersLostTotalFigure(
  rows: readonly CustomersLostPerMonth[],
  expected?: ExpectedKpis,
): Figure {
  return sizeBarsFigure({
    ...companies,
    rows,
    value: (row) => row.lost_total,
    title: "Customers lost so far",
    subtitle: "Accumulated since the first month",
    expected: expected?.customersLostPerMonth.map((row) => ({ ...row, estimate: row.lost_total })),
  });
}
