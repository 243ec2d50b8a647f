import type { Estimate } from "../stats/estimate";
import { kaplanMeier } from "../stats/kaplan-meier";
import type { LifeTableRow } from "./life-table";

/** A point of the retention curve of one company size. */
export interface RetentionPoint {
  readonly company_size: string;
  /** Months that a company has stayed: 0, then `tenure` + 1. */
  readonly months: number;
  /** Companies that had not churned before; at 0, all of them. */
  readonly at_risk: number;
  /** Companies that churned in the last of these months. */
  readonly churned: number;
  /** The share of companies that stay longer, 0 to 1, with pointwise 95% confidence limits. */
  readonly retention: Estimate;
}

/**
 * The retention curve of each company size (Kaplan-Meier): the share of the companies that have not churned after 0, 1,
 * 2, … months. A company that is active in the last month is right-censored: it has stayed at least that long.
 *
 * One row per company size and observed number of months, starting at 0; sizes in the order of the rows. A size without
 * companies has no rows.
 *
 * @param rows of the query `lifeTable`
 *
 * Source: see `kaplanMeier`.
 *
 * @example
 * retentionCurves(await lifeTable(db).execute());
 */
export function retentionCurves(rows: readonly LifeTableRow[]): RetentionPoint[] {
  const sizes = [...new Set(rows.map((row) => row.company_size))];
  return sizes.flatMap((company_size) => {
    const seen = rows.filter((row) => row.company_size === company_size && row.at_risk > 0);
    const steps = kaplanMeier(
      seen.map(({ tenure, at_risk, churned }) => ({ time: tenure + 1, atRisk: at_risk, events: churned })),
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
