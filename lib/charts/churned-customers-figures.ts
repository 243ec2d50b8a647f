import type { ChurnedCustomersPerMonth } from "../metrics/churned-customers-per-month";
import type { ExpectedKpis } from "../model/expected-kpis";
import { sum } from "../text/numbers-in-words";
import type { ExpectedPoint } from "./expected-traces";
import type { Figure } from "./figure";
import { inPeriods, monthsOf, periodInWords, periodStep } from "./months";
import { MANY_BARS, sizeBarsFigure } from "./size-bars";
import { counts } from "./units";

const companies = { yTitle: "Companies", unit: counts, barmode: "group" } as const;

/**
 * Customers churned in each month, the sizes side by side. If there would be too many bars, each is the sum of two, three or
 * more months.
 *
 * @param rows of the KPI `churnedCustomersPerMonth`
 * @param expected what theory expects, to draw over the bars
 */
export function churnedCustomersFigure(
  rows: readonly ChurnedCustomersPerMonth[],
  expected?: ExpectedKpis,
): Figure {
  const months = monthsOf(rows);
  const step = rows.length > MANY_BARS ? periodStep(months.length) : 1;
  const points = expected?.churnedCustomersPerMonth.map((row) => ({ ...row, prediction: row.churned }));
  return sizeBarsFigure({
    ...companies,
    rows: inPeriods(rows, step, (few, first) => ({ ...first, churned: sum(few, ({ churned }) => churned) })),
    step,
    months,
    value: (row) => row.churned,
    title: `Customers lost per ${periodInWords(step)}`,
    subtitle: "Companies in their first month without a session",
    ...(points ? { expected: step === 1 ? points : inPeriods(points, step, expectedTogether) } : {}),
  });
}

/** Expected values add up, intervals do not. */
function expectedTogether<Point extends ExpectedPoint>(points: readonly Point[], first: Point): Point {
  return { ...first, prediction: { expected: sum(points, ({ prediction }) => prediction.expected) } };
}

/**
 * Customers churned up to each month, that month included, the sizes side by side.
 *
 * @param rows of the KPI `churnedCustomersPerMonth`
 * @param expected what theory expects, to draw over the bars
 */
export function churnedToDateFigure(
  rows: readonly ChurnedCustomersPerMonth[],
  expected?: ExpectedKpis,
): Figure {
  return sizeBarsFigure({
    ...companies,
    rows,
    value: (row) => row.churned_to_date,
    title: "Customers lost so far",
    subtitle: "Accumulated since the first month",
    expected: expected?.churnedCustomersPerMonth.map((row) => ({ ...row, prediction: row.churned_to_date })),
  });
}
