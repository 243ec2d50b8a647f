import { integerPower } from "../stats/integer-power";
import type { BetaChurn, SizeRules } from "./rules";
import { sessionProbabilities } from "./session-distribution";

/** The parameters of the beta distribution of churn rates. */
export function betaParameters({ mean, polarization }: BetaChurn): { alpha: number; beta: number } {
  const sum = 1 / polarization - 1;
  return { alpha: mean * sum, beta: (1 - mean) * sum };
}

/**
 * The probability that a customer of a size which has never churned churns in a month.
 *
 * It is the same every month unless churn rates differ between companies: then companies with low rates stay longer, so it falls
 * with tenure.
 *
 * @param tenure months since sign-up, 0 in the sign-up month
 *
 * Source: without a rule for churn, the probability of a month without sessions. For a beta distribution, the mean rate of the
 * companies that stayed `tenure` months, alpha / (alpha + beta + tenure): P. S. Fader and B. G. S. Hardie, "How to
 * project customer retention", 2007, equation 7.
 *
 * @example
 * defaultRules.sizes.map((size) => churnProbability(size)); // 1/12 and 1/22
 */
export function churnProbability(size: SizeRules, tenure = 0): number {
  return churnGivenPast(size)(tenure, 0);
}

/**
 * The probability that a customer churns in a month, as a function of its past: for how many months it has been a customer,
 * and in how many of these it churned.
 *
 * Source: as for `churnProbability`; a beta distribution updated with `churns` in `months` trials has the mean
 * (alpha + churns) / (alpha + beta + months).
 */
export function churnGivenPast({ churn, sessions }: SizeRules): (months: number, churns: number) => number {
  if (typeof churn === "object") {
    const { alpha, beta } = betaParameters(churn);
    return (months, churns) => (alpha + churns) / (alpha + beta + months);
  }
  const probability = churn ?? sessionProbabilities(sessions)[0] ?? 0;
  return () => probability;
}

/**
 * The probability that a company has not churned after a number of months, sign-up month included; 1 for 0 months.
 *
 * @example
 * defaultRules.sizes.map((size) => retentionProbability(size, 12)); // 0.352 and 0.572
 */
export function retentionProbability(size: SizeRules, months: number): number {
  if (typeof size.churn !== "object") return integerPower(1 - churnProbability(size), months);
  let probability = 1;
  for (let tenure = 0; tenure < months; tenure += 1) probability *= 1 - churnProbability(size, tenure);
  return probability;
}
