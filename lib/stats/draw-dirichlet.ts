import { drawLogGamma } from "./draw-beta";
import type { RandomStream } from "./random-stream";

/**
 * Draws shares that add up to 1 from a Dirichlet distribution.
 *
 * @param weights 0 or more, one of them above 0; the share of a weight of 0 is 0
 *
 * Source: gamma variates divided by their sum; L. Devroye, "Non-Uniform Random Variate Generation", 1986, chapter XI.4.
 */
export function drawDirichlet(random: RandomStream, weights: readonly number[]): number[] {
  const logs = weights.map((weight) =>
    weight > 0 ? drawLogGamma(random, weight) : Number.NEGATIVE_INFINITY,
  );
  // Relative to the largest, so that they do not all underflow.
  const most = logs.reduce((largest, log) => Math.max(largest, log), Number.NEGATIVE_INFINITY);
  const parts = logs.map((log) => Math.exp(log - most));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}
