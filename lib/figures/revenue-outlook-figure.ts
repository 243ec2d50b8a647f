import type { Data } from "plotly.js-dist";
import type { RevenuePerMonth } from "../kpis/revenue-per-month";
import { sizesInWords, span } from "../readings/numbers-in-words";
import type { ExpectedKpis } from "../theory/expected-kpis";
import { translucent } from "./band-traces";
import { chartConfig } from "./chart-layout";
import { expectedTraces } from "./expected-trace";
import type { Figure } from "./figure";
import { monthsOf, outlookLayout } from "./outlook-layout";
import { plainText } from "./plain-text";
import { sizeFill } from "./size-color";

/**
 * Revenue per month in US dollars, the sizes stacked: what there was, and paler what is expected, with the 95 %
 * interval of all sizes together.
 *
 * @param rows of the KPI `revenuePerMonth`
 * @param ahead what to expect of the months after, from `outlook`
 */
export function revenueOutlookFigure(rows: readonly RevenuePerMonth[], ahead: ExpectedKpis): Figure {
  const [past, future] = [monthsOf(rows), monthsOf(ahead.totalsPerMonth)];
  const sizes = [...new Set(rows.map((row) => row.company_size))];
  const text = {
    title: "Revenue",
    subtitle: "Monthly prices of the active companies; paler: expected, if nobody new is gained",
    yTitle: "US dollars",
    yFormat: "$,",
  };
  const totals = ahead.totalsPerMonth.map(({ month, revenue }) => ({ month, estimate: revenue }));
  return {
    data: [
      ...sizes.flatMap((size) => sizeTraces(rows, ahead, size, sizes)),
      ...expectedTraces(totals, "$,.0f"),
    ],
    layout: outlookLayout(text, past, future),
    config: chartConfig,
    description: describe(past, future, sizes),
  };
}

function sizeTraces(
  rows: readonly RevenuePerMonth[],
  ahead: ExpectedKpis,
  size: string,
  sizes: readonly string[],
): Data[] {
  const { color, pattern } = sizeFill(size, sizes);
  const known = rows.filter((row) => row.company_size === size);
  const expected = ahead.revenuePerMonth.filter((row) => row.company_size === size);
  const bars = { type: "bar", legendgroup: size, xperiod: "M1", xperiodalignment: "middle" } as const;
  return [
    {
      ...bars,
      name: plainText(size),
      x: known.map((row) => `${row.month}-01`),
      y: known.map((row) => row.revenue),
      hovertemplate: "%{y:$,.2~f}",
      marker: { color, pattern: { shape: pattern } },
    },
    {
      ...bars,
      showlegend: false,
      x: expected.map((row) => `${row.month}-01`),
      y: expected.map((row) => row.revenue.expected),
      hovertemplate: `%{y:$,.0f}<extra>${plainText(size)}, expected</extra>`,
      marker: { color: translucent(color, 0.45), pattern: { shape: pattern } },
    },
  ];
}

function describe(past: readonly string[], future: readonly string[], sizes: readonly string[]): string {
  const [first, today] = [past[0], past.at(-1)];
  if (!first || !today) return "Revenue per month. No data.";
  return `Revenue per month ${span(first, today)}, and expected to ${future.at(-1)} with 95 % interval. Stacked bars for ${sizesInWords(sizes)}.`;
}
