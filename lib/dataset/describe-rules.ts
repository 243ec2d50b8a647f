import type { Rules } from "./rules";
import { churnProbability } from "./session-distribution";

/** What the rules say of one company size. */
export interface SizeDescription {
  readonly company_size: string;
  /** The share of companies that has this size on average, 0 to 1. */
  readonly share: number;
  /** US dollars. */
  readonly monthly_price: number;
  /** The fewest and the most sessions of a company in a month. */
  readonly sessions_per_month: string;
  /** The probability that a customer churns in a month, 0 to 1. */
  readonly churn_rate: number;
}

/**
 * The rules as a table to read: one row per company size, in the order of the rules.
 *
 * @example
 * displayTable(describeRules(defaultRules));
 */
export function describeRules(rules: Rules): SizeDescription[] {
  return rules.sizes.map(({ size, probability, monthlyPrice, sessions }) => ({
    company_size: size,
    share: probability,
    monthly_price: monthlyPrice,
    sessions_per_month: `${sessions.base - sessions.spread} to ${sessions.base + sessions.spread}`,
    churn_rate: churnProbability(sessions),
  }));
}
