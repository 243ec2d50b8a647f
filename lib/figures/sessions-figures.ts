import type { SessionsPerMonth } from "../kpis/sessions-per-month";
import type { ExpectedKpis } from "../theory/expected-kpis";
import type { Figure } from "./figure";
import { sizeBarsFigure } from "./size-bars";

const sessions = {
  value: (row: SessionsPerMonth) => row.sessions,
  yTitle: "Sessions",
  yFormat: ",",
  hover: ",",
};

/**
 * Sessions per month, the sizes stacked: how much the product is used in all.
 *
 * @param rows of the KPI `sessionsPerMonth`
 * @param expected what theory expects, to draw over the bars
 */
export function sessionsStackedFigure(rows: readonly SessionsPerMonth[], expected?: ExpectedKpis): Figure {
  return sizeBarsFigure({
    ...sessions,
    rows,
    title: "Sessions per month",
    subtitle: "All company sizes together",
    barmode: "stack",
    expected: expected?.totalsPerMonth.map((total) => ({ ...total, estimate: total.sessions })),
  });
}

/**
 * Sessions per month, the sizes side by side: who uses the product.
 *
 * @param rows of the KPI `sessionsPerMonth`
 * @param expected what theory expects, to draw over the bars
 */
export function sessionsGroupedFigure(rows: readonly SessionsPerMonth[], expected?: ExpectedKpis): Figure {
  return sizeBarsFigure({
    ...sessions,
    rows,
    title: "Sessions per month",
    subtitle: "Company sizes compared",
    barmode: "group",
    expected: expected?.sessionsPerMonth.map((row) => ({ ...row, estimate: row.sessions })),
  });
}
