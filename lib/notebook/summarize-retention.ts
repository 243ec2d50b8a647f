import { inWords } from "../../db/errors/user-error";
import { retentionProbability } from "../dataset/churn";
import type { Rules } from "../dataset/rules";
import type { ChurnRate } from "../metrics/churn-rates";
import type { CustomerLifetime } from "../metrics/customer-lifetimes";
import type { RetentionPoint } from "../metrics/retention-curves";
import { expectedChurnRates } from "../model/expected-churn-rates";
import type { Estimate } from "../stats/estimate";
import { binomialPrediction } from "../stats/prediction";
import { count, counted, dollars, monthName, NO_DATA, rate } from "../text/numbers-in-words";
import {
  type Comparison,
  partOf,
  SHARED,
  sizeWord,
  summarizeComparisons,
} from "./summarize-against-expected";

/**
 * The retention curves in a sentence: the share in the last month with at least 10 companies of a size at risk (or with the most, if
 * there are fewer), with 95% confidence intervals, and at how many points the expected curve lies within the limits.
 *
 * @param points of `retentionCurves`
 * @param rules of the dataset; without them, nothing is expected
 */
export function summarizeRetention(points: readonly RetentionPoint[], rules: Rules | undefined): string {
  const observed = points.filter(({ months }) => months > 0);
  if (observed.length === 0) return NO_DATA;
  const expectedAt = ({ company_size, months }: RetentionPoint) => {
    const size = rules?.sizes.find(({ size }) => size === company_size);
    return size && retentionProbability(size, months);
  };
  const sizes = sizesOf(observed);
  const ends = sizes.flatMap((size) => {
    const ofSize = observed.filter((point) => point.company_size === size);
    const least = Math.min(ENOUGH_AT_RISK, Math.max(...ofSize.map(({ at_risk }) => at_risk)));
    return ofSize.filter(({ at_risk }) => at_risk >= least).slice(-1);
  });
  const parts = ends.map((end) => {
    const { value, low, high } = end.retention;
    const expected = rules ? `, ${expectedRate(expectedAt(end))}` : "";
    return `${rate(value)} of the ${sizeWord(end.company_size, sizes)}companies have not churned after ${counted(end.months, "month")} (95% confidence interval ${rate(low)} to ${rate(high)}${expected})`;
  });
  const comparisons = observed.flatMap((point): Comparison[] => {
    const expected = expectedAt(point);
    if (expected === undefined) return [];
    const { company_size, months, retention } = point;
    const companies = effectiveCompanies(points, point);
    return [
      {
        company_size,
        name: `${company_size} after ${counted(months, "month")} (${rate(retention.value)}, expected ${rate(expected)})`,
        observed: retention.value * companies,
        expected: binomialPrediction(companies, expected),
        perCompany: 1,
        inside: retention.low <= expected && expected <= retention.high,
      },
    ];
  });
  const agreement =
    comparisons.length === 0 ? "" : ` ${summarizeComparisons(comparisons, agreeingPoints, SHARED)}`;
  return `${inWords(parts)}.${agreement}`;
}

/** The fewest companies at risk for a share that is worth mentioning. */
const ENOUGH_AT_RISK = 10;

/**
 * How many companies, all observed to the end, would be as informative as those observed at this point.
 * Source: the effective sample size of R. Peto et al., "Design and analysis of randomized clinical trials requiring
 * prolonged observation of each patient", 1977: those at risk, divided by the share that stayed until then.
 */
function effectiveCompanies(points: readonly RetentionPoint[], point: RetentionPoint): number {
  const before = points.find(
    ({ company_size, months }) => company_size === point.company_size && months === point.months - 1,
  );
  return Math.round(point.at_risk / (before?.retention.value ?? 1));
}

function agreeingPoints(inside: number, all: number): string {
  if (all === 1) return `The expected share lies ${inside === 1 ? "within" : "outside"} its 95% limits`;
  return `The expected curve lies within the 95% limits at ${partOf(inside, all).toLowerCase()} points`;
}

/**
 * The churn rates in a sentence: the lowest and the highest month of each size, and how many confidence intervals contain
 * the expected rate.
 *
 * @param rates of `churnRates`
 * @param rules of the dataset; without them, nothing is expected
 */
export function summarizeChurnRate(rates: readonly ChurnRate[], rules: Rules | undefined): string {
  if (rates.length === 0) return NO_DATA;
  const trueRates = expectedChurnRates(rules);
  const expectedOf = ({ month, company_size }: ChurnRate) =>
    trueRates.find((row) => row.month === month && row.company_size === company_size)?.churn_rate;
  const sizes = sizesOf(rates);
  const parts = sizes.map((size) => {
    const ofSize = rates.filter((row) => row.company_size === size);
    const least = ofSize.reduce((a, b) => (b.churn_rate.value < a.churn_rate.value ? b : a));
    const most = ofSize.reduce((a, b) => (b.churn_rate.value > a.churn_rate.value ? b : a));
    const [first, last] = [ofSize[0], ofSize.at(-1)].map((row) => row && expectedOf(row));
    const expected = rules ? ` (${expectedRates(first, last)})` : "";
    return `${range(least, most)} for ${sizeWord(size, sizes) || "all "}companies${expected}`;
  });
  const comparisons = rates.flatMap((row): Comparison[] => {
    const expected = expectedOf(row);
    if (expected === undefined) return [];
    const { company_size, month, churned, at_risk, churn_rate } = row;
    return [
      {
        company_size,
        name: `${company_size} in ${monthName(month)} (${count(churned)} of ${count(at_risk)} churned)`,
        observed: churned,
        expected: binomialPrediction(at_risk, expected),
        perCompany: 1,
        inside: churn_rate.low <= expected && expected <= churn_rate.high,
      },
    ];
  });
  const agreement = comparisons.length === 0 ? "" : ` ${summarizeComparisons(comparisons, agreeingRates)}`;
  return `Monthly churn was ${inWords(parts)}.${agreement}`;
}

