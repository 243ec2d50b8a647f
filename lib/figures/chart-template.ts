import type { Config, Layout } from "plotly.js-dist";

/** A grey with a contrast of 4.2 or more on JupyterLab's white and on its black. */
export const INK = "#767676";
const FAINT = "rgba(128, 128, 128, 0.25)";
const TRANSPARENT = "rgba(0, 0, 0, 0)";

const axis = {
  automargin: true,
  gridcolor: FAINT,
  zerolinecolor: INK,
  linecolor: INK,
  tickfont: { size: 12 },
  // 1,234,567 is written 1.2M, and 1.2 billion is 1.2B.
  separatethousands: true,
  exponentformat: "B",
  minexponent: 5,
} as const;

/**
 * How charts look that say nothing else, in Plotly's own form of it, so that whatever a chart's layout says wins.
 * Transparent, in colours that stand out on white and on black: the same chart fits a light and a dark notebook
 * and paper.
 */
export const chartTemplate: { readonly layout: Partial<Layout> } = {
  layout: {
    title: {
      x: 0,
      xref: "container",
      y: 1,
      yref: "container",
      font: { size: 18 },
      subtitle: { font: { size: 13 } },
    },
    legend: { font: { size: 12 }, tracegroupgap: 0 },
    font: { family: "system-ui, sans-serif", size: 13, color: INK },
    paper_bgcolor: TRANSPARENT,
    plot_bgcolor: TRANSPARENT,
    margin: { r: 16, b: 44, l: 56 },
    bargap: 0.25,
    hoverlabel: {
      bgcolor: "rgba(34, 34, 34, 0.82)",
      bordercolor: INK,
      font: { size: 12, color: "#ffffff" },
      namelength: -1,
    },
    modebar: { bgcolor: TRANSPARENT, color: INK, activecolor: INK },
    // The line under the mouse would be white in a dark notebook.
    xaxis: { ...axis, showgrid: false, showspikes: false },
    yaxis: { ...axis, title: { standoff: 10 } },
  },
};

/** As wide as the page; and a `$` is a dollar, never where a formula begins. */
const everyChart: Partial<Config> = { responsive: true, typesetMath: false };

/** No buttons over the chart. */
export const chartConfig: Partial<Config> = { ...everyChart, displayModeBar: false };

/** While the mouse is over the chart, buttons for a picture of it and to undo zooming. */
export const plainConfig: Partial<Config> = {
  ...everyChart,
  displaylogo: false,
  modeBarButtonsToRemove: ["zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d"],
};
