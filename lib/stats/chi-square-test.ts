import chiSquareCdf from "@stdlib/stats-base-dists-chisquare-cdf";
import { binomialResidual } from "./binomial-residual";
import type { RandomStream } from "./random-stream";

/** One cell of a table of counts. */
export interface Cell {
  readonly observed: number;
  /** The probability that the rules give to this cell; those of all cells add up to 1. */
  readonly probability: number;
}

/** A chi-square statistic. */
export interface ChiSquare {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** The probability of such a statistic or a larger one where the rules hold. */
  readonly pValue: number;
}

/**
 * Chi-square test of counts against their probabilities, with `cells - 1` degrees of freedom. It is the
 * sum of squares of independent residuals, one per cell but the last: given the cells before, a cell's
 * count is binomial. For large counts that is Pearson's statistic; unlike Pearson's, it has its
 * distribution exactly for small counts too, so that its p-values are uniform where the rules hold.
 * Two cells make the two-sided exact binomial test.
 *
 * @param random fills the steps of the discrete laws, see `binomialResidual`
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

/** One test of several independent ones: the sum of chi-squares is chi-square again. */
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
