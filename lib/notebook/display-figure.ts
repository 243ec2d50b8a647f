import { completeFigure, type PlainFigure } from "../figures/complete-figure";
import { displayBundle } from "./display-bundle";

/** The MIME type of a Plotly figure, which JupyterLab and VS Code draw. */
export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/**
 * Shows a figure as an interactive chart below the cell: one of this project, or any of Plotly's, `{ data, layout }`,
 * in the look that all charts share. Only the figure is sent, a few kilobytes: the library that draws it is part of
 * JupyterLab's environment, of VS Code and of the report.
 *
 * - The colours fit a light and a dark notebook and paper. Traces named after the company sizes have their colours.
 * - `x` of months, `2025-01` or `2025-01-01`, gets an axis of months, and one box under the mouse for all traces.
 * - Title, subtitle and legend stand over the plot, one below the other, at any width.
 *
 * Whatever the figure's own `layout` and `config` say wins. `description` is the chart in a sentence, for where nothing
 * can draw it. The types are those of the package `plotly.js-dist`; https://plotly.com/javascript/reference explains
 * them.
 *
 * @example
 * displayFigure(sessionsStackedFigure(sessions));
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
  const { data, layout, config, description } = completeFigure(figure);
  displayBundle({ [PLOTLY_MIME]: { data, layout, config }, "text/plain": description });
}
