/**
 * The room of the dataset: the rules, the company that they generate, the one description of the tables' columns, the
 * record and the fingerprint; below it loading, verification and export. What the data says is in `lib/metrics`, what
 * the rules predict in `lib/model`.
 */

/** How many sessions a company of one size has in a month: `base + u` or `base - u`, each with probability 1/2. */
export interface SessionDistribution {
  /** The middle, a whole number of 0 or more. */
  readonly base: number;
  /** `u` is a whole number drawn uniformly from 0 to `spread`, both included; at most `base`. */
  readonly spread: number;
}

/** The rules for the companies of one size. */
export interface SizeRules {
  /** The company size (segment), for example `small`. */
  readonly size: string;
  /** The probability that a company has this size, 0 to 1; those of all sizes add up to 1. */
  readonly probability: number;
  /** What its subscription costs per month, in US dollars and whole cents. */
  readonly monthlyPrice: number;
  /** The distribution of its sessions per month; a company churns in the first month that draws 0. */
  readonly sessions: SessionDistribution;
}

/** What the startup is like: all that the generator needs besides a seed. */
export interface Rules {
  /** Number of companies, 1 to 10,000,000; all are acquired in the first month. */
  readonly companies: number;
  /** The first month of the startup, `YYYY-MM`, a UTC calendar month. */
  readonly startMonth: string;
  /** Number of months that the startup has existed, 1 to 120. */
  readonly months: number;
  /** One entry per company size. */
  readonly sizes: readonly SizeRules[];
}

/**
 * The default startup: 500 companies over the 12 months of 2025, 70% of them small at 19 dollars a
 * month, 30% large at 99.
 *
 * @example
 * // Copy it and change what you like:
 * const rules = { ...defaultRules, companies: 1000, months: 24 };
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

/** Orders sizes by the UTF-8 bytes of their names, as Postgres' collation "C" does. */
export function bySize(a: SizeRules, b: SizeRules): number {
  return Buffer.compare(Buffer.from(a.size), Buffer.from(b.size));
}
