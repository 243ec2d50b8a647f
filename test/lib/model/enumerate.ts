import { churnProbability } from "../../../lib/dataset/churn";
import type { Rules, SessionSpread, SizeRules } from "../../../lib/dataset/rules";
import type { CompaniesOfSize } from "../../../lib/model/scenario";

/** A value and its probability. */
export type Outcome = readonly [value: number, probability: number];

/** A size with these sessions, of which alone its churn follows. */
export function sizeWith(sessions: SessionSpread): SizeRules {
  return { size: "only", probability: 1, monthlyPrice: 19.99, sessions };
}

/** The sessions of one month, by going through all pairs of u and s. */
export function sessionsOfMonth({ base, spread }: SessionSpread): Outcome[] {
  const probability = 1 / (2 * (spread + 1));
  return Array.from({ length: spread + 1 }, (_, u) => u).flatMap((u) => [
    [base + u, probability] as const,
    [base - u, probability] as const,
  ]);
}

/**
 * The number of successes of `trials`, each with `probability`.
 * Source: P(k + 1) / P(k) = (n - k) / (k + 1) * p / (1 - p), from the middle to both sides, scaled to add up to 1.
 */
export function binomialOutcomes(trials: number, probability: number): Outcome[] {
  if (probability <= 0 || probability >= 1) return [[Math.round(trials * probability), 1]];
  const odds = probability / (1 - probability);
  const middle = Math.floor(trials * probability);
  const weights = Array.from({ length: trials + 1 }, () => 1);
  for (let k = middle; k < trials; k += 1)
    weights[k + 1] = (weights[k] ?? 0) * ((trials - k) / (k + 1)) * odds;
  for (let k = middle; k > 0; k -= 1) weights[k - 1] = (weights[k] ?? 0) * (k / (trials - k + 1) / odds);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, count) => [count, weight / total]);
}

/** The value of two independent numbers together. */
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

export function variance(outcomes: readonly Outcome[]): number {
  const middle = mean(outcomes);
  return mean(outcomes.map(([value, probability]) => [(value - middle) ** 2, probability]));
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

/** The share of each size in the MRR of the first month, by going through what every single company may be. */
export function enumerateShares(rules: Rules, companiesOfSize?: CompaniesOfSize): Outcome[][] {
  const groups = companiesOfSize
    ? rules.sizes.map((size) => ({
        companies: companiesOfSize[size.size] ?? 0,
        sizes: [{ ...size, probability: 1 }],
      }))
    : [{ companies: rules.companies, sizes: rules.sizes }];
  let states = [{ probability: 1, mrr: rules.sizes.map(() => 0) }];
  for (const { companies, sizes } of groups) {
    const active = sizes.map((size) => ({
      place: rules.sizes.findIndex((one) => one.size === size.size),
      price: size.monthlyPrice,
      probability: size.probability * (1 - churnProbability(size)),
    }));
    const none = 1 - active.reduce((sum, { probability }) => sum + probability, 0);
    for (let company = 0; company < companies; company += 1) {
      states = states.flatMap(({ probability, mrr }) => [
        { probability: probability * none, mrr },
        ...active.map((size) => ({
          probability: probability * size.probability,
          mrr: mrr.map((amount, place) => amount + (place === size.place ? size.price : 0)),
        })),
      ]);
    }
  }
  return rules.sizes.map((_, place) =>
    merge(
      states.map(({ probability, mrr }): Outcome => {
        const total = mrr.reduce((sum, amount) => sum + amount, 0);
        return [total > 0 ? (mrr[place] ?? 0) / total : 0, probability];
      }),
    ),
  );
}
