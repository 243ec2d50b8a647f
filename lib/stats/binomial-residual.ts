import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import type { RandomStream } from "./random-stream";

/** The quantile function has no numbers for smaller probabilities; it is 8 standard deviations out. */
const SMALLEST_TAIL = 1e-16;

/**
 * How far a count is from what its binomial law expects, as a draw from the standard normal distribution:
 * exactly that where the law holds, also for small counts. The steps of the discrete law are filled by a
 * random number.
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
