import type { Data } from "plotly.js-dist";
import type { SizeFill } from "./colors";

/** The content of one trace of a stack. */
export interface StackTrace {
  readonly name: string;
  readonly legendgroup: string;
  readonly showlegend?: boolean;
  readonly x: string[];
  readonly y: number[];
  readonly hovertemplate: string;
  readonly customdata?: number[][];
  /** Traces of different groups are drawn side by side. */
  readonly offsetgroup?: string;
}

/** With more months, bars are too narrow for the marks on them. */
const MANY_MONTHS = 24;

/** Whether there are too many months for a bar each. */
export function areMany(months: readonly string[]): boolean {
  return months.length > MANY_MONTHS;
}

/**
 * A trace that is stacked on those before it.
 *
 * @param shape bars, or an area if there are too many months
 * @param stack the stack that an area belongs to
 */
export function stackTrace(
  trace: StackTrace,
  { color, pattern }: Pick<SizeFill, "color" | "pattern">,
  shape: "bar" | "area",
  stack = "all",
): Data {
  if (shape === "bar") return { ...trace, type: "bar", marker: { color, pattern: { shape: pattern } } };
  return {
    ...trace,
    type: "scatter",
    mode: "lines",
    stackgroup: stack,
    line: { width: 0, color },
    fillcolor: color,
    fillpattern: { shape: pattern },
  };
}
