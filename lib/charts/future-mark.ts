import type { Layout } from "plotly.js-dist";
import { INK } from "./template";

/** A line where the future begins, with a label, for the layout of a chart that continues into it. */
export function futureMark(past: readonly string[], future: readonly string[]): Partial<Layout> {
  const today = `${future[0]}-01`;
  const where = { xref: "x", yref: "paper" } as const;
  // On the side that has room for it.
  const side = future.length >= past.length / 3 ? "left" : "right";
  return {
    shapes: [
      {
        ...where,
        type: "line",
        x0: today,
        x1: today,
        y0: 0,
        y1: 1,
        line: { color: INK, width: 1, dash: "dot" },
      },
    ],
    annotations: [
      {
        ...where,
        x: today,
        y: 1,
        text: "expected →",
        showarrow: false,
        xanchor: side,
        yanchor: "top",
        xshift: side === "left" ? 4 : -4,
      },
    ],
  };
}
