import { type Cell, type ChiSquare, chiSquareTest } from "../../stats/chi-square-test";
import { randomStream } from "../../stats/random-stream";
import type { CompanyGenerator } from "../company-generator";

/** A test of one month, or of the dataset as a whole. */
export interface MonthTest extends ChiSquare {
  /** `2025-01`, nothing for a test of the dataset as a whole. */
  readonly month: string | undefined;
}

/** The counts of one test. */
export interface Sample {
  readonly month: string | undefined;
  readonly cells: readonly Cell[];
}

/**
 * Tests each sample that has something to tell: at least two cells and one count. The random numbers that
 * the tests need have a stream of the dataset's seed, of company 0, which no data is drawn for.
 */
export function runTests(
  { randomSeed }: CompanyGenerator,
  check: string,
  samples: readonly Sample[],
): MonthTest[] {
  const random = randomStream(randomSeed, 0, check);
  return samples
    .filter(({ cells }) => cells.length > 1 && cells.some(({ observed }) => observed > 0))
    .map(({ month, cells }) => ({ month, ...chiSquareTest(cells, random) }));
}
