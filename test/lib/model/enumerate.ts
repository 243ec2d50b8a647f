import type { SessionDistribution } from "../../../lib/dataset/rules";

/** A value and its probability. */
export type Outcome = readonly [value: number, probability: number];

/** The sessions of one month, by going through all pairs of u and s. */
export function sessionsOfMonth({ base, spread }: SessionDistribution): Outcome[] {
  const probability = 1 / (2 * (spread + 1));
  return Array.from({ length: spread + 1 }, (_, u) => u).flatMap((u) => [
    [base + u, probability] as const,
    [base - u, probability] as const,
  ]);
}

/** What two independent numbers give together. */
export function combine(
  a: readonly Outcome[],
  b: readonly Outcome[],
  how = (x: number, y: number) => x + y,
): Outcome[] {
  return merge(a.flatMap(([x, p]) => b.map(([y, q]) => [how(x, y), p * q] as const)));
}

/** Equal values as one, in rising order. */
export function merge(outcomes: readonly Outcome[]): Outcome[] {
  const sums = new Map<number, number>();
  for (const [value, probability] of outcomes) sums.set(value, (sums.get(value) ?? 0) + probability);
  return [...sums].sort(([a], [b]) => a - b);
}

/** The sum of `times` independent numbers. */
export function repeat(times: number, one: readonly Outcome[]): Outcome[] {
  return Array.from({ length: times }).reduce<Outcome[]>((sum) => combine(sum, one), [[0, 1]]);
}

export function mean(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((sum, [value, probability]) => sum + value * probability, 0);
}

/** The smallest value at which the probability of it or less reaches `probability`. */
export function quantile(outcomes: readonly Outcome[], probability: number): number {
  let total = 0;
  for (const [value, one] of merge(outcomes)) {
    total += one;
    if (total >= probability - 1e-12) return value;
  }
  throw new RangeError("the probabilities do not add up to 1");
}
