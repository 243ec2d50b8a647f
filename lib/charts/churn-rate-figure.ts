import type { Data } from "plotly.js-dist";
import type { Rules } from "../dataset/rules";
import { churnProbability } from "../dataset/session-distribution";
import type { ChurnRate } from "../metrics/churn-rates";
import { wilsonInterval } from "../stats/wilson-interval";
import { sizesInWords, span, sum } from "../text/numbers-in-words";
import { BY_THE_RULES, byTheRulesEntry, measuredHover } from "./by-the-rules";
import { sizeFill, sizeGroup } from "./colors";
import type { Figure } from "./figure";
import { bandOpacity, bandTraces, type Interval, intervalPlaces, whiskers } from "./interval-traces";
import { inPeriods, monthsOf, periodAxis, periodInWords, periodStep, placedInPeriods } from "./months";
import { chart } from "./old-chart";
import { shownName } from "./shown-name";
import { shares } from "./units";

/** More points than this, with whiskers, cannot be told apart: they become lines with bands. */
const MANY_POINTS = 36;

/**
 * The churn rate of each month and company size with its 95% confidence interval, and as a dotted line the expected one,
 * which is the same in every month. Over more than a year, two, three or more months are pooled, which leaves less to
 * chance.
 *
 * @param rates of `churnRates`
 * @param rules of the dataset
 */
export function churnRateFigure(rates: readonly ChurnRate[], rules: Rules): Figure {
  const sizes = [...new Set(rates.map((rate) => rate.company_size))];
  const months = monthsOf(rates);
  const step = periodStep(months.length);
  const pooled = step === 1 ? rates : inPeriods(rates, step, together);
  const asLines = step > 1 || pooled.length > MANY_POINTS;
  const most = Math.max(...pooled.map(({ churn_rate }) => churn_rate.high), 0.01);
  const text = {
    title: "Churn rate per month",
    subtitle: `Customers lost in a month${step > 1 ? `, ${periodInWords(step)} together` : ""}, 95% confidence interval`,
    yTitle: "Percent of customers",
    unit: shares,
    description: describe(months, sizes, asLines),
  };
  const marks = sizes.flatMap((size) => sizeTraces(pooled, size, sizes, asLines, rules));
  return chart(
    text,
    rates.length === 0 ? [] : [...placedInPeriods(marks, step), ...byTheRulesEntry(sizes, rules)],
    {
      scattermode: asLines ? "overlay" : "group",
      scattergap: 0.25,
      xaxis: periodAxis(months, step),
      yaxis: { range: [0, 1.05 * most] },
    },
  );
}

function together(rates: readonly ChurnRate[], first: ChurnRate): ChurnRate {
  const [churned, at_risk] = [sum(rates, (rate) => rate.churned), sum(rates, (rate) => rate.at_risk)];
  return { ...first, churned, at_risk, churn_rate: wilsonInterval(churned, at_risk) };
}

function sizeTraces(
  rates: readonly ChurnRate[],
  size: string,
  sizes: readonly string[],
  asLines: boolean,
  rules: Rules,
): Data[] {
  const { color, dash } = sizeFill(size, sizes);
  const intervals = rates
    .filter((rate) => rate.company_size === size)
    .map(({ month, churn_rate }): Interval => ({ x: month, ...churn_rate }));
  const group = { legendgroup: sizeGroup(size), offsetgroup: sizeGroup(size) };
  const law = rules.sizes.find((one) => one.size === size)?.sessions;
  const rate = law && churnProbability(law);
  const points = {
    ...intervalPlaces(intervals, rate === undefined ? [] : intervals.map(() => rate)),
    ...group,
    type: "scatter",
    name: shownName(size),
    hovertemplate: measuredHover(size, rate !== undefined),
  } as const;
  const expected = rate === undefined ? [] : [expectedTrace(intervals, size, color, rate)];
  if (asLines) {
    const line = { ...points, mode: "lines", line: { color, dash, width: 2.5 } } as const;
    return [...bandTraces(intervals, { ...group, color, opacity: bandOpacity(sizes) }), ...expected, line];
  }
  const marker = { color, size: 8 };
  return [
    ...expected,
    { ...points, mode: "markers", marker, error_y: whiskers(intervals, color), cliponaxis: false },
  ];
}

/** The expected rate; the hover text of the measured one includes it. */
function expectedTrace(intervals: readonly Interval[], size: string, color: string, rate: number): Data {
  return {
    type: "scatter",
    // A line needs two points to be seen.
    mode: intervals.length === 1 ? "markers" : "lines",
    legendgroup: BY_THE_RULES,
    offsetgroup: sizeGroup(size),
    showlegend: false,
    hoverinfo: "skip",
    x: intervals.map(({ x }) => x),
    y: intervals.map(() => rate),
    line: { color, width: 1.5, dash: "dot" },
    marker: { symbol: "line-ew", size: 20, color, line: { color, width: 1.5 } },
  };
}

function describe(months: readonly string[], sizes: readonly string[], asLines: boolean): string {
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) return "Churn rate per month. No data.";
  return `Churn rate per month: share of the customers at the start of a month that left in it, with 95% confidence interval, and by the rules. ${asLines ? "Lines" : "Points"} ${span(first, last)} for ${sizesInWords(sizes)}.`;
}
