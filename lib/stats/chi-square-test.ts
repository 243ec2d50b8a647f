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
  /** The probability of a statistic at least as large if the rules hold. */
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
  return chiSquare(statistic, cells.length - 1);
}

/** A statistic that has a chi-square distribution if the rules hold. */
export function chiSquare(statistic: number, degreesOfFreedom: number): ChiSquare {
  return { statistic, degreesOfFreedom, pValue: 1 - chiSquareCdf(statistic, degreesOfFreedom) };
}

/** A sum of events, each with its own probability given everything before. */
export interface EventSum {
  readonly observed: number;
  /** The sum of the probabilities. */
  readonly expected: number;
  /** The variance of `observed - expected`: the sum of `p * (1 - p)`, or its expected value. */
  readonly variance: number;
}

/**
 * The chi-square test of events whose probabilities depend on the past, such as churn among remaining customers, with one degree
 * of freedom for each sum. It is valid under censoring: whether a case is observed may depend on its past, not on its future.
 *
 * Source: given the past, each event differs from its probability by 0 on average, so that the sums are uncorrelated and
 * normal in the limit; P. Hall and C. C. Heyde, "Martingale Limit Theory and Its Application", 1980.
 *
 * @param sums more than `fitted`, each with a variance above 0 and large enough, see `poolEvents`
 * @param fitted the number of parameters that were fitted to the same events, each of which takes one degree of freedom
 */
export function chiSquareOfEvents(sums: readonly EventSum[], fitted = 0): ChiSquare {
  const statistic = sums.reduce(
    (sum, { observed, expected, variance }) => sum + (observed - expected) ** 2 / variance,
    0,
  );
  return chiSquare(statistic, sums.length - fitted);
}

/** Below this expected count, or this variance of events, a single count says little. */
const ENOUGH = 10;

/**
 * Joins neighboring cells until each expects at least 10 counts. Which cells are joined depends on the number of counts
 * and the probabilities, not on the counts.
 *
 * @returns one cell if there are not enough counts for two
 */
export function poolCells(cells: readonly Cell[]): Cell[] {
  const trials = trialsOf(cells);
  return joinNeighbors(
    cells,
    ({ probability }) => probability,
    (probability) => probability * trials >= ENOUGH,
    1,
    (a, b) => ({ observed: a.observed + b.observed, probability: a.probability + b.probability }),
  );
}

/**
 * Joins neighboring sums of events until each has a variance of at least 10.
 *
 * @returns none if there are not enough events for one
 */
export function poolEvents(sums: readonly EventSum[]): EventSum[] {
  const enough = (variance: number) => variance >= ENOUGH;
  const total = sums.reduce((sum, { variance }) => sum + variance, 0);
  if (!enough(total)) return [];
  return joinNeighbors(
    sums,
    ({ variance }) => variance,
    enough,
    total,
    (a, b) => ({
      observed: a.observed + b.observed,
      expected: a.expected + b.expected,
      variance: a.variance + b.variance,
    }),
  );
}

/** @param total the weights of all items together */
function joinNeighbors<T>(
  items: readonly T[],
  weightOf: (item: T) => number,
  enough: (weight: number) => boolean,
  total: number,
  join: (a: T, b: T) => T,
): T[] {
  const joined: T[] = [];
  let left = total;
  for (const item of items) {
    const last = joined.at(-1);
    // Joined if the item before is still too small, or if everything from here on would be.
    if (last && !(enough(weightOf(last)) && enough(left))) joined[joined.length - 1] = join(last, item);
    else joined.push(item);
    left -= weightOf(item);
  }
  return joined;
}

function trialsOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { observed }) => sum + observed, 0);
}
