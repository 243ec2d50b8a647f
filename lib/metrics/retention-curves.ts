import type { Estimate } from "../stats/estimate";
import { kaplanMeier } from "../stats/kaplan-meier";
import type { LifeTableRow } from "./life-table";

/** A point of the retention curve of one company size. */
export interface RetentionPoint {
  readonly company_size: string;
  /** Months since the companies signed up, from 0. */
  readonly months: number;
  /** Companies that were customers when that month began; at 0, all. */
  readonly at_risk: number;
  /** Companies that churned in that month. */
  readonly churned: number;
  /** The share of companies that stay beyond that month, 0 to 1, with its 95 % band. */
  readonly retention: Estimate;
}

/**
 * The retention curve of each company size, by Kaplan and Meier: which share of the companies is still a customer after
 * 0, 1, 2, … months. A company that is active in the last month is right-censored there: when it will leave is
 * not known, only that it has stayed so long.
 *
 * One row per company size and month that a company was there to see, after one for month 0, where all are customers;
 * in the order of sizes in the rows. A size without companies has no rows.
 *
 * @param rows of the query `churnPerMonth`
 *
 * Source: see `kaplanMeier`.
 *
 * @example
 * retentionCurves(await churnPerMonth(db).execute());
 */
export function retentionCurves(rows: readonly LifeTableRow[]): RetentionPoint[] {
  const sizes = [...new Set(rows.map((row) => row.company_size))];
  return sizes.flatMap((company_size) => {
    const seen = rows.filter((row) => row.company_size === company_size && row.at_risk > 0);
    const steps = kaplanMeier(
      seen.map(({ age, at_risk, churned }) => ({ time: age, atRisk: at_risk, events: churned })),
    );
    const points = steps.map(({ time, atRisk, events, survival }) => ({
      company_size,
      months: time,
      at_risk: atRisk,
      churned: events,
      retention: survival,
    }));
    const [first] = points;
    return first
      ? [{ ...first, months: 0, churned: 0, retention: { value: 1, low: 1, high: 1 } }, ...points]
      : [];
  });
}
