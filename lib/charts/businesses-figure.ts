import type { Data } from "plotly.js-dist";
import { inWords } from "../../db/errors/user-error";
import type { MrrPerMonth } from "../metrics/mrr-per-month";
import { paletteColor } from "./colors";
import type { Figure } from "./figure";
import { valueHover } from "./hover";
import { chart } from "./old-chart";
import { shownName } from "./shown-name";
import { dollars } from "./units";

/** The MRR of several businesses, each by the name it is shown with. */
export type Businesses = Readonly<Record<string, readonly MrrPerMonth[]>>;

/**
 * Compares businesses: a line per business with its monthly MRR in US dollars, all company sizes together.
 *
 * @param businesses rows of the KPI `revenuePerMonth` of each; the months need not be the same
 *
 * @example
 * displayFigure(businessesFigure({ "As it is": before, "Higher price": after }));
 */
export function businessesFigure(businesses: Businesses): Figure {
  const names = Object.keys(businesses);
  const unit = dollars(Object.values(businesses).flatMap((rows) => rows.map((row) => row.mrr)));
  const text = {
    title: "Revenue per month",
    subtitle: "Businesses compared, all company sizes together",
    yTitle: "US dollars",
    unit,
  };
  return chart(
    {
      ...text,
      description: `${text.title}: ${text.subtitle}. ${names.length === 0 ? "No data" : `Line chart of ${inWords(names)}`}.`,
    },
    Object.entries(businesses).map(([name, rows], index) => businessTrace(name, rows, index, unit.format)),
  );
}

const DASHES = ["solid", "dash", "dot", "dashdot"] as const;

function businessTrace(name: string, rows: readonly MrrPerMonth[], index: number, format: string): Data {
  const months = [...new Set(rows.map((row) => row.month))];
  const revenueOf = (month: string) =>
    rows.filter((row) => row.month === month).reduce((sum, row) => sum + row.mrr, 0);
  // Businesses are no sizes, and the first two colors stand for sizes: lines differ by their dashes too.
  return {
    type: "scatter",
    // A line needs two points to be seen.
    mode: months.length === 1 ? "markers" : "lines",
    name: shownName(name),
    x: months,
    y: months.map(revenueOf),
    hovertemplate: valueHover(shownName(name), format),
    line: { color: paletteColor(index + 2), width: 3, dash: DASHES[index % DASHES.length] ?? "solid" },
  };
}
