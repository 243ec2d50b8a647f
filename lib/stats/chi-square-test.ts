/**
 * Mathematics that knows no company: random streams and draws from distributions, estimates and predictions with their
 * intervals, tests of distributions. Nothing here is imported from the other rooms; what the rules predict is in
 * `lib/model`.
 */
import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";
import chiSquareCdf from "@stdlib/stats-base-dists-chisquare-cdf";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import type { RandomStream } from "./random-stream";

/** One cell of a table of counts. */
export interface Cell {
  readonly observed: number;
  /** The probability of this cell according to the rules; those of all cells add up to 1. */
  readonly probability: number;
}

/** A chi-square statistic. */
export interface ChiSquare {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** The probability of such a statistic or a larger one if the rules hold. */
  readonly pValue: number;
}

/**
 * Chi-square test of counts against their probabilities, with `cells - 1` degrees of freedom. It is the
 * sum of squares of independent residuals, one per cell except the last: given the cells before, a cell's
 * count is binomial. For large counts that is Pearson's statistic; unlike Pearson's, it has its
 * distribution exactly for small counts too, so that its p-values are uniform if the rules hold.
 * Two cells are the two-sided exact binomial test.
 *
 * @param random fills the steps of the discrete distributions, see `binomialResidual`
 */
export function chiSquareTest(cells: readonly Cell[], random: RandomStream): ChiSquare {
  let trials = cells.reduce((sum, { observed }) => sum + observed, 0);
  let left = 1;
  let statistic = 0;
  for (const { observed, probability } of cells.slice(0, -1)) {
    statistic += binomialResidual(observed, trials, Math.min(1, probability / left), random) ** 2;
    trials -= observed;
    left -= probability;
  }
  return chiSquare(statistic, cells.length - 1);
}

/** One test from several independent ones: the sum of chi-squares is chi-square again. */
export function sumOfTests(tests: readonly ChiSquare[]): ChiSquare {
  const sum = (of: (test: ChiSquare) => number) => tests.reduce((total, test) => total + of(test), 0);
  return chiSquare(
    sum(({ statistic }) => statistic),
    sum(({ degreesOfFreedom }) => degreesOfFreedom),
  );
}

function chiSquare(statistic: number, degreesOfFreedom: number): ChiSquare {
  return { statistic, degreesOfFreedom, pValue: 1 - chiSquareCdf(statistic, degreesOfFreedom) };
}

/**
 * Joins neighboring cells until each expects at least `expected` counts: below that a single count
 * says little. Which cells are joined depends on the number of counts and the probabilities, not on the counts.
 *
 * @returns one cell if there are not enough counts for two
 */
export function poolCells(cells: readonly Cell[], expected = 5): Cell[] {
  const trials = cells.reduce((sum, { observed }) => sum + observed, 0);
  const enough = (probability: number) => probability * trials >= expected;
  const pooled: Cell[] = [];
  let left = 1;
  for (const cell of cells) {
    const last = pooled.at(-1);
    // Joined if the cell before is still too small, or if everything from here on would be.
    if (last && !(enough(last.probability) && enough(left))) pooled[pooled.length - 1] = join(last, cell);
    else pooled.push(cell);
    left -= cell.probability;
  }
  return pooled;
}

function join(a: Cell, b: Cell): Cell {
  return { observed: a.observed + b.observed, probability: a.probability + b.probability };
}

/** The quantile function has no numbers for smaller probabilities; it is 8 standard deviations out. */
const SMALLEST_TAIL = 1e-16;

/**
 * How far a count is from what its binomial distribution expects, as a draw from the standard normal distribution:
 * exactly that if the distribution is right, for small counts too. A random number fills the steps of the discrete
 * distribution.
 * Source: P. K. Dunn and G. K. Smyth, "Randomized quantile residuals", 1996.
 *
 * @param count successes, 0 to `trials`
 * @param probability of a success, 0 to 1
 */
export function binomialResidual(
  count: number,
  trials: number,
  probability: number,
  random: RandomStream,
): number {
  const fewer = binomialCdf(count - 1, trials, probability);
  const more = binomialCdf(trials - count - 1, trials, 1 - probability);
  const fill = random() * Math.max(0, 1 - fewer - more);
  // Each tail is added up from its own side: 1 minus the other one would lose its digits.
  const below = fewer + fill;
  const above = more + Math.max(0, 1 - fewer - more) - fill;
  return below < above ? tailQuantile(below) : -tailQuantile(above);
}

function tailQuantile(probability: number): number {
  return normalQuantile(Math.max(probability, SMALLEST_TAIL), 0, 1);
}
