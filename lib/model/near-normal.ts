import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import type { Cumulants } from "./cumulants";

/**
 * The value that a sum of many independent numbers does not exceed with `probability`; its cumulants say how
 * far it is from normal.
 * Source: E. A. Cornish and R. A. Fisher, "Moments and cumulants in the specification of distributions", 1938,
 * to the order of 1 / count; the error in probability is of the order of count^-1.5.
 */
export function nearNormalQuantile([mean, variance, third, fourth]: Cumulants, probability: number): number {
  if (variance <= 0) return mean;
  const skewness = third / variance ** 1.5;
  const kurtosis = fourth / variance ** 2;
  const z = normalQuantile(probability, 0, 1);
  const w =
    z +
    ((z ** 2 - 1) * skewness) / 6 +
    ((z ** 3 - 3 * z) * kurtosis) / 24 -
    ((2 * z ** 3 - 5 * z) * skewness ** 2) / 36;
  return mean + w * Math.sqrt(variance);
}

/**
 * The probability that a sum of many independent numbers is at most `value`.
 * Source: F. Y. Edgeworth, "The law of error", 1905: the normal distribution with the terms of the third and
 * the fourth cumulant, the inverse of the above.
 */
export function nearNormalCdf([mean, variance, third, fourth]: Cumulants, value: number): number {
  if (variance <= 0) return value >= mean ? 1 : 0;
  const z = (value - mean) / Math.sqrt(variance);
  if (Math.abs(z) > 8) return z > 0 ? 1 : 0;
  const skewness = third / variance ** 1.5;
  const kurtosis = fourth / variance ** 2;
  const correction =
    ((z ** 2 - 1) * skewness) / 6 +
    ((z ** 3 - 3 * z) * kurtosis) / 24 +
    ((z ** 5 - 10 * z ** 3 + 15 * z) * skewness ** 2) / 72;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return Math.min(1, Math.max(0, normalCdf(z, 0, 1) - density * correction));
}
