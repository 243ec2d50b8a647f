import type { Config, Layout } from "plotly.js-dist";
import { INK } from "./colors";

const FAINT = "rgba(128, 128, 128, 0.25)";
export const TRANSPARENT = "rgba(0, 0, 0, 0)";
/** The edge of marks on bars of any color: stands out from them, and is invisible on paper. */
export const EDGE = "rgba(255, 255, 255, 0.75)";

/** How the numbers of an axis, and of a scale of colors, are written. */
export const numberLook = {
  tickfont: { size: 12 },
  // 1,200,000 reads 1.2M.
  separatethousands: true,
  exponentformat: "B",
  minexponent: 5,
} as const;

const axis = {
  automargin: true,
  gridcolor: FAINT,
  zerolinecolor: INK,
  linecolor: INK,
  ...numberLook,
} as const;

/**
 * The defaults of every chart, as a Plotly template that the layout of a chart overrides. Transparent, in colors that stand out on
 * white and on black, for light notebooks, dark ones and paper.
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
    // Plotly draws the line through the hovered points on a white one, which glares in a dark notebook.
    xaxis: { ...axis, showgrid: false, showspikes: false },
    yaxis: { ...axis, title: { standoff: 10 } },
  },
};

/** As wide as the page, and without formulas, so that `$` is a dollar sign. */
const everyChart: Partial<Config> = { responsive: true, typesetMath: false };

/** No buttons over the chart. */
export const chartConfig: Partial<Config> = { ...everyChart, displayModeBar: false };

/** While the pointer is over the chart, buttons that save it as a picture and undo zooming. */
export const plainConfig: Partial<Config> = {
  ...everyChart,
  displaylogo: false,
  // Its button would upload the data of the chart.
  showSendToCloud: false,
  modeBarButtonsToRemove: ["zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d"],
};
