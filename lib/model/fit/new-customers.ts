import { MAX_GROWTH } from "../../dataset/check-rules";
import type { CustomerGrowth } from "../../dataset/rules";
import { chiSquareTest, poolCells } from "../../stats/chi-square-test";
import { drawLogGamma } from "../../stats/draw-gamma";
import type { RandomStream } from "../../stats/random-stream";

/** How new customers continue after the data ends. */
export interface FittedNewCustomers {
  /** A number per month, or growth. */
  readonly rule: number | CustomerGrowth;
  /**
   * Whether the rule describes all months after the first, by a chi-square test at the 5% level. If the test rejects both a constant
   * number and growth, the rule is the average of the last 12 months.
   */
  readonly describes: boolean;
  /** The number of months that the rule is fitted to: all after the first, or the last 12 of them. */
  readonly months: number;
  /** New customers in these months. */
  readonly signUps: number;
  /**
   * How far the numbers of these months are from the rule: their variance as a multiple of the number by the rule. 1 if companies
   * sign up independently of each other, 0 if the rule is exact.
   */
  readonly dispersion: number;
  /** The other of the two rules, if it describes all months as well. */
  readonly alternative?: Pick<FittedNewCustomers, "rule" | "dispersion"> & {
    /** The probability that it is the right one of the two, 0 to 1. */
    readonly probability: number;
  };
}

/** The significance at which a rule is rejected. */
const LEVEL = 0.05;
/** A year, so that no season counts more than another. */
const LAST_MONTHS = 12;
/** The fewest months that show how far months differ. */
const ENOUGH = 4;

/**
 * Fits how new customers continue: a constant number or growth, whichever describes the months better (a constant if both do
 * equally), or the average of the last 12 months if neither does.
 *
 * @param companies of the first month, 1 or more
 * @param later new customers of each month after it
 * @returns undefined if there are none
 */
export function fitNewCustomers(companies: number, later: readonly number[]): FittedNewCustomers | undefined {
  const signUps = sum(later);
  if (signUps === 0) return undefined;
  const growth = growthOf(companies, signUps, later.length);
  const perMonth = Math.round(signUps / later.length);
  const patterns = [
    // A number below 1/2 would be rounded to nobody.
    ...(perMonth > 0 ? [{ rule: perMonth, months: later, expected: equal(later) }] : []),
    ...(growth <= MAX_GROWTH
      ? [{ rule: { growth }, months: later, expected: later.map((_, month) => (1 + growth) ** month) }]
      : []),
  ];
  const [best, second] = patterns
    .map((pattern) => ({ ...pattern, pValue: pValueOf(later, pattern.expected) }))
    .filter(({ pValue }) => pValue >= LEVEL)
    .sort((a, b) => b.pValue - a.pValue);
  const last = later.slice(-LAST_MONTHS);
  const { rule, months, expected } = best ?? {
    rule: Math.round(sum(last) / last.length),
    months: last,
    expected: equal(last),
  };
  const dispersion = dispersionOf(months, expected);
  return {
    rule,
    describes: best !== undefined,
    months: months.length,
    signUps: sum(months),
    dispersion,
    ...(second && alternativeOf(second.rule, dispersionOf(later, second.expected), dispersion, later.length)),
  };
}

/**
 * Source: Bayes' theorem with equal priors. For two rules with one parameter each and normal differences of unknown variance, the
 * likelihoods are proportional to the sums of squares to the power of minus half the number of months.
 */
function alternativeOf(rule: number | CustomerGrowth, dispersion: number, best: number, months: number) {
  if (months < ENOUGH || dispersion === 0) return {};
  const odds = (best / dispersion) ** (months / 2);
  return { alternative: { rule, dispersion, probability: odds / (1 + odds) } };
}

/**
 * Draws the new customers of the months after the data ends, with the uncertainty that the data leaves: which of two rules is right if
 * both describe it, how many companies sign up in a month on average, and how far months differ from that.
 *
 * @param companies of the first month
 * @param from the number of months before, the first one included
 *
 * Source: quasi-likelihood, R. W. M. Wedderburn, "Quasi-likelihood functions, generalized linear models, and the Gauss-Newton
 * method", 1974: the variance is a multiple of the mean. Its estimate has a scaled chi-square distribution; a gamma
 * distribution has this variance, and no number below 0.
 */
export function drawNewCustomers(
  random: RandomStream,
  { alternative, months, signUps, ...fitted }: FittedNewCustomers,
  companies: number,
  from: number,
  length: number,
): number[] {
  const { rule, dispersion } = alternative && random() < alternative.probability ? alternative : fitted;
  const drawn = months < ENOUGH ? 1 : dispersion * drawFactor(random, months - 1);
  const all = drawDispersed(random, signUps, drawn);
  const growth = growthOf(companies, all, months);
  return Array.from({ length }, (_, month) => {
    const mean =
      typeof rule === "number" ? all / months : companies * growth * (1 + growth) ** (from + month - 1);
    // Rounded up or down at random, so that the mean stays right.
    return Math.floor(drawDispersed(random, mean, drawn) + random());
  });
}

/** The most that the dispersion is corrected upwards: few months can look alike by chance. */
const MOST_FACTOR = 4;

/** Draws the true dispersion as a multiple of its estimate. */
function drawFactor(random: RandomStream, degreesOfFreedom: number): number {
  return Math.min(MOST_FACTOR, degreesOfFreedom / drawChiSquare(random, degreesOfFreedom));
}

/** Draws a number of 0 or more with a mean, and a variance that is a multiple of it, from a gamma distribution. */
function drawDispersed(random: RandomStream, mean: number, dispersion: number): number {
  if (mean === 0 || dispersion === 0) return mean;
  return dispersion * Math.exp(drawLogGamma(random, mean / dispersion));
}

function drawChiSquare(random: RandomStream, degreesOfFreedom: number): number {
  return 2 * Math.exp(drawLogGamma(random, degreesOfFreedom / 2));
}

/** The growth that leads to this number of sign-ups in the months after the first. */
function growthOf(companies: number, signUps: number, months: number): number {
  return ((companies + signUps) / companies) ** (1 / months) - 1;
}

/** Pearson's statistic per degree of freedom, one of which the average takes. */
function dispersionOf(observed: readonly number[], expected: readonly number[]): number {
  if (observed.length < ENOUGH) return 1;
  const scale = sum(observed) / sum(expected);
  const statistic = expected.reduce((total, value, month) => {
    const mean = value * scale;
    return mean === 0 ? 0 : total + ((observed[month] ?? 0) - mean) ** 2 / mean;
  }, 0);
  return statistic / (observed.length - 1);
}

function pValueOf(observed: readonly number[], expected: readonly number[]): number {
  const total = sum(expected);
  const cells = poolCells(
    expected.map((value, month) => ({ observed: observed[month] ?? 0, probability: value / total })),
  );
  return cells.length > 1 ? chiSquareTest(cells).pValue : 1;
}

function equal(months: readonly number[]): number[] {
  return months.map(() => 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
