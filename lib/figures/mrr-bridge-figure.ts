import type { Data } from "plotly.js-dist";
import type { MrrBridge } from "../kpis/mrr-bridge";
import { sizesInWords, span } from "../readings/numbers-in-words";
import { chartConfig, chartLayout, INK } from "./chart-layout";
import type { Figure } from "./figure";
import { plainText } from "./plain-text";
import { noData } from "./size-bars";
import { sizeFill } from "./size-color";

/** With more months the labels over the bars would touch. */
const MONTHS_LABELLED = 14;
/** What is left stands back behind what is lost. */
const LEFT = "rgba(128, 128, 128, 0.35)";
const MONEY = "$,.2~f";

/**
 * The MRR bridge: each bar is as high as the monthly recurring revenue that a month began with (the first: that was
 * signed up), grey up to what is left at its end, coloured by company size above that for what was lost.
 *
 * @param rows of the query `mrrBridge`
 */
export function mrrBridgeFigure(rows: readonly MrrBridge[]): Figure {
  const sizes = [...new Set(rows.map((row) => row.company_size))];
  const months = [...new Set(rows.map((row) => row.month))];
  const text = {
    title: "Monthly recurring revenue (MRR)",
    subtitle: "Left at the end of each month, and above it what was lost in it",
    yTitle: "US dollars",
    yFormat: "$,",
  };
  const layout = chartLayout(text, "stack", months);
  return {
    data: [
      leftTrace(rows, months),
      ...sizes.map((size) => lostTrace(rows, size, sizes)),
      ...(months.length <= MONTHS_LABELLED ? [lostLabels(rows, months)] : []),
    ],
    layout: rows.length > 0 ? layout : { ...layout, annotations: [noData] },
    config: chartConfig,
    description: describe(months, sizes),
  };
}

/** Plotly takes the width of bars from the distance between them: one alone is given most of its month. */
const ALONE = { width: 24 * 86_400_000 } as const;

function barWidth(months: number) {
  return months === 1 ? ALONE : {};
}

function monthly(months: readonly string[]) {
  const x = months.map((month) => `${month}-01`);
  return { x, xperiod: "M1", xperiodalignment: "middle" } as const;
}

/** The sum over the rows of one month. */
function total(rows: readonly MrrBridge[], month: string, value: (row: MrrBridge) => number): number {
  return rows.reduce((sum, row) => (row.month === month ? sum + value(row) : sum), 0);
}

function leftTrace(rows: readonly MrrBridge[], months: readonly string[]): Data {
  return {
    ...monthly(months),
    ...barWidth(months.length),
    type: "bar",
    name: "left",
    y: months.map((month) => total(rows, month, (row) => row.closing_mrr)),
    hovertemplate: `%{y:${MONEY}}`,
    marker: { color: LEFT },
  };
}

function lostTrace(rows: readonly MrrBridge[], size: string, sizes: readonly string[]): Data {
  const { color, pattern } = sizeFill(size, sizes);
  const ofSize = rows.filter((row) => row.company_size === size);
  return {
    ...monthly(ofSize.map((row) => row.month)),
    ...barWidth(ofSize.length),
    type: "bar",
    name: `lost: ${plainText(size)}`,
    y: ofSize.map((row) => row.churned_mrr),
    hovertemplate: `%{y:${MONEY}}`,
    marker: { color, pattern: { shape: pattern } },
  };
}

/** What was lost in all, written over the bars. */
function lostLabels(rows: readonly MrrBridge[], months: readonly string[]): Data {
  return {
    ...monthly(months),
    type: "scatter",
    mode: "text",
    showlegend: false,
    hoverinfo: "skip",
    y: months.map((month) => total(rows, month, (row) => row.closing_mrr + row.churned_mrr)),
    text: months.map((month) => shortLoss(total(rows, month, (row) => row.churned_mrr))),
    textposition: "top center",
    textfont: { color: INK, size: 12 },
    cliponaxis: false,
  };
}

/** `−$1.3K`; nothing where nothing was lost. */
function shortLoss(dollars: number): string {
  const short = dollars.toLocaleString("en-US", { notation: "compact", maximumSignificantDigits: 2 });
  return dollars === 0 ? "" : `−$${short}`;
}

function describe(months: readonly string[], sizes: readonly string[]): string {
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) return "Monthly recurring revenue. No data.";
  return `Monthly recurring revenue: left at the end of each month, and lost in it. Stacked bars ${span(first, last)}, what is lost by ${sizesInWords(sizes)}.`;
}
