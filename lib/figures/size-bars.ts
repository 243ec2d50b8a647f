import type { Data } from "plotly.js-dist";
import { sizesInWords, span } from "../readings/numbers-in-words";
import { type ChartText, chartConfig, chartLayout } from "./chart-layout";
import { type ExpectedPoint, expectedTraces } from "./expected-trace";
import type { Figure } from "./figure";
import { plainText } from "./plain-text";
import { sizeFill } from "./size-color";

/** A KPI row: a number per month and company size. */
interface SizeMonth {
  readonly month: string;
  readonly company_size: string;
}

/** How to draw bars per month and company size. */
export interface SizeBars<Row extends SizeMonth> extends ChartText {
  readonly rows: readonly Row[];
  /** The height of a row's bar. */
  readonly value: (row: Row) => number;
  readonly barmode: "stack" | "group";
  /** A d3 format with the unit, for the label under the mouse: `$,.2f`. */
  readonly hover: string;
  /** What theory expects, drawn over the bars. */
  readonly expected?: readonly ExpectedPoint[];
}

/**
 * A bar chart with a bar per month and company size, stacked or side by side, in the sizes' own colours.
 * No rows give a chart that says there is no data.
 */
export function sizeBarsFigure<Row extends SizeMonth>(bars: SizeBars<Row>): Figure {
  const sizes = [...new Set(bars.rows.map((row) => row.company_size))];
  const months = [...new Set(bars.rows.map((row) => row.month))];
  const layout = chartLayout(bars, bars.barmode, months);
  return {
    data: [
      ...sizes.map((size) => sizeTrace(bars, size, sizes)),
      ...expectedTraces(bars.expected ?? [], bars.hover),
    ],
    layout: bars.rows.length > 0 ? layout : { ...layout, annotations: [noData] },
    config: chartConfig,
    description: describe(bars, sizes),
  };
}

function sizeTrace<Row extends SizeMonth>(bars: SizeBars<Row>, size: string, sizes: readonly string[]): Data {
  const rows = bars.rows.filter((row) => row.company_size === size);
  const { color, pattern } = sizeFill(size, sizes);
  return {
    type: "bar",
    name: plainText(size),
    offsetgroup: bars.barmode === "group" ? plainText(size) : undefined,
    x: rows.map((row) => `${row.month}-01`),
    y: rows.map(bars.value),
    xperiod: "M1",
    xperiodalignment: "middle",
    hovertemplate: `%{y:${bars.hover}}`,
    marker: { color, pattern: { shape: pattern } },
  };
}

/** What a chart without data says. */
export const noData = {
  text: "No data yet: run the generator first",
  showarrow: false,
  xref: "paper",
  yref: "paper",
  x: 0.5,
  y: 0.5,
} as const;

function describe<Row extends SizeMonth>(
  { title, subtitle, rows }: SizeBars<Row>,
  sizes: readonly string[],
): string {
  const [first, last] = [rows[0]?.month, rows.at(-1)?.month];
  if (!first || !last) return `${title}. No data.`;
  return `${title}: ${subtitle}. Bar chart ${span(first, last)} for ${sizesInWords(sizes)}.`;
}
