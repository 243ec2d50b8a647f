import { rate } from "../text/numbers-in-words";
import { churnProbability } from "./churn";
import type { NewCustomers, Rules, SizeRules } from "./rules";
import { activeSessionProbabilities, sessionBounds } from "./session-distribution";

/** The rules of one company size. */
interface SizeDescription {
  readonly company_size: string;
  /** The average share of companies of this size, 0 to 1. */
  readonly share: number;
  /** US dollars. */
  readonly monthly_price: number;
  /** The fewest and the most sessions of a customer in a month; with a rule for churn, in a month in which it does not churn. */
  readonly sessions_per_month: string;
  /** The probability that a new customer churns in a month, 0 to 1. */
  readonly churn_rate: number;
  /** How far the churn rates of companies differ, see `BetaChurn`; missing if they do not. */
  readonly churn_polarization?: number;
  /** The probability that a company which has churned returns in a later month, 0 to 1; missing without such a rule. */
  readonly reactivation_rate?: number;
  /** How many companies of this size sign up in later months, on average; missing without such a rule. */
  readonly new_customers?: string;
}

/**
 * Describes rules as a table: one row per company size, in the order of the rules; no rows without rules.
 *
 * @example
 * displayTable(describeRules(defaultRules));
 */
export function describeRules(rules: Rules | undefined): SizeDescription[] {
  return (rules?.sizes ?? []).map((size) => ({
    company_size: size.size,
    share: size.probability,
    monthly_price: size.monthlyPrice,
    sessions_per_month: boundsOf(size).join(" to "),
    churn_rate: churnProbability(size),
    ...(typeof size.churn === "object" && { churn_polarization: size.churn.polarization }),
    ...(size.reactivation !== undefined && { reactivation_rate: size.reactivation }),
    ...(rules?.newCustomers !== undefined && { new_customers: newCustomersOf(size, rules.newCustomers) }),
  }));
}

/** The most numbers of a list to show. */
const SHOWN = 12;

function newCustomersOf({ probability }: SizeRules, newCustomers: NewCustomers): string {
  const ofSize = (companies: number) => String(Number((companies * probability).toFixed(2)));
  if (typeof newCustomers === "number") return `${ofSize(newCustomers)} per month`;
  if ("growth" in newCustomers) return `${rate(newCustomers.growth)} growth per month`;
  const shown = newCustomers.slice(0, SHOWN).map(ofSize);
  return [...shown, ...(newCustomers.length > SHOWN ? ["…"] : [])].join(", ") || "none";
}

function boundsOf({ sessions, churn }: SizeRules): readonly [fewest: number, most: number] {
  const [fewest, most] = sessionBounds(sessions);
  if (churn === undefined) return [fewest, most];
  return [activeSessionProbabilities(sessions).findIndex((probability) => probability > 0), most];
}
