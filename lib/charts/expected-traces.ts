import type { Data } from "plotly.js-dist";
import type { Prediction } from "../stats/prediction";
import { sizeGroup } from "./colors";
import { ends, expectedValue, valueHover } from "./hover";
import {
  bandLineTraces,
  bandOpacity,
  edgedBandTraces,
  type Interval,
  legendEntry,
  whiskerTraces,
} from "./interval-traces";
import { shownName } from "./shown-name";
import { INK } from "./template";
import type { Unit } from "./units";

/** The expected value of a month, and of a company size if it is not the total. */
export interface ExpectedPoint {
  readonly month: string;
  readonly company_size?: string;
  readonly prediction: Pick<Prediction, "expected"> & Partial<Prediction>;
}

/** How expected values are drawn. */
export interface ExpectedStyle {
  readonly unit: Unit;
  /** As lines with bands, if there are too many for whiskers. */
  readonly asBand: boolean;
  /** The legend entry. */
  readonly name?: string;
  /** The color of a company size, if the lines have one each. */
  readonly color?: (size: string) => string;
}

/** The legend entry of expected values with their intervals. */
export const EXPECTED = "Expected, 95% prediction interval";

/**
 * Expected values with their 95% prediction intervals, if these are known, as one legend entry. Only totals have a hover
 * text of their own: `expectedHover` adds the expected value of a company size to that of the size.
 */
export function expectedTraces(points: readonly ExpectedPoint[], style: ExpectedStyle): Data[] {
  const { unit, asBand, name = hasInterval(points) ? EXPECTED : "Expected", color } = style;
  if (points.length === 0) return [];
  const sizes = [...new Set(points.map((point) => point.company_size))];
  const marks = sizes.flatMap((size) => {
    const intervals = points.filter((point) => point.company_size === size).map(interval);
    const ofTotal = {
      hovertemplate: valueHover("expected", unit.expectedFormat, `<br>${ends(unit.format)}`),
    };
    const hover = size === undefined ? ofTotal : ({ hoverinfo: "skip" } as const);
    const group = { legendgroup: name, ...(size === undefined ? {} : { offsetgroup: sizeGroup(size) }) };
    if (!asBand) return whiskerTraces(intervals, { ...group, color: INK }, hover);
    const ink = size === undefined ? undefined : color?.(size);
    // A band without a color of its own lies on areas in other colors.
    return ink
      ? bandLineTraces(intervals, { ...group, color: ink, opacity: bandOpacity(sizes) }, hover)
      : edgedBandTraces(intervals, { ...group, color: INK }, hover);
  });
  return [...marks, expectedEntry(name, asBand)];
}

/** The hover text of a company size in these months: its values, and the expected ones if there are any. */
export function expectedHover(
  points: readonly ExpectedPoint[],
  size: string,
  months: readonly string[],
  { format, expectedFormat }: Unit,
) {
  const ofSize = points.filter((point) => point.company_size === size);
  if (ofSize.length === 0) return { hovertemplate: valueHover(shownName(size), format) };
  const intervals = months.map((month) => ofSize.filter((point) => point.month === month).map(interval)[0]);
  const expected = hasInterval(ofSize) ? `expected ${ends(format)}` : expectedValue(expectedFormat);
  return {
    customdata: intervals.map((one) => (one ? [one.low, one.high, one.value] : [])),
    hovertemplate: valueHover(shownName(size), format, ` (${expected})`),
  };
}

function hasInterval(points: readonly ExpectedPoint[]): boolean {
  return points.every(({ prediction }) => prediction.low !== undefined);
}

/** The legend entry. */
export function expectedEntry(name: string, asBand: boolean): Data {
  const line = { color: INK, width: 1.25 };
  return asBand
    ? legendEntry(name, { mode: "lines", line: { ...line, dash: "dash" } })
    : legendEntry(name, { mode: "markers", marker: { symbol: "line-ew", size: 9, line } });
}

function interval({ month, prediction }: ExpectedPoint): Interval {
  const { expected, low = expected, high = expected } = prediction;
  return { x: month, value: expected, low, high };
}
