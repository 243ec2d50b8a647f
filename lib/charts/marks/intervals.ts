import type { Data } from "plotly.js-dist";
import { INK, sizeGroup, translucent } from "../colors";
import { fillOf } from "../fills";
import { hoverable, referenceHover } from "../hover";
import { legendEntry, referenceLabel } from "../legend";
import { dataOf, isBand, isInked, isOnBars, joined, placesOfValues, type Scene, seriesOf } from "../scene";
import { EDGE } from "../template";
import type { Datum, Intervals, IntervalsOptions, Mark } from "./mark";
import { readRows } from "./read-rows";

/**
 * Intervals for `chart`: whiskers, or a band, from low to high. Predictions also show the expected value. All intervals share
 * one legend entry, and the hover box shows them with the values of the same color.
 *
 * @param rows of `expectedKpis`, `forecast`, `churnRates`, `retentionCurves`, or your own rows with intervals
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
  const { data, column } = readRows("intervals", rows, options);
  return { kind: "intervals", data: data.filter(({ value }) => value !== null), column, style: options };
}

/** The traces of intervals, and their legend entry. */
export function drawIntervals(mark: Intervals, scene: Scene): Data[] {
  if (mark.data.length === 0) return [];
  const asBand = isBand(scene, mark);
  const isEstimate = mark.data[0]?.source === "estimate";
  const legendgroup = referenceLabel(scene, mark);
  const names = seriesOf(mark);
  const opacity = names.length > 3 ? 0.1 : 0.2;
  const traces = names.flatMap((series): Data[] => {
    const inInk = isInked(scene, series);
    const color = inInk ? INK : fillOf(scene, mark, series).color;
    const ofSeries = dataOf(mark, series);
    // On areas, past and future meet without a connecting line.
    const data = asBand && !isOnBars(scene) ? joined(scene, mark, ofSeries) : ofSeries;
    const trace = {
      type: "scatter",
      legendgroup,
      showlegend: false,
      x: data.map(({ x }) => x),
      ...(series !== "" && scene.sideBySide ? { offsetgroup: sizeGroup(series) } : {}),
    } as const;
    const hover = referenceHover(scene, mark, series, data);
    // Other marks draw the values of estimates.
    const isDrawn = isEstimate && placesOfValues(scene, series).size > 0;
    if (!asBand) {
      const whisker = whiskers(trace, data, color, inInk ? 1.25 : 1.5, isDrawn);
      // A light edge makes whiskers in ink visible on bars of any color.
      const edge = inInk ? [{ ...whiskers(trace, data, EDGE, 3, isDrawn), ...SILENT }] : [];
      return [...edge, ...hoverable(whisker, data, hover)];
    }
    const line = (end: "low" | "value" | "high", ink: string, width: number) =>
      ({
        ...trace,
        mode: "lines",
        y: data.map((datum) => datum[end] ?? datum.value),
        line: { color: ink, width, shape: mark.style.step ? "hv" : "linear" },
      }) as const;
    const edges = [line("low", EDGE, 1), line("high", EDGE, 1), line("value", EDGE, 3)];
    const value = line("value", color, 1.5);
    return [
      ...(inInk ? edges.map((edge) => ({ ...edge, ...SILENT })) : []),
      { ...line("low", color, 0), ...SILENT },
      { ...line("high", color, 0), ...SILENT, fill: "tonexty", fillcolor: translucent(color, opacity) },
      ...(isDrawn ? [] : hoverable({ ...value, line: { ...value.line, dash: "dash" } }, data, hover)),
    ];
  });
  return [...traces, legendEntry(legendgroup, entryStyle(asBand, isEstimate))];
}

const SILENT = { hoverinfo: "skip" } as const;

/** Short lines with error bars to the ends of the intervals; without the lines if another mark draws the values. */
function whiskers<Trace>(
  trace: Trace,
  data: readonly Datum[],
  color: string,
  width: number,
  isDrawn: boolean,
) {
  const values = data.map(({ value }) => value ?? 0);
  return {
    ...trace,
    mode: "markers",
    y: values,
    marker: { symbol: "line-ew", size: 9, color, line: { color, width }, ...(isDrawn ? { opacity: 0 } : {}) },
    error_y: {
      type: "data",
      symmetric: false,
      array: data.map(({ high }, index) => (high ?? values[index] ?? 0) - (values[index] ?? 0)),
      arrayminus: data.map(({ low }, index) => (values[index] ?? 0) - (low ?? values[index] ?? 0)),
      color,
      thickness: width,
      width: 3,
    },
    cliponaxis: !isDrawn,
  } as const;
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
