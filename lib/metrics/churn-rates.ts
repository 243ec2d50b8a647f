/**
 * What the data says: KPI queries, life table, churn rates, retention, lifetimes and MRR movements. What the rules predict is
 * in `lib/model`; mathematics that knows no company is in `lib/stats`.
 */
import type { Estimate } from "../stats/estimate";
import { wilsonInterval } from "../stats/wilson-interval";
import type { LifeTableRow } from "./life-table";

/** The churn rate of one month and company size. */
export interface ChurnRate {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** Companies that had not churned before the month. */
  readonly at_risk: number;
  /** Companies that churned in the month. */
  readonly churned: number;
  /** `churned` of `at_risk`, 0 to 1, with its 95% confidence interval. */
  readonly churn_rate: Estimate;
}

/**
 * The monthly churn rate: the share of the companies at risk in a month that churned in it.
 *
 * One row per row of the life table, in the same order, except for those with no company at risk.
 *
 * @param rows of the query `lifeTable`
 *
 * Source: see `wilsonInterval`.
 *
 * @example
 * churnRates(await lifeTable(db).execute());
 */
export function churnRates(rows: readonly LifeTableRow[]): ChurnRate[] {
  return rows
    .filter(({ at_risk }) => at_risk > 0)
    .map(({ month, company_size, at_risk, churned }) => ({
      month,
      company_size,
      at_risk,
      churned,
      churn_rate: wilsonInterval(churned, at_risk),
    }));
}
