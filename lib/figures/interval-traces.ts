import type { Data, ScatterData } from "plotly.js-dist";

/** A value with the interval around it. */
export interface Interval {
  /** Where it stands: a month, or a number of months. */
  readonly x: string | number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What the traces of intervals have in common with others. */
export interface IntervalStyle {
  /** `#rrggbb`. */
  readonly color: string;
  /** The legend entry that shows and hides them. */
  readonly legendgroup: string;
  /** Those of one group stand beside those of another. */
  readonly offsetgroup?: string;
  /** How dark a band is, 0 to 1; default 0.2, good for three over one another. */
  readonly opacity?: number;
}

/** What the mouse is told: a template, and whether it is told of all places, some or none. */
export type Hover = Pick<ScatterData, "hovertemplate" | "hoverinfo">;

/** The places of intervals, with their ends and what else there is to tell for the template of the mouse. */
export function intervalPlaces(intervals: readonly Interval[], more: readonly number[] = []) {
  return {
    x: intervals.map(({ x }) => x),
    y: intervals.map(({ value }) => value),
    customdata: intervals.map(({ low, high }, index) => [low, high, ...more.slice(index, index + 1)]),
  };
}

/** The lines from each value to the ends of its interval. */
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

/** What stands out from any colour, and is not seen on paper. */
const EDGE = "rgba(255, 255, 255, 0.75)";

/** Short lines with whiskers, edged in white, to be seen on bars of any colour. */
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

/** A line over a band, edged in white, to be seen on areas of any colour. */
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
 * The room between the ends of the intervals, shaded.
 *
 * @param shape straight from place to place, or in steps
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

/** A line through the values over a band from end to end. */
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

/** An entry of the legend for traces that share one, or that have no one colour. */
export function legendEntry(name: string, style: Partial<ScatterData>): Data {
  return { ...style, type: "scatter", name, legendgroup: name, x: [null], y: [null], hoverinfo: "skip" };
}

/** A colour that lets the background through; `opacity` from 0 to 1. */
export function translucent(color: string, opacity: number): string {
  const [red, green, blue] = [1, 3, 5].map((from) => Number.parseInt(color.slice(from, from + 2), 16));
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

/** The opacity of the bands of so many sizes. */
export function bandOpacity(sizes: readonly unknown[]): number {
  return sizes.length > 3 ? 0.1 : 0.2;
}
