import type { Data, Layout } from "plotly.js-dist";
import { sizesInWords, span } from "../readings/numbers-in-words";
import type { Rules } from "../rules/rules";
import type { ChurnRate } from "../statistics/churn-rates";
import { churnProbability } from "../theory/session-law";
import { chartConfig, chartLayout } from "./chart-layout";
import type { Figure } from "./figure";
import { plainText } from "./plain-text";
import { noData } from "./size-bars";
import { sizeFill } from "./size-color";

/** With more months than this the points would hide each other's whiskers. */
const MANY = 24;

/**
 * The churn rate of each month and company size with its 95 % interval, and dotted the one by the rules, the same in
 * every month.
 *
 * @param rates of `churnRates`
 * @param rules of the dataset
 */
export function churnRateFigure(rates: readonly ChurnRate[], rules: Rules): Figure {
  const sizes = [...new Set(rates.map((rate) => rate.company_size))];
  const months = [...new Set(rates.map((rate) => rate.month))];
  const text = {
    title: "Churn rate per month",
    subtitle: "Lost in the month, of the customers at its start, with 95 % interval; dotted: by the rules",
    yTitle: "Percent of customers",
    yFormat: ".0%",
  };
  const grouped = chartLayout(text, "group", months);
  const most = Math.max(...rates.map(({ churn_rate }) => churn_rate.high), 0.01);
  const layout: Partial<Layout> = { ...grouped, yaxis: { ...grouped.yaxis, range: [0, 1.05 * most] } };
  return {
    data: sizes.flatMap((size) => sizeTraces(rates, size, sizes, rules)),
    layout: rates.length > 0 ? layout : { ...layout, annotations: [noData] },
    config: chartConfig,
    description: describe(months, sizes),
  };
}

function sizeTraces(
  rates: readonly ChurnRate[],
  size: string,
  sizes: readonly string[],
  rules: Rules,
): Data[] {
  const { color } = sizeFill(size, sizes);
  const ofSize = rates.filter((rate) => rate.company_size === size);
  const measured = ofSize.map((rate) => rate.churn_rate);
  const law = rules.sizes.find((one) => one.size === size)?.sessions;
  const place = {
    type: "scatter",
    legendgroup: size,
    offsetgroup: size,
    x: ofSize.map((rate) => `${rate.month}-01`),
    xperiod: "M1",
    xperiodalignment: "middle",
  } as const;
  const points: Data = {
    ...place,
    mode: "markers",
    name: plainText(size),
    y: measured.map(({ value }) => value),
    customdata: measured.map(({ low, high }) => [low, high]),
    hovertemplate: "%{y:.1%}, %{customdata[0]:.1%} to %{customdata[1]:.1%}",
    marker: { color, size: ofSize.length <= MANY ? 8 : 5 },
    error_y: {
      type: "data",
      symmetric: false,
      array: measured.map(({ value, high }) => high - value),
      arrayminus: measured.map(({ value, low }) => value - low),
      color,
      thickness: 1.5,
      width: 3,
    },
  };
  if (!law) return [points];
  const theory: Data = {
    ...place,
    mode: "lines",
    showlegend: false,
    y: measured.map(() => churnProbability(law)),
    hovertemplate: `%{y:.1%}<extra>${plainText(size)}, by the rules</extra>`,
    line: { color, width: 1.5, dash: "dot" },
  };
  return [theory, points];
}

function describe(months: readonly string[], sizes: readonly string[]): string {
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) return "Churn rate per month. No data.";
  return `Churn rate per month: share of the customers at the start of a month that left in it, with 95 % interval, and by the rules. Points ${span(first, last)} for ${sizesInWords(sizes)}.`;
}
