import type { SessionsPerMonth } from "../metrics/sessions-per-month";
import type { ExpectedKpis } from "../model/expected-kpis";
import type { Figure } from "./figure";
import { sizeBarsFigure } from "./size-bars";
import { counts } from "./units";

const sessions = {
  value: (row: SessionsPerMonth) => row.sessions,
  title: "Sessions per month",
  yTitle: "Sessions",
  unit: counts,
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
    subtitle: "All company sizes together",
    barmode: "stack",
    expected: expected?.totalsPerMonth.map((total) => ({ ...total, prediction: total.sessions })),
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
    subtitle: "Company sizes compared",
    barmode: "group",
    expected: expected?.sessionsPerMonth.map((row) => ({ ...row, prediction: row.sessions })),
  });
}
