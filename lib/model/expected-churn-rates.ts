import { checkRules } from "../dataset/check-rules";
import type { Rules } from "../dataset/rules";
import { expectedCounts } from "./expected-counts";
import { scenarioOf } from "./scenario";

/** The churn rate that the rules predict for one month and company size. */
export interface ExpectedChurnRate {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** 0 to 1. */
  readonly churn_rate: number;
}

/**
 * The true churn rate of each month: the expected number of churned companies / the expected number at risk.
 *
 * One row per month and company size that may have customers, ordered by month, then size. It is the same every month
 * unless churn rates differ between companies: then it falls as companies with high rates leave first, and rises with new
 * customers. No rows without rules.
 *
 * @throws UserError if a rule is broken
 *
 * @example
 * expectedChurnRates(defaultRules)[0]; // { month: "2025-01", company_size: "large", churn_rate: 1 / 22 }
 */
export function expectedChurnRates(rules: Rules | undefined): ExpectedChurnRate[] {
  if (!rules) return [];
  checkRules(rules);
  const scenario = scenarioOf(rules);
  const sizes = scenario.sizes.map((size) => ({ size: size.size, counts: expectedCounts(scenario, size) }));
  return scenario.months.flatMap((month, index) =>
    sizes.flatMap(({ size, counts }) => {
      const { churned = 0, signUps = 0 } = counts[index] ?? {};
      const customers = (counts[index - 1]?.active ?? 0) + signUps;
      return customers > 0 ? [{ month, company_size: size, churn_rate: churned / customers }] : [];
    }),
  );
}
