import type { Data, ScatterData } from "plotly.js-dist";

/** A value and the interval around it. */
export interface Interval {
  /** The place on the x axis: a month, or a number of months. */
  readonly x: string | number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How the traces of intervals look, and which traces they belong to. */
export interface IntervalStyle {
  /** `#rrggbb`. */
  readonly color: string;
  /** The legend entry that shows and hides them. */
  readonly legendgroup: string;
  /** Traces of different groups are drawn side by side. */
  readonly offsetgroup?: string;
  /** The opacity of a band, 0 to 1; default 0.2, which suits three overlapping bands. */
  readonly opacity?: number;
}

/** The hover template, and which places have one. */
export type Hover = Pick<ScatterData, "hovertemplate" | "hoverinfo">;

/** Places and values of intervals; `customdata` has their ends and what else the hover template needs. */
export function intervalPlaces(intervals: readonly Interval[], more: readonly number[] = []) {
  return {
    x: intervals.map(({ x }) => x),
    y: intervals.map(({ value }) => value),
    customdata: intervals.map(({ low, high }, index) => [low, high, ...more.slice(index, index + 1)]),
  };
}

/** Error bars from each value to the ends of its interval. */
export function whiskers(intervals: readonly Interval[], color: string, thickness = 1.5) {
  return {
    type: "data",
    symmetric: false,
    array: intervals.map(({ value, high }) => high - value),
    arrayminus: intervals.map(({ value, low }) => value - low),
    color,
    thickness,
    width: 3,
  } as const;
}

/** Stands out from any color, and is invisible on paper. */
const EDGE = "rgba(255, 255, 255, 0.75)";

/** Short lines with whiskers, on a white edge that makes them visible on bars of any color. */
export function whiskerTraces(
  intervals: readonly Interval[],
  { color, ...group }: IntervalStyle,
  hover: Hover,
): Data[] {
  const lines = (ink: string, width: number) =>
    ({
      ...intervalPlaces(intervals),
      ...group,
      type: "scatter",
      mode: "markers",
      showlegend: false,
      marker: { symbol: "line-ew", size: 9, color: ink, line: { color: ink, width } },
      error_y: whiskers(intervals, ink, width),
    }) as const;
  return [
    { ...lines(EDGE, 3), hoverinfo: "skip" },
    { ...lines(color, 1.25), ...hover },
  ];
}

/** A line over a band, on a white edge that makes both visible on areas of any color. */
export function edgedBandTraces(intervals: readonly Interval[], style: IntervalStyle, hover: Hover): Data[] {
  const { color: _, ...group } = style;
  const edge = (end: "low" | "value" | "high", width: number): Data => ({
    ...group,
    type: "scatter",
    mode: "lines",
    showlegend: false,
    hoverinfo: "skip",
    x: intervals.map(({ x }) => x),
    y: intervals.map((interval) => interval[end]),
    line: { color: EDGE, width },
  });
  return [edge("low", 1), edge("high", 1), edge("value", 3), ...bandLineTraces(intervals, style, hover)];
}

/**
 * A shaded band between the ends of the intervals.
 *
 * @param shape straight lines from place to place, or steps
 */
export function bandTraces(
  intervals: readonly Interval[],
  { color, opacity = 0.2, ...group }: IntervalStyle,
  shape: "linear" | "hv" = "linear",
): Data[] {
  const edge = {
    ...group,
    type: "scatter",
    mode: "lines",
    showlegend: false,
    hoverinfo: "skip",
    x: intervals.map(({ x }) => x),
    line: { width: 0, color, shape },
  } as const;
  return [
    { ...edge, y: intervals.map(({ low }) => low) },
    {
      ...edge,
      y: intervals.map(({ high }) => high),
      fill: "tonexty",
      fillcolor: translucent(color, opacity),
    },
  ];
}

/** A dashed line through the values, over a band. */
export function bandLineTraces(intervals: readonly Interval[], style: IntervalStyle, hover: Hover): Data[] {
  const { color, opacity: _, ...group } = style;
  const line: Data = {
    ...intervalPlaces(intervals),
    ...group,
    type: "scatter",
    mode: "lines",
    showlegend: false,
    ...hover,
    line: { color, width: 1.5, dash: "dash" },
  };
  return [...bandTraces(intervals, style), line];
}

/** A legend entry for traces that share one, or that have no single color. */
export function legendEntry(name: string, style: Partial<ScatterData>): Data {
  return { ...style, type: "scatter", name, legendgroup: name, x: [null], y: [null], hoverinfo: "skip" };
}

/** The color with an opacity from 0 to 1. */
export function translucent(color: string, opacity: number): string {
  const [red, green, blue] = [1, 3, 5].map((from) => Number.parseInt(color.slice(from, from + 2), 16));
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

/** The opacity of the bands of these sizes. */
export function bandOpacity(sizes: readonly unknown[]): number {
  return sizes.length > 3 ? 0.1 : 0.2;
}
