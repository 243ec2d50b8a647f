import { defaultRules, type Rules, type SizeRules } from "../lib/dataset/rules";

/** Startups that the default is not, for tests and studies; each is checked, generated and loaded in well under a second. */

/** Over two years 20 new customers per month; churn is a rule, the same for all companies of a size. */
export const growing: Rules = {
  ...defaultRules,
  companies: 100,
  months: 24,
  sizes: sizesWith({ churn: 0.03 }, { churn: 0.02 }),
  newCustomers: 20,
};

/** Churn rates that differ between companies, and 5% growth per month: 458 companies sign up in 18 months. */
export const heterogeneous: Rules = {
  ...defaultRules,
  companies: 200,
  months: 18,
  sizes: sizesWith({ churn: { mean: 0.1, polarization: 0.2 } }, { churn: { mean: 0.06, polarization: 0.1 } }),
  newCustomers: { growth: 0.05 },
};

/** Of the companies that have churned, 10% return in a month; churn follows from the sessions, and sign-ups come in bursts. */
export const returning: Rules = {
  ...defaultRules,
  companies: 200,
  months: 18,
  sizes: sizesWith({ reactivation: 0.1 }, { reactivation: 0.1 }),
  newCustomers: [10, 20, 30, 40, 0, 0, 5, 50, 5, 5, 5, 5, 40],
};

/** The three of them by their names. */
export const startups: Readonly<Record<string, Rules>> = { growing, heterogeneous, returning };

function sizesWith(small: Partial<SizeRules>, large: Partial<SizeRules>): SizeRules[] {
  return defaultRules.sizes.map((size) => ({ ...size, ...(size.size === "small" ? small : large) }));
}