function agreeingRates(inside: number, all: number): string {
  if (all === 1)
    return `The 95% confidence interval ${inside === 1 ? "contains" : "misses"} the expected rate`;
  return `The 95% confidence interval contains the expected rate in ${partOf(inside, all).toLowerCase()} cases`;
}

function range(least: ChurnRate, most: ChurnRate): string {
  const [low, high] = [least, most].map(({ churn_rate }) => rate(churn_rate.value));
  return low === high ? `${low}` : `${low} (${monthName(least.month)}) to ${high} (${monthName(most.month)})`;
}

/**
 * Customer lifetimes in a sentence: how long the companies of each size stay, what each pays in that time if prices are known, and
 * the expected values if the rules are. Says which sizes have too few churned companies for certain numbers, and which have no
 * lifetime, and why.
 *
 * @param lifetimes of `customerLifetimes`
 * @param given the rules that they were computed with
 */
export function summarizeLifetimes(
  lifetimes: readonly CustomerLifetime[],
  given: Rules | { readonly rules: Rules },
): string {
  const { sizes } = "rules" in given ? given.rules : given;
  const names = sizes.map(({ size }) => size);
  const missing = sizes.filter(({ size }) => lifetimes.every(({ company_size }) => company_size !== size));
  const differ = missing.filter(({ churn }) => typeof churn === "object").map(({ size }) => size);
  const returning = missing.filter(({ reactivation }) => reactivation).map(({ size }) => size);
  const companies = (some: readonly string[]) =>
    `${inWords(some.map((size) => sizeWord(size, names).trim()))} companies`.trim();
  const reasons = [
    ...(differ.length > 0 ? [`churn rates differ between ${companies(differ)}`] : []),
    ...(returning.length > 0 ? [`${companies(returning)} return`] : []),
  ];
  if (lifetimes.length === 0 && reasons.length === 0) return NO_DATA;
  const few = lifetimes.filter(({ churned }) => churned > 0 && churned < ENOUGH_CHURNED);
  const churned = few.map(({ company_size, churned }) => {
    const word = sizeWord(company_size, names);
    return counted(churned, `${word}company`, `${word}companies`);
  });
  const parts = lifetimes.map((row) => {
    const stay = average(
      row.lifetime_months,
      row.true_lifetime_months,
      (months) => months.toFixed(1),
      " months",
    );
    const stayed = `${sizeWord(row.company_size, names)}companies stay ${stay}`;
    if (!row.lifetime_value) return stayed;
    const pay = average(row.lifetime_value, row.true_lifetime_value, (value) => dollars(Math.round(value)));
    return `${stayed} and pay ${pay}`;
  });
  return [
    ...(parts.length > 0 ? [`On average ${parts.join("; ")}.`] : []),
    ...(few.length > 0 ? [`This rests on few churned companies: ${inWords(churned)}.`] : []),
    ...(reasons.length > 0
      ? [`${parts.length > 0 ? "No other" : "No"} lifetime is estimated, because ${inWords(reasons)}.`]
      : []),
  ].join(" ");
}

/** Numbers that rest on fewer churned companies are pointed out. */
const ENOUGH_CHURNED = 5;

/** A number with its confidence interval and the expected value; if no company has churned, its lower limit. */
function average(
  { value, low, high }: Estimate,
  expected: number | undefined,
  format: (value: number) => string,
  unit = "",
): string {
  const predicted =
    expected === undefined
      ? []
      : [`expected ${Number.isFinite(expected) ? format(expected) : "without limit"}`];
  if (!Number.isFinite(value))
    return [`at least ${format(low)}${unit}`, ...predicted.map((text) => `(${text})`)].join(" ");
  return `${format(value)}${unit} (${[`${format(low)} to ${format(high)}`, ...predicted].join(", ")})`;
}

function sizesOf(rows: readonly { readonly company_size: string }[]): string[] {
  return [...new Set(rows.map(({ company_size }) => company_size))];
}

/** The expected rates in the first and the last month, which differ if companies have different rates. */
function expectedRates(first: number | undefined, last: number | undefined): string {
  if (first === undefined || last === undefined || rate(first) === rate(last)) return expectedRate(first);
  return `${expectedRate(first)} in the first month and ${rate(last)} in the last`;
}

function expectedRate(expected: number | undefined): string {
  return expected === undefined ? "not a size of these rules" : `expected ${rate(expected)}`;
}
