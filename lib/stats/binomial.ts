import binomialQuantile from "@stdlib/stats-base-dists-binomial-quantile";
import type { CountDistribution } from "./count-distribution";
import { type Prediction, TAIL } from "./prediction";

/** Beyond this many standard deviations, and a few counts more, a binomial count has less than 1e-6 on a side. */
const REACH = 5;

/**
 * How many of `companies` have something that each has with `probability`, independently of the others.
 * Source: the count is binomial; its quantiles are those of the package stdlib.
 */
export function binomialPrediction(companies: number, probability: number): Prediction {
  const quantile = (p: number) => binomialQuantile(p, companies, probability) + 0;
  return { expected: companies * probability, low: quantile(TAIL), high: quantile(1 - TAIL) };
}

/** The range in which a binomial count lies but for 1e-6 on each side, both ends included. */
export function binomialRange(trials: number, probability: number): { from: number; to: number } {
  const mean = trials * probability;
  const reach = REACH * Math.sqrt(mean * (1 - probability)) + 7;
  // A count that hardly varies or cannot vary needs no margin.
  if (probability <= 0 || probability >= 1) return { from: Math.round(mean), to: Math.round(mean) };
  return { from: Math.max(0, Math.floor(mean - reach)), to: Math.min(trials, Math.ceil(mean + reach)) };
}

/**
 * The binomial distribution where it matters, see `binomialRange`.
 * Source: P(k + 1) / P(k) = (n - k) / (k + 1) * p / (1 - p), from the lower end of the range upwards, scaled to
 * add up to 1: more precise for 10,000,000 trials than logarithms of factorials.
 */
export function binomialDistribution(trials: number, probability: number): CountDistribution {
  const { from, to } = binomialRange(trials, probability);
  const odds = probability / (1 - probability);
  const sums = new Float64Array(to - from + 1);
  let weight = 1;
  let sum = 0;
  for (const index of sums.keys()) {
    sum += weight;
    sums[index] = sum;
    const count = from + index;
    weight *= ((trials - count) / (count + 1)) * odds;
  }
  return { from, cumulative: sums.map((upTo) => upTo / sum) };
}

/** The binomial distributions for different numbers of companies, each made once. */
export function binomials(probability: number): (companies: number) => CountDistribution {
  const made = new Map<number, CountDistribution>();
  return (companies) => {
    const distribution = made.get(companies) ?? binomialDistribution(companies, probability);
    made.set(companies, distribution);
    return distribution;
  };
}
