import type { Data } from "plotly.js-dist";
import type { SizeFill } from "./size-color";

/** What one trace of a stack shows. */
export interface StackTrace {
  readonly name: string;
  readonly legendgroup: string;
  readonly showlegend?: boolean;
  readonly x: string[];
  readonly y: number[];
  readonly hovertemplate: string;
  readonly customdata?: number[][];
  /** Bars side by side have one each. */
  readonly offsetgroup?: string;
}

/** With more months bars are too narrow to carry marks, and in the end a pattern of their own. */
const MANY_MONTHS = 24;

/** Whether these months are too many for bars. */
export function areMany(months: readonly string[]): boolean {
  return months.length > MANY_MONTHS;
}

/**
 * Stacks values over months, each trace on those before it.
 *
 * @param shape bars, or an area, where months are many
 * @param stack traces of one stack of areas have the same
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
