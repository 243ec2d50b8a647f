import type { SessionDistribution } from "./rules";

/**
 * The probabilities of 0, 1, 2, … sessions in a month, up to the highest possible number; they add up to 1.
 *
 * Source: of `base + s * u`, the 2 * (spread + 1) pairs of u and s are equally probable; u = 0 results in the base with
 * either sign.
 */
export function sessionProbabilities(distribution: SessionDistribution): number[] {
  if ("weights" in distribution) {
    const { weights } = distribution;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const most = weights.reduce((last, weight, sessions) => (weight > 0 ? sessions : last), 0);
    return weights.slice(0, most + 1).map((weight) => weight / total);
  }
  const { base, spread } = distribution;
  const probability = 1 / (2 * (spread + 1));
  return Array.from({ length: base + spread + 1 }, (_, sessions) => {
    if (sessions < base - spread) return 0;
    return sessions === base ? 2 * probability : probability;
  });
}

/**
 * The probabilities of 0, 1, 2, … sessions in a month with at least one session; all are 0 if such a month is impossible.
 */
export function activeSessionProbabilities(distribution: SessionDistribution): number[] {
  const [, ...active] = sessionProbabilities(distribution);
  // Not 1 minus the probability of 0, which would be mostly rounding error if it is small.
  const total = active.reduce((sum, probability) => sum + probability, 0);
  return [0, ...active.map((probability) => (total === 0 ? 0 : probability / total))];
}

/** The average number of sessions in a month with at least one; 0 if such a month is impossible. */
export function averageActiveSessions(distribution: SessionDistribution): number {
  const probabilities = sessionProbabilities(distribution);
  const [none = 0] = probabilities;
  if (none === 1) return 0;
  // `base + u` and `base - u` are equally probable.
  const average =
    "weights" in distribution
      ? probabilities.reduce((sum, probability, sessions) => sum + probability * sessions, 0)
      : distribution.base;
  return average / (1 - none);
}

/** The fewest and the most sessions that a distribution allows in a month. */
export function sessionBounds(distribution: SessionDistribution): readonly [fewest: number, most: number] {
  const probabilities = sessionProbabilities(distribution);
  return [probabilities.findIndex((probability) => probability > 0), probabilities.length - 1];
}
