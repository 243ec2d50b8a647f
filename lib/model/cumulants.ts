import type { ActiveSessions } from "../dataset/session-distribution";

/** Mean, variance and the third and fourth cumulant of a random number. Those of independent ones add up. */
export type Cumulants = readonly [mean: number, variance: number, third: number, fourth: number];

/** The cumulants of `times` independent numbers added up, of which each has these. */
export function timesCumulants(times: number, [k1, k2, k3, k4]: Cumulants): Cumulants {
  return [times * k1, times * k2, times * k3, times * k4];
}

/** Source: M. G. Kendall and A. Stuart, The Advanced Theory of Statistics, vol. 1, the binomial distribution. */
export function binomialCumulants(trials: number, p: number): Cumulants {
  const variance = p * (1 - p);
  return timesCumulants(trials, [p, variance, variance * (1 - 2 * p), variance * (1 - 6 * variance)]);
}

/** The cumulants of a number that is `values[i]` with probability `probabilities[i]`. */
export function discreteCumulants(values: readonly number[], probabilities: readonly number[]): Cumulants {
  const average = (of: (value: number) => number) =>
    values.reduce((sum, value, index) => sum + (probabilities[index] ?? 0) * of(value), 0);
  const mean = average((value) => value);
  const central = (power: number) => average((value) => (value - mean) ** power);
  const variance = central(2);
  return [mean, variance, central(3), central(4) - 3 * variance * variance];
}

/** The cumulants of the sessions of a company in a month in which it is active. */
export function activeSessionsCumulants({ from, to, base, probability }: ActiveSessions): Cumulants {
  const values = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  // With a spread of 0 the base is all there is, and both pairs of u and s give it.
  const probabilities = values.map((value) => (value === base ? 2 * probability : probability));
  return discreteCumulants(values, probabilities);
}

/**
 * The cumulants of a sum of independent numbers of which each has the cumulants `each`, where how many there
 * are is random with the cumulants `count`.
 * Source: the cumulant generating function of the sum is K_count(K_each(t)); its derivatives at 0.
 */
export function compoundCumulants(count: Cumulants, each: Cumulants): Cumulants {
  const [n1, n2, n3, n4] = count;
  const [m, v, c, d] = each;
  return [
    n1 * m,
    n1 * v + n2 * m ** 2,
    n1 * c + 3 * n2 * m * v + n3 * m ** 3,
    n1 * d + n2 * (3 * v ** 2 + 4 * m * c) + 6 * n3 * m ** 2 * v + n4 * m ** 4,
  ];
}
