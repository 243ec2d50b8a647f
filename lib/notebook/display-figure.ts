import type { Figure } from "../figures/complete-figure";
import { displayBundle } from "./display-bundle";

/** The MIME type of a Plotly figure, which JupyterLab and VS Code draw. */
export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/**
 * Shows a figure as an interactive chart below the cell. Only the figure is sent, a few kilobytes: the
 * library that draws it is part of JupyterLab's environment, of VS Code and of the report.
 *
 * @example
 * displayFigure(sessionsStackedFigure(sessions));
 */
export function displayFigure(figure: Figure): void {
  const { data, layout, config, description } = figure;
  displayBundle({ [PLOTLY_MIME]: { data, layout, config }, "text/plain": description });
}
