import type { Estimate } from "../stats/estimate";
import { wilsonInterval } from "../stats/wilson-interval";
import type { LifeTableRow } from "./life-table";

/** The churn rate of one month and company size. */
export interface ChurnRate {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** Companies that were customers when the month began. */
  readonly at_risk: number;
  /** Companies that churned in the month. */
  readonly churned: number;
  /** `churned` of `at_risk`, 0 to 1, with its 95 % interval. */
  readonly churn_rate: Estimate;
}

/**
 * The monthly churn rate: which share of the companies that were customers when a month began has left in it.
 *
 * One row per row given, in their order, but none where no company was left to leave.
 *
 * @param rows of the query `churnPerMonth`
 *
 * Source: see `wilsonInterval`.
 *
 * @example
 * churnRates(await churnPerMonth(db).execute());
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
