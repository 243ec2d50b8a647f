import type { SessionDistribution } from "./rules";

/**
 * The probability that a company which is still a customer has no session in a month, and so churns in it.
 * Source: `base + s * u` is 0 only if u = base = spread and s = -1: 1 / (spread + 1) * 1/2. With a base of 0
 * it always is, with a smaller spread never; u = 0 results in the base with either sign.
 */
export function churnProbability({ base, spread }: SessionDistribution): number {
  if (base === 0) return 1;
  return spread === base ? 1 / (2 * (spread + 1)) : 0;
}

/**
 * The probability that a company is active in its month `month`, counted from 1, and in all before.
 * Source: the months of a company are independent, so it survives each with the same probability.
 */
export function activeProbability(distribution: SessionDistribution, month: number): number {
  return (1 - churnProbability(distribution)) ** month;
}

/** The sessions of a company in a month in which it is active: the distribution without its 0. */
export interface ActiveSessions {
  /** The fewest sessions, 1 or more. */
  readonly from: number;
  /** The most sessions. */
  readonly to: number;
  /** The number with twice the probability of each of the others, since u = 0 results in it with either sign. */
  readonly base: number;
  /** The probability of each number except the base. */
  readonly probability: number;
}

/**
 * The sessions of a company in a month in which it is active; undefined if no company ever is.
 * Source: the distribution given that it is not 0: the remaining pairs of the 2 * (spread + 1) equally probable pairs
 * of u and s stay equally probable.
 */
export function activeSessions({ base, spread }: SessionDistribution): ActiveSessions | undefined {
  if (base === 0) return undefined;
  const pairs = 2 * (spread + 1) - (spread === base ? 1 : 0);
  return { from: Math.max(1, base - spread), to: base + spread, base, probability: 1 / pairs };
}
