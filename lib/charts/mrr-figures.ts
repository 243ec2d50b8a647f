import type { MrrPerMonth } from "../metrics/mrr-per-month";
import type { ExpectedKpis } from "../model/expected-kpis";
import type { Figure } from "./figure";
import { shownName } from "./shown-name";
import { sizeBarsFigure } from "./size-bars";
import { dollars, shares } from "./units";

/**
 * MRR per month in US dollars, the sizes stacked.
 *
 * @param rows of the KPI `mrrPerMonth`
 * @param expected what theory expects of all sizes together, to draw over the bars
 */
export function mrrStackedFigure(rows: readonly MrrPerMonth[], expected?: ExpectedKpis): Figure {
  return sizeBarsFigure({
    rows,
    value: (row) => row.mrr,
    title: "Revenue per month",
    subtitle: "Monthly prices of the active companies",
    yTitle: "US dollars",
    unit: dollars(rows.map((row) => row.mrr)),
    barmode: "stack",
    expected: expected?.totalsPerMonth.map((total) => ({ ...total, prediction: total.mrr })),
  });
}

/**
 * The share of each size in the month's MRR, in percent, stacked to 100 %.
 *
 * @param rows of the KPI `mrrPerMonth`
 * @param expected what theory expects, to draw over the lowest bars: where those of the next size begin
 */
export function mrrShareFigure(rows: readonly MrrPerMonth[], expected?: ExpectedKpis): Figure {
  const lowest = rows[0]?.company_size ?? "";
  // The narrowest chart has no room for a long name in the same line.
  const end = lowest.length > 12 ? "<br>" : " ";
  return sizeBarsFigure({
    rows,
    value: (row) => row.share,
    title: "Share of revenue per month",
    subtitle: "Of the month's revenue from all company sizes",
    yTitle: "Percent of revenue",
    unit: shares,
    barmode: "stack",
    expected: expected?.mrrPerMonth
      .filter((row) => row.company_size === lowest)
      .map(({ month, company_size, share }) => ({ month, company_size, prediction: share })),
    expectedName: `Expected of ${shownName(lowest)},${end}95% prediction interval`,
  });
}
