import type { Data } from "plotly.js-dist";
import { inWords } from "../../db/explained-error";
import type { RevenuePerMonth } from "../kpis/revenue-per-month";
import { chartConfig, chartLayout } from "./chart-layout";
import type { Figure } from "./figure";
import { plainText } from "./plain-text";
import { paletteColor } from "./size-color";

/** The revenue of several businesses, each by the name it is shown with. */
export type Businesses = Readonly<Record<string, readonly RevenuePerMonth[]>>;

/**
 * Compares businesses: a line per business with its monthly revenue in US dollars, all company sizes together.
 *
 * @param businesses rows of the KPI `revenuePerMonth` of each; the months need not be the same
 *
 * @example
 * displayFigure(businessesFigure({ "As it is": before, "Higher price": after }));
 */
export function businessesFigure(businesses: Businesses): Figure {
  const names = Object.keys(businesses);
  const months = [
    ...new Set(Object.values(businesses).flatMap((rows) => rows.map((row) => row.month))),
  ].sort();
  const text = {
    title: "Revenue per month",
    subtitle: "Businesses compared, all company sizes together",
    yTitle: "US dollars",
    yFormat: "$,",
  };
  return {
    data: Object.entries(businesses).map(([name, rows], index) => businessTrace(name, rows, index)),
    layout: chartLayout(text, "stack", months),
    config: chartConfig,
    description: `${text.title}: ${text.subtitle}. ${names.length === 0 ? "No data" : `Line chart of ${inWords(names)}`}.`,
  };
}

const DASHES = ["solid", "dash", "dot", "dashdot"] as const;

function businessTrace(name: string, rows: readonly RevenuePerMonth[], index: number): Data {
  const months = [...new Set(rows.map((row) => row.month))];
  const revenueOf = (month: string) =>
    rows.filter((row) => row.month === month).reduce((sum, row) => sum + row.revenue, 0);
  // Businesses are no sizes, and the first two colours stand for sizes: lines differ by their dashes too.
  return {
    type: "scatter",
    mode: "lines",
    name: plainText(name),
    x: months.map((month) => `${month}-01`),
    y: months.map(revenueOf),
    xperiod: "M1",
    xperiodalignment: "middle",
    hovertemplate: "%{y:$,.2~f}",
    line: { color: paletteColor(index + 2), width: 3, dash: DASHES[index % DASHES.length] ?? "solid" },
  };
}
