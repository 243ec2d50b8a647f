import { drawNormal, type RandomStream } from "./random-stream";

/**
 * Draws the logarithm of a gamma variate.
 * Source: G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", 2000; a shape below 1 is that of
 * shape + 1 times U^(1 / shape).
 */
export function drawLogGamma(random: RandomStream, shape: number): number {
  // Not from random() itself, which can be 0.
  if (shape < 1) return drawLogGamma(random, shape + 1) + Math.log(1 - random()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random, 0, 1);
    const root = 1 + c * x;
    const v = root * root * root;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}

/**
 * Draws from a beta distribution, a number from 0 to 1.
 *
 * @param alpha above 0
 * @param beta above 0
 *
 * Source: X / (X + Y) of two gamma variates, computed from their logarithms, which stay exact if a parameter is close to 0.
 */
export function drawBeta(random: RandomStream, alpha: number, beta: number): number {
  const x = drawLogGamma(random, alpha);
  const y = drawLogGamma(random, beta);
  return 1 / (1 + Math.exp(y - x));
}

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
