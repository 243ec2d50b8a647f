import type { Data } from "plotly.js-dist";
import { sizeGroup } from "../colors";
import {
  bandLineTraces,
  bandOpacity,
  bandTraces,
  edgedBandTraces,
  type Interval,
  legendEntry,
  translucent,
  whiskers,
  whiskerTraces,
} from "../interval-traces";
import { AFTER_VALUES, referenceHover, referenceLabel } from "../mark-hover";
import { fillOf, isBand, isInked, joined, placesOfValues, type Scene, seriesOf } from "../scene";
import { INK } from "../template";
import { withLastStep } from "./lines";
import {
  type Datum,
  type IntervalColumn,
  type Intervals,
  type Mark,
  type NameColumn,
  readRows,
  type XColumn,
} from "./mark";

/** How `intervals` draws rows. */
export interface IntervalsOptions<Row> {
  /** The column of the x axis, as of the marks that the intervals belong to. */
  readonly x: XColumn<Row>;
  /** The column of predictions `{ expected, low, high }` or of estimates `{ value, low, high }`. */
  readonly y: IntervalColumn<Row>;
  /** The column of the marks' color that the intervals belong to; without it they belong to all of them together. */
  readonly color?: NameColumn<Row>;
  /** The legend entry; default: "Expected, 95% prediction interval", or "95% confidence interval". */
  readonly name?: string;
  /** A band instead of whiskers; default: if there are more than 36, and if bars have become lines or areas. */
  readonly band?: boolean;
  /** Steps, as of `lines`. */
  readonly step?: boolean;
}

/**
 * Intervals for `chart`: whiskers, or a band, from low to high. Those of predictions show the expected value too. All of
 * them have one legend entry, and the box under the pointer tells them with the values of the same color.
 *
 * @param rows of `expectedKpis`, `forecast`, `churnRates`, `retentionCurves`, or with intervals of your own
 * @throws UserError if a column of y contains anything but predictions and estimates
 *
 * @example
 * const expected = expectedKpis(defaultRules);
 * displayFigure(chart({ title: "Sessions per month", y: "Sessions" },
 *   bars(await sessionsPerMonth(db).execute(), { x: "month", y: "sessions", color: "company_size", stack: true }),
 *   intervals(expected.totalsPerMonth, { x: "month", y: "sessions" }),
 * ));
 */
export function intervals<Row>(rows: readonly Row[], options: IntervalsOptions<Row>): Mark {
  const { name, band, step = false } = options;
  return { kind: "intervals", ...readRows("intervals", rows, options), name, band, step };
}

/** The traces of intervals, and their legend entry. */
export function drawIntervals(mark: Intervals, scene: Scene): Data[] {
  if (mark.data.length === 0) return [];
  const asBand = isBand(scene, mark);
  const isEstimate = mark.data[0]?.source === "estimate";
  const legendgroup = referenceLabel(scene, mark);
  const opacity = bandOpacity(seriesOf(mark));
  const traces = seriesOf(mark).flatMap((series) => {
    const ofSeries = mark.data.filter((datum) => datum.series === series);
    const isInk = isInked(scene, series);
    const color = isInk ? INK : fillOf(scene, mark, series).color;
    const style = {
      color,
      legendgroup,
      ...(series !== "" && scene.sideBySide ? { offsetgroup: sizeGroup(series) } : {}),
    };
    // Other marks draw the values of estimates.
    const isDrawn = isEstimate && placesOfValues(scene, series).size > 0;
    const data = asBand ? withLastStep(mark, isInk ? ofSeries : joined(scene, mark, ofSeries)) : ofSeries;
    const places = data.map(interval);
    const { customdata: _, ...hover } = referenceHover(scene, mark, series, data);
    if (asBand) {
      if (isDrawn || mark.step) return bandTraces(places, { ...style, opacity }, mark.step ? "hv" : "linear");
      // A band in ink lies on areas in other colors.
      return isInk
        ? edgedBandTraces(places, style, hover)
        : bandLineTraces(places, { ...style, opacity }, hover);
    }
    if (isDrawn) return [whiskersAlone(places, style)];
    return whiskerTraces(places, style, hover);
  });
  return [...traces, legendEntry(legendgroup, { ...AFTER_VALUES, ...entryStyle(asBand, isEstimate) })];
}

function interval({ x, value, low, high }: Datum): Interval {
  const center = value ?? 0;
  return { x, value: center, low: low ?? center, high: high ?? center };
}

/** Whiskers around points that another mark draws. */
function whiskersAlone(
  places: readonly Interval[],
  { color, ...group }: { readonly color: string; readonly legendgroup: string },
): Data {
  return {
    ...group,
    type: "scatter",
    mode: "markers",
    showlegend: false,
    hoverinfo: "skip",
    x: places.map(({ x }) => x),
    y: places.map(({ value }) => value),
    marker: { color, opacity: 0 },
    error_y: whiskers(places, color),
    cliponaxis: false,
  };
}

function entryStyle(asBand: boolean, isEstimate: boolean) {
  const line = { color: INK, width: 1.25 };
  if (isEstimate && asBand)
    return {
      mode: "markers",
      marker: { symbol: "square", size: 12, color: translucent(INK, 0.35) },
    } as const;
  if (asBand) return { mode: "lines", line: { ...line, dash: "dash" } } as const;
  return { mode: "markers", marker: { symbol: isEstimate ? "line-ns" : "line-ew", size: 9, line } } as const;
}
