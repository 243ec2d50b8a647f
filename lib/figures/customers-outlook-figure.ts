import type { Data } from "plotly.js-dist";
import type { RevenuePerMonth } from "../kpis/revenue-per-month";
import { sizesInWords, span } from "../readings/numbers-in-words";
import type { ExpectedKpis } from "../theory/expected-kpis";
import { bandTraces } from "./band-traces";
import { chartConfig } from "./chart-layout";
import type { Figure } from "./figure";
import { monthsOf, outlookLayout } from "./outlook-layout";
import { plainText } from "./plain-text";
import { sizeFill } from "./size-color";

/**
 * The customers of each company size, month by month: those there were, and dashed with a 95 % band those expected.
 *
 * @param rows of the KPI `revenuePerMonth`
 * @param ahead what to expect of the months after, from `outlook`
 */
export function customersOutlookFigure(rows: readonly RevenuePerMonth[], ahead: ExpectedKpis): Figure {
  const [past, future] = [monthsOf(rows), monthsOf(ahead.totalsPerMonth)];
  const sizes = [...new Set(rows.map((row) => row.company_size))];
  const text = {
    title: "Customers",
    subtitle: "Active companies; dashed with 95 % band: expected, if nobody new is gained",
    yTitle: "Companies",
    yFormat: ",d",
  };
  return {
    data: sizes.flatMap((size) => sizeTraces(rows, ahead, size, sizes)),
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
  const { color } = sizeFill(size, sizes);
  const known = rows.filter((row) => row.company_size === size);
  const active = known.map((row) => row.active_companies);
  const expected = ahead.revenuePerMonth.filter((row) => row.company_size === size);
  // The future begins where the past ends, so that the lines meet.
  const today = active.slice(-1).map((known) => ({ expected: known, low: known, high: known }));
  const estimates = [...today, ...expected.map((row) => row.active_companies)];
  const x = [...known.slice(-1), ...expected].map((row) => `${row.month}-01`);
  const [low, high] = [estimates.map(({ low }) => low), estimates.map(({ high }) => high)];
  const line = {
    type: "scatter",
    legendgroup: size,
    xperiod: "M1",
    xperiodalignment: "middle",
  } as const;
  return [
    ...bandTraces({ x, low, high, color, legendgroup: size, shape: "linear", monthly: true }),
    {
      ...line,
      mode: "lines",
      showlegend: false,
      x,
      y: estimates.map(({ expected }) => expected),
      customdata: estimates.map(({ low, high }) => [low, high]),
      // Today is known: the line starts there, but has nothing to tell of it.
      hoverinfo: x.map((_, index) => (index === 0 ? "skip" : "all")),
      hovertemplate: `%{y:,.1f}, %{customdata[0]:,} to %{customdata[1]:,}<extra>${plainText(size)}, expected</extra>`,
      line: { color, width: 2, dash: "dash" },
    },
    {
      ...line,
      mode: "lines+markers",
      name: plainText(size),
      x: known.map((row) => `${row.month}-01`),
      y: active,
      hovertemplate: "%{y:,d}",
      line: { color, width: 2.5 },
      marker: { color, size: 6 },
    },
  ];
}

function describe(past: readonly string[], future: readonly string[], sizes: readonly string[]): string {
  const [first, today] = [past[0], past.at(-1)];
  if (!first || !today) return "Customers. No data.";
  return `Customers: active companies per month ${span(first, today)}, and expected to ${future.at(-1)} with 95 % band. Lines for ${sizesInWords(sizes)}.`;
}
