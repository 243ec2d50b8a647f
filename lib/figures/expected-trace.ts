import type { Data } from "plotly.js-dist";
import type { Estimate } from "../theory/estimate";
import { INK } from "./chart-layout";
import { plainText } from "./plain-text";

/** An expectation to draw over the bars: of one month, and of one company size where bars stand side by side. */
export interface ExpectedPoint {
  readonly month: string;
  readonly company_size?: string;
  readonly estimate: Estimate;
}

const NAME = "Expected, with 95 % interval";

/**
 * Draws expectations as short lines with a whisker from the low to the high end of their 95 % interval, one
 * trace per company size, which the legend shows and hides as one.
 *
 * @param hover a d3 format with the unit for the label under the mouse
 */
export function expectedTraces(points: readonly ExpectedPoint[], hover: string): Data[] {
  // An expected count has decimals, the ends of its interval have none.
  const fine = hover === "," ? ",.1f" : hover;
  const sizes = [...new Set(points.map((point) => point.company_size))];
  return sizes.map((size, index) => {
    const ofSize = points.filter((point) => point.company_size === size);
    const estimates = ofSize.map((point) => point.estimate);
    return {
      type: "scatter",
      mode: "markers",
      name: NAME,
      legendgroup: NAME,
      showlegend: index === 0,
      ...(size === undefined ? {} : { offsetgroup: plainText(size) }),
      x: ofSize.map((point) => `${point.month}-01`),
      y: estimates.map(({ expected }) => expected),
      xperiod: "M1",
      xperiodalignment: "middle",
      customdata: estimates.map(({ low, high }) => [low, high]),
      hovertemplate: `${size === undefined ? "" : "%{data.offsetgroup} "}%{y:${fine}}, %{customdata[0]:${hover}} to %{customdata[1]:${hover}}<extra>expected</extra>`,
      marker: { symbol: "line-ew", size: 9, color: INK, line: { color: INK, width: 1.5 } },
      error_y: {
        type: "data",
        symmetric: false,
        array: estimates.map(({ expected, high }) => high - expected),
        arrayminus: estimates.map(({ expected, low }) => expected - low),
        color: INK,
        thickness: 1.2,
        width: 3,
      },
    };
  });
}
