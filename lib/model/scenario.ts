import { monthLabels } from "../dataset/month";
import { bySize, type Rules, type SizeRules, signUpsPerMonth } from "../dataset/rules";

/** The number of companies of each size, by the name of the size; a size that is not named has none. */
export type CompaniesOfSize = Readonly<Record<string, number>>;

/** What to predict: the companies from before the first month, and the sign-ups of each month. */
export interface Scenario {
  /** In the order of the KPIs. */
  readonly sizes: readonly SizeRules[];
  /** UTC calendar months, `2025-01`, in their order. */
  readonly months: readonly string[];
  /** Sign-ups of each month: a total of companies of random sizes, or a number for each size. */
  readonly signUps: readonly (number | CompaniesOfSize)[];
  /** The companies that signed up earlier. */
  readonly earlier: readonly EarlierCompanies[];
}

/** Companies of one size that signed up in the same month, before the first of a scenario. */
export interface EarlierCompanies {
  readonly size: string;
  /** Months from their sign-up to the last month before the scenario. */
  readonly tenure: number;
  /** Those active in the last month before the scenario. */
  readonly customers: number;
  /** Those that are not active, and may return. */
  readonly gone: number;
}

/**
 * The scenario of a startup from its first month on.
 *
 * @param companiesOfSize the companies of the first month, if their sizes are known
 */
export function scenarioOf(rules: Rules, companiesOfSize?: CompaniesOfSize): Scenario {
  const first = companiesOfSize && Object.values(companiesOfSize).reduce((sum, count) => sum + count, 0);
  const [all = 0, ...later] = signUpsPerMonth({ ...rules, companies: first ?? rules.companies });
  return {
    sizes: [...rules.sizes].sort(bySize),
    months: monthLabels(rules.startMonth, rules.months),
    signUps: [companiesOfSize ?? all, ...later],
    earlier: [],
  };
}

/** The months over which companies are observed, those before the scenario included. */
export function observedMonths({ months, earlier }: Scenario): number {
  return earlier.reduce((most, { tenure }) => Math.max(most, tenure + 1), 0) + months.length;
}

/** The expected number of companies of a size among those that sign up. */
export function expectedOfSize(signUps: number | CompaniesOfSize, size: SizeRules): number {
  return typeof signUps === "number" ? signUps * size.probability : (signUps[size.size] ?? 0);
}
