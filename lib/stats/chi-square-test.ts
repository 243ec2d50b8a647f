/**
 * Mathematics that knows no company: random streams and draws from distributions, estimates and predictions with their
 * intervals, tests of distributions. Nothing here is imported from the other rooms; what the rules predict is in
 * `lib/model`.
 */
import chiSquareCdf from "@stdlib/stats-base-dists-chisquare-cdf";

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
 * Pearson's chi-square test of counts against their probabilities, with `cells - 1` degrees of freedom. Its
 * distribution is that of large counts: pool small cells first, see `poolCells`.
 *
 * @param cells two or more, each with a probability above 0
 */
export function chiSquareTest(cells: readonly Cell[]): ChiSquare {
  const trials = trialsOf(cells);
  const statistic = cells.reduce((sum, { observed, probability }) => {
    const expected = trials * probability;
    return sum + (observed - expected) ** 2 / expected;
  }, 0);
  const degreesOfFreedom = cells.length - 1;
  return { statistic, degreesOfFreedom, pValue: 1 - chiSquareCdf(statistic, degreesOfFreedom) };
}

/** Below this expected count, a single count says little. */
const ENOUGH = 10;

/**
 * Joins neighboring cells until each expects at least 10 counts. Which cells are joined depends on the number of counts
 * and the probabilities, not on the counts.
 *
 * @returns one cell if there are not enough counts for two
 */
export function poolCells(cells: readonly Cell[]): Cell[] {
  const trials = trialsOf(cells);
  const enough = (probability: number) => probability * trials >= ENOUGH;
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

function trialsOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { observed }) => sum + observed, 0);
}
