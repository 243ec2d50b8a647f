import { PLOTLY_MIME } from "../../notebook/display-figure";
import type { DrawableFigure } from "../pictures/plotly-library";
import type { DisplayOutput, Notebook, Output } from "./notebook-file";

/** The charts that the cells of a notebook have displayed, in their order. */
export function chartsOf(notebook: Notebook): DrawableFigure[] {
  const charts = notebook.cells.flatMap((cell) => cell.outputs ?? []).filter(isChart);
  return charts.map(({ data }) => data[PLOTLY_MIME] as DrawableFigure);
}

/** Whether an output is a chart. */
export function isChart(output: Output): output is DisplayOutput {
  return "data" in output && PLOTLY_MIME in output.data;
}
