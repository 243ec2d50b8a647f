/**
 * The dataset: its rules, the generator, the description of the tables' columns, the record and the fingerprint. The folders
 * below are for loading, import, verification and export. What the data says is in `lib/metrics`, what the rules predict in
 * `lib/model`.
 */

/** How many sessions a company has in a month: `base + u` or `base - u`, each with probability 1/2. */
export interface SessionSpread {
  /** The middle, a whole number of 0 or more. */
  readonly base: number;
  /** `u` is a whole number drawn uniformly from 0 to `spread`, both included; at most `base`. */
  readonly spread: number;
}

/** The number of sessions of a company in a month, with a weight for each number. */
export interface SessionWeights {
  /**
   * The relative probabilities of 0, 1, 2, … sessions: `[1, 2, 1]` means 0 sessions with probability 1/4, 1 with 1/2 and 2 with
   * 1/4.
   */
  readonly weights: readonly number[];
}

/** The distribution of the sessions of a company in a month. */
export type SessionDistribution = SessionSpread | SessionWeights;

/**
 * Churn rates that differ between companies: each draws its own from a beta distribution and keeps it.
 *
 * Source: the shifted beta-geometric model, P. S. Fader and B. G. S. Hardie, "How to project customer retention", Journal of
 * Interactive Marketing 21, 2007.
 */
export interface BetaChurn {
  /** The average churn rate per month of new companies, above 0 and below 1. */
  readonly mean: number;
  /**
   * How far companies differ, from 0.001 (hardly) to 0.9 (nearly all of them either churn at once or stay for good). The
   * variance of the rates is `mean * (1 - mean) * polarization`; in terms of the beta distribution, polarization is
   * `1 / (alpha + beta + 1)`.
   */
  readonly polarization: number;
}

/** The probability that a customer churns in a month, sign-up month included: one for all companies, or one for each. */
export type Churn = number | BetaChurn;

export interface CustomerGrowth {
  /**
   * The monthly growth of the number of companies that have ever signed up, 0 to 10: with 100 companies and 0.1, 10 sign up in
   * month 2, 11 in month 3 and 12 in month 4.
   */
  readonly growth: number;
}

/** How many companies sign up from month 2 on: a number per month, a list of numbers, or growth. */
export type NewCustomers = number | readonly number[] | CustomerGrowth;

/** The rules for the companies of one size. */
export interface SizeRules {
  /** The company size (segment), for example `small`; not `all`, which stands for all sizes together. */
  readonly size: string;
  /** The probability that a company has this size, 0 to 1; those of all sizes add up to 1. */
  readonly probability: number;
  /** What its subscription costs per month, in US dollars and whole cents. */
  readonly monthlyPrice: number;
  /** The distribution of its sessions per month; without `churn`, a company churns in a month that draws 0. */
  readonly sessions: SessionDistribution;
  /**
   * The churn rate, 0 to 1, or its distribution. In months without churn, sessions are then drawn given that there is at least one.
   * Default: churn follows from `sessions`.
   */
  readonly churn?: Churn;
  /** The probability that a company which has churned returns in a later month, 0 to 1; default 0. */
  readonly reactivation?: number;
}

/** The rules of a startup: everything that the generator needs in addition to a seed. */
export interface Rules {
  /** Number of companies that sign up in the first month, 1 or more; at most 10,000,000 sign up in all. */
  readonly companies: number;
  /** The first month of the startup, `YYYY-MM`, a UTC calendar month. */
  readonly startMonth: string;
  /** Number of months to generate, 1 to 480. */
  readonly months: number;
  /** One entry per company size. */
  readonly sizes: readonly SizeRules[];
  /**
   * How many companies sign up in each later month: a number, a list for months 2, 3, … (nobody after its end), or `{ growth }`.
   * Default: nobody.
   */
  readonly newCustomers?: NewCustomers;
}

/**
 * The default startup: 500 companies over the 12 months of 2025, 70% of them small at 19 dollars a
 * month, 30% large at 99.
 *
 * @example
 * // Copy it and change any rule:
 * const rules = { ...defaultRules, companies: 1000, months: 24 };
 *
 * @example
 * // A startup that gains 20 companies per month, of which 3% churn in a month:
 * const sizes = defaultRules.sizes.map((size) => ({ ...size, churn: 0.03 }));
 * const growing = { ...defaultRules, newCustomers: 20, sizes };
 */
export const defaultRules: Rules = {
  companies: 500,
  startMonth: "2025-01",
  months: 12,
  sizes: [
    { size: "small", probability: 0.7, monthlyPrice: 19, sessions: { base: 5, spread: 5 } },
    { size: "large", probability: 0.3, monthlyPrice: 99, sessions: { base: 10, spread: 10 } },
  ],
};

/** The text that seeds the random streams of the default dataset. */
export const defaultRandomSeed = "startup";

/** The monthly price in whole cents, so that sums are exact. */
export function priceCents({ monthlyPrice }: SizeRules): number {
  return Math.round(monthlyPrice * 100);
}

/**
 * Orders sizes by the UTF-8 bytes of their names, as Postgres' collation "C" does. That is the order of code points, which differs
 * from JavaScript's default order.
 */
export function bySize(a: SizeRules, b: SizeRules): number {
  const [left, right] = [[...a.size], [...b.size]];
  const index = left.findIndex((character, place) => character !== right[place]);
  const codePoint = (characters: readonly string[]) => characters[index]?.codePointAt(0) ?? -1;
  return index < 0 ? left.length - right.length : codePoint(left) - codePoint(right);
}

/**
 * How many companies sign up in each month, the first included.
 *
 * @param length default: the months of the rules; the rules also apply to later months
 */
export function signUpsPerMonth({ companies, months, newCustomers = 0 }: Rules, length = months): number[] {
  return Array.from({ length }, (_, month) => {
    if (month === 0) return companies;
    if (typeof newCustomers === "number") return newCustomers;
    if (!("growth" in newCustomers)) return newCustomers[month - 1] ?? 0;
    // Finite, since the difference of two infinite numbers is none.
    const everSignedUp = (months: number) =>
      Math.min(Math.round(companies * (1 + newCustomers.growth) ** months), Number.MAX_VALUE);
    return everSignedUp(month) - everSignedUp(month - 1);
  });
}

/** How many companies sign up in all months of the rules. */
export function totalCompanies(rules: Rules): number {
  return signUpsPerMonth(rules).reduce((sum, companies) => sum + companies, 0);
}
