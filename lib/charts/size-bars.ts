import type { Data } from "plotly.js-dist";
import { sizesInWords, span } from "../text/numbers-in-words";
import { type SizeFill, sizeFill, sizeGroup } from "./colors";
import { type ExpectedPoint, expectedHover, expectedTraces } from "./expected-traces";
import type { Figure } from "./figure";
import { monthsOf, periodAxis, placedInPeriods } from "./months";
import { type ChartText, chart } from "./old-chart";
import { shownName } from "./shown-name";
import { areMany, stackTrace } from "./stack-trace";

/** A KPI row: a number per month and company size. */
interface SizeMonth {
  readonly month: string;
  readonly company_size: string;
}

/** How to draw bars per month and company size. */
export interface SizeBars<Row extends SizeMonth> extends Omit<ChartText, "description"> {
  readonly rows: readonly Row[];
  /** The height of a row's bar. */
  readonly value: (row: Row) => number;
  readonly barmode: "stack" | "group";
  /** How many months a row stands for, and all of these months; default 1 and those of the rows. */
  readonly step?: number;
  readonly months?: readonly string[];
  /** The expected values, drawn over the bars. */
  readonly expected?: readonly ExpectedPoint[];
  /** Their legend entry. */
  readonly expectedName?: string;
}

/** More bars than this, side by side, cannot be told apart: they become lines. */
export const MANY_BARS = 36;

/** How the values of a size are drawn. */
type Shape = "bar" | "line" | "area";

/**
 * A bar per month and company size, stacked or side by side, in the sizes' colors. If there would be too many bars, lines
 * take the place of those side by side, and areas that of stacked ones. Without rows, the chart says that there is no data.
 */
export function sizeBarsFigure<Row extends SizeMonth>(bars: SizeBars<Row>): Figure {
  const { rows, barmode, unit, step = 1, months = monthsOf(rows), expected = [], expectedName: name } = bars;
  const sizes = [...new Set(rows.map((row) => row.company_size))];
  const shape = shapeOf(bars);
  const marks = sizes.map((size) => sizeTrace(bars, size, sizeFill(size, sizes), shape));
  const overlay = expectedTraces(expected, {
    unit,
    asBand: shape !== "bar",
    ...(name ? { name } : {}),
    ...(shape === "line" ? { color: (size: string) => sizeFill(size, sizes).color } : {}),
  });
  return chart(
    { ...bars, description: describe(bars, sizes, shape) },
    rows.length === 0 ? [] : placedInPeriods([...marks, ...overlay], step),
    {
      barmode,
      scattermode: barmode === "group" && shape === "bar" ? "group" : "overlay",
      scattergap: 0.25,
      xaxis: periodAxis(months, step),
    },
  );
}

function shapeOf<Row extends SizeMonth>({ rows, barmode }: SizeBars<Row>): Shape {
  if (barmode === "group") return rows.length > MANY_BARS ? "line" : "bar";
  return areMany(monthsOf(rows)) ? "area" : "bar";
}

function sizeTrace<Row extends SizeMonth>(
  { rows, value, unit, barmode, expected = [] }: SizeBars<Row>,
  size: string,
  fill: SizeFill,
  shape: Shape,
): Data {
  const ofSize = rows.filter((row) => row.company_size === size);
  const months = monthsOf(ofSize);
  const trace = {
    name: shownName(size),
    legendgroup: sizeGroup(size),
    x: months,
    y: ofSize.map(value),
    ...expectedHover(expected, size, months, unit),
  };
  const { color, dash } = fill;
  if (shape === "line")
    return { ...trace, type: "scatter", mode: "lines", line: { color, dash, width: 2.5 } };
  return stackTrace(
    { ...trace, ...(barmode === "group" ? { offsetgroup: sizeGroup(size) } : {}) },
    fill,
    shape,
  );
}

const SHAPES = { bar: "Bar", line: "Line", area: "Area" } as const;

function describe<Row extends SizeMonth>(
  { title, subtitle, rows }: SizeBars<Row>,
  sizes: readonly string[],
  shape: Shape,
): string {
  const [first, last] = [rows[0]?.month, rows.at(-1)?.month];
  if (!first || !last) return `${title}. No data.`;
  return `${title}: ${subtitle}. ${SHAPES[shape]} chart ${span(first, last)} for ${sizesInWords(sizes)}.`;
}
