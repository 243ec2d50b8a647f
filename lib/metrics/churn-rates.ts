import type { Measurement } from "../stats/measurement";
import { wilsonInterval } from "../stats/wilson-interval";
import type { ChurnPerMonth } from "./churn-per-month";

/** The churn rate of one month and company size. */
export interface ChurnRate {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** Companies that were customers when the month began. */
  readonly at_risk: number;
  /** Companies that churned in the month. */
  readonly lost: number;
  /** `lost` of `at_risk`, 0 to 1, with its 95 % interval. */
  readonly churn_rate: Measurement;
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
export function churnRates(rows: readonly ChurnPerMonth[]): ChurnRate[] {
  return rows
    .filter(({ at_risk }) => at_risk > 0)
    .map(({ month, company_size, at_risk, lost }) => ({
      month,
      company_size,
      at_risk,
      lost,
      churn_rate: wilsonInterval(lost, at_risk),
    }));
}
