import type { Data } from "plotly.js-dist";
import type { MrrPerMonth } from "../metrics/mrr-per-month";
import type { ExpectedKpis } from "../model/expected-kpis";
import { sizesInWords, span } from "../text/numbers-in-words";
import { sizeFill, sizeGroup } from "./colors";
import { EXPECTED, expectedEntry } from "./expected-traces";
import type { Figure } from "./figure";
import { futureMark } from "./future-mark";
import { intervalHover, valueHover } from "./hover";
import { bandLineTraces, bandOpacity, type Interval } from "./interval-traces";
import { monthsOf } from "./months";
import { chart } from "./old-chart";
import { shownName } from "./shown-name";
import { counts } from "./units";

/** With more months, the points of a line would touch. */
const MANY_MONTHS = 24;

/**
 * The customers of each company size, month by month: so far, and as a dashed line with its 95% prediction interval the
 * expected ones.
 *
 * @param rows of the KPI `mrrPerMonth`
 * @param ahead what to expect of the months after, from `outlook`
 */
export function customerForecastFigure(rows: readonly MrrPerMonth[], ahead: ExpectedKpis): Figure {
  const [past, future] = [monthsOf(rows), monthsOf(ahead.totalsPerMonth)];
  const sizes = [...new Set(rows.map((row) => row.company_size))];
  const text = {
    title: "Customers",
    subtitle: "Active companies, if nobody new is gained",
    yTitle: "Companies",
    unit: counts,
    description: describe(past, future, sizes),
  };
  const marks = sizes.flatMap((size) => sizeTraces(rows, ahead, size, sizes));
  return chart(
    text,
    rows.length === 0 ? [] : [...marks, expectedEntry(EXPECTED, true)],
    futureMark(past, future),
  );
}

function sizeTraces(
  rows: readonly MrrPerMonth[],
  ahead: ExpectedKpis,
  size: string,
  sizes: readonly string[],
): Data[] {
  const { color } = sizeFill(size, sizes);
  const legendgroup = sizeGroup(size);
  const known = rows.filter((row) => row.company_size === size);
  // The future begins where the past ends, so that the lines meet.
  const today = known
    .slice(-1)
    .map(({ month, active_companies: value }) => ({ month, value, low: value, high: value }));
  const expected = ahead.mrrPerMonth
    .filter((row) => row.company_size === size)
    .map(({ month, active_companies: { expected, low, high } }) => ({ month, value: expected, low, high }));
  const intervals = [...today, ...expected].map(
    ({ month, ...interval }): Interval => ({ x: month, ...interval }),
  );
  const hover = {
    // The line starts at today's value, which is not an expected one.
    hoverinfo: intervals.map((_, index) => (index < today.length ? "skip" : "all")),
    hovertemplate: intervalHover(`${shownName(size)} expected`, counts.expectedFormat, counts.format),
  };
  return [
    ...bandLineTraces(intervals, { color, legendgroup, opacity: bandOpacity(sizes) }, hover),
    {
      type: "scatter",
      mode: known.length > MANY_MONTHS ? "lines" : "lines+markers",
      name: shownName(size),
      legendgroup,
      x: known.map((row) => row.month),
      y: known.map((row) => row.active_companies),
      hovertemplate: valueHover(shownName(size), counts.format),
      line: { color, width: 2.5 },
      marker: { color, size: 6 },
    },
  ];
}

function describe(past: readonly string[], future: readonly string[], sizes: readonly string[]): string {
  const [first, today] = [past[0], past.at(-1)];
  if (!first || !today) return "Customers. No data.";
  return `Customers: active companies per month ${span(first, today)}, and expected to ${future.at(-1)} with 95% prediction interval. Lines for ${sizesInWords(sizes)}.`;
}
