import { completeFigure, type PlainFigure } from "../charts/figure";
import { displayBundle } from "./display-bundle";
import { displaySentence } from "./html-text";

/** The MIME type of a Plotly figure, which JupyterLab and VS Code draw. */
export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/**
 * Shows a figure as an interactive chart below the cell: a `chart` of marks, or any Plotly figure `{ data, layout }`,
 * which gets the look that all charts share. The output is only a few kilobytes, because JupyterLab, VS Code and the report have
 * the library that draws it.
 *
 * - Its colors fit light notebooks, dark ones and paper. Traces named after company sizes have the colors of the sizes.
 * - If all `x` are months, `2025-01` or `2025-01-01`, it gets an axis of months and one hover box for all traces.
 * - Title, subtitle and legend are above the plot and do not overlap, however wide the chart is.
 *
 * A chart whose values are all unknown is replaced with a sentence that says so. The figure's own `data`, `layout` and `config` take
 * precedence. `description` is for front ends that draw no charts. The types are those of the package `plotly.js-dist`; see
 * https://plotly.com/javascript/reference.
 *
 * @example
 * displayFigure(chart(
 *   { title: "Sessions per month", y: "Sessions" },
 *   bars(sessions, { x: "month", y: "sessions", color: "company_size", stack: true }),
 * ));
 *
 * @example
 * displayFigure({
 *   data: ["large", "small"].map((size) => ({
 *     type: "bar",
 *     name: size,
 *     x: sessions.filter((row) => row.company_size === size).map((row) => row.month),
 *     y: sessions.filter((row) => row.company_size === size).map((row) => row.sessions / row.active_companies),
 *   })),
 *   layout: { title: { text: "Sessions per company" }, yaxis: { title: { text: "Sessions" } } },
 * });
 */
export function displayFigure(figure: PlainFigure): void {
  if (figure.unknown !== undefined) {
    displaySentence(figure.unknown);
    return;
  }
  const { data, layout, config, description } = completeFigure(figure);
  displayBundle({ [PLOTLY_MIME]: { data, layout, config }, "text/plain": description });
}
