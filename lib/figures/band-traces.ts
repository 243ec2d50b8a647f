import type { Data } from "plotly.js-dist";

/** The ends of an interval at each place of a line. */
export interface Band {
  readonly x: readonly (string | number)[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** `#rrggbb`. */
  readonly color: string;
  /** The legend entry that shows and hides it. */
  readonly legendgroup: string;
  /** Straight from point to point, or level until the next. */
  readonly shape: "linear" | "hv";
  /** Whether a place is a month and the band stands in its middle. */
  readonly monthly: boolean;
}

const inMonth = { xperiod: "M1", xperiodalignment: "middle" } as const;

/** Shades the room between two lines, of which only the shade is seen. */
export function bandTraces({ x, low, high, color, legendgroup, shape, monthly }: Band): Data[] {
  const edge = {
    type: "scatter",
    mode: "lines",
    legendgroup,
    showlegend: false,
    hoverinfo: "skip",
    line: { width: 0, color, shape },
    ...(monthly ? inMonth : {}),
  } as const;
  return [
    { ...edge, x: [...x], y: [...low] },
    { ...edge, x: [...x], y: [...high], fill: "tonexty", fillcolor: translucent(color, 0.2) },
  ];
}

/** A colour that lets the background through; `opacity` from 0 to 1. */
export function translucent(color: string, opacity: number): string {
  const [red, green, blue] = [1, 3, 5].map((from) => Number.parseInt(color.slice(from, from + 2), 16));
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}
