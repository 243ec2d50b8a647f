import type { Config, Layout } from "plotly.js-dist";
import { monthLabels } from "../rules/month";

/** A grey with a contrast of 4.2 or more on JupyterLab's white and on its black. */
export const INK = "#767676";
const FAINT = "rgba(128, 128, 128, 0.25)";

/** What a chart's axes and titles say. */
export interface ChartText {
  readonly title: string;
  readonly subtitle: string;
  readonly yTitle: string;
  /** A d3 format for the numbers on the axis: `,` for thousands separators, `.0%` for percent. */
  readonly yFormat: string;
}

/**
 * The layout that all charts share: transparent, so that it fits a light and a dark notebook and paper.
 *
 * @param months the months from the first to the last, `2025-01`; the axis then spans just them
 */
export function chartLayout(
  text: ChartText,
  barmode: "stack" | "group",
  months: readonly string[] = [],
): Partial<Layout> {
  return {
    title: {
      text: text.title,
      subtitle: { text: text.subtitle, font: { size: 13 } },
      x: 0,
      xref: "paper",
      xanchor: "left",
      yref: "paper",
      y: 1,
      yanchor: "bottom",
      pad: { b: 64 },
      font: { size: 18 },
    },
    barmode,
    scattermode: barmode === "group" ? "group" : "overlay",
    scattergap: 0.25,
    bargap: 0.25,
    height: 400,
    autosize: true,
    margin: { t: 105, r: 20, b: 50, l: 80 },
    paper_bgcolor: "rgba(0, 0, 0, 0)",
    plot_bgcolor: "rgba(0, 0, 0, 0)",
    font: { family: "system-ui, sans-serif", size: 13, color: INK },
    legend: { orientation: "h", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom", traceorder: "normal" },
    hovermode: "x unified",
    xaxis: monthAxis(months),
    yaxis: {
      title: { text: text.yTitle, standoff: 12 },
      tickformat: text.yFormat,
      rangemode: "tozero",
      gridcolor: FAINT,
      zerolinecolor: INK,
      fixedrange: true,
    },
  };
}

/** Month names in the middle of their month, with the year below the first of each; some are left out where they are many. */
function monthAxis(months: readonly string[]): Partial<Layout>["xaxis"] {
  const last = months.at(-1);
  return {
    type: "date",
    tickformat: "%b\n%Y",
    hoverformat: "%B %Y",
    ticklabelmode: "period",
    tickangle: 0,
    showgrid: false,
    linecolor: INK,
    fixedrange: true,
    ...(months.length <= MONTHS_LABELLED ? { dtick: "M1" } : {}),
    ...(last ? { range: [`${months[0]}-01`, monthAfter(last)] } : {}),
  };
}

/** As many month names as fit side by side. */
const MONTHS_LABELLED = 14;

function monthAfter(month: string): string {
  return `${monthLabels(month, 2)[1]}-01`;
}

/** No buttons over the chart, and as wide as the page. */
export const chartConfig: Partial<Config> = { displayModeBar: false, responsive: true };
