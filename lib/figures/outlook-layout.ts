import type { Layout } from "plotly.js-dist";
import { type ChartText, chartLayout, INK } from "./chart-layout";
import { noData } from "./size-bars";

/**
 * The layout of a chart that goes on into the future, with a line where that begins.
 *
 * @param past the months there is data of, from the first to the last
 * @param future the months to come
 */
export function outlookLayout(
  text: ChartText,
  past: readonly string[],
  future: readonly string[],
): Partial<Layout> {
  const layout = chartLayout(text, "stack", [...past, ...future]);
  if (past.length === 0) return { ...layout, annotations: [noData] };
  const today = `${future[0]}-01`;
  const where = { xref: "x", yref: "paper" } as const;
  return {
    ...layout,
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
        xanchor: "left",
        yanchor: "top",
        xshift: 4,
      },
    ],
  };
}

/** The months of rows, each once, in their order. */
export function monthsOf(rows: readonly { readonly month: string }[]): string[] {
  return [...new Set(rows.map((row) => row.month))];
}
