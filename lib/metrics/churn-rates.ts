import type { Kysely } from "kysely";
import { UserError } from "../../db/errors/user-error";
import type { Schema } from "../../db/schema/schema";
import type { Estimate } from "../stats/estimate";
import { wilsonInterval } from "../stats/wilson-interval";
import { customerTables } from "./cohort-tables";
import { bySize, type KpiQuery } from "./kpi-tables";

/** How many companies of one size were at risk of churning in a month, and how many churned. */
export interface CustomersAtRisk {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** Customers at the start of the month, and companies that signed up in it. */
  readonly at_risk: number;
  /** Those of them without a session in the month. */
  readonly churned: number;
}

/** The churn rate of one month and company size, or of several months. */
export interface ChurnRate extends CustomersAtRisk {
  /** `churned` / `at_risk`, 0 to 1, with its 95% confidence interval. */
  readonly churn_rate: Estimate;
}

/**
 * How many customers were at risk of churning in each month, and how many churned. A company that returned is at risk again.
 *
 * One row per month of the dataset and company size, ordered by month, then size; a month without customers is a row of
 * zeros. No rows without a dataset.
 *
 * @returns the query: `.execute()` returns the rows, `displaySql` shows the SQL
 *
 * @example
 * const atRisk = await customersAtRiskPerMonth(db).execute();
 */
export function customersAtRiskPerMonth(
  db: Kysely<Schema>,
): KpiQuery<"churn", CustomersAtRisk, CustomersAtRisk> {
  return customerTables(db)
    .with("churn", (query) =>
      query
        .selectFrom("customer_months")
        .select(["month", "company_size", "customers_at_risk as at_risk", "churned_customers as churned"]),
    )
    .selectFrom("churn")
    .select(["month", "company_size", "at_risk", "churned"])
    .orderBy("month")
    .orderBy(bySize)
    .$castTo<CustomersAtRisk>();
}

export interface ChurnRatesOptions {
  /** How many months each rate is the average of; default 1. The last may be of fewer. */
  readonly months?: number;
}

/**
 * The monthly churn rate: the share of the companies at risk in a month that churned in it.
 *
 * One row per row of the input, in the same order, except for those with no company at risk. With `months`, one row per so many
 * months and size, under the first of these months: `at_risk` and `churned` are sums, so that the rate is that of an average month.
 *
 * @param rows of the query `customersAtRiskPerMonth`
 * @throws UserError if `months` is not a whole number of 1 or more
 *
 * Source: see `wilsonInterval`.
 *
 * @example
 * churnRates(await customersAtRiskPerMonth(db).execute());
 */
export function churnRates(
  rows: readonly CustomersAtRisk[],
  { months = 1 }: ChurnRatesOptions = {},
): ChurnRate[] {
  if (!Number.isInteger(months) || months < 1) {
    throw new UserError(`churnRates: months must be a whole number of 1 or more, received ${months}`);
  }
  const all = [...new Set(rows.map(({ month }) => month))].sort();
  const sums = new Map<string, CustomersAtRisk>();
  for (const { month, company_size, at_risk, churned } of rows) {
    const first = all[months * Math.floor(all.indexOf(month) / months)] ?? month;
    const key = JSON.stringify([first, company_size]);
    const before = sums.get(key) ?? { at_risk: 0, churned: 0 };
    sums.set(key, {
      month: first,
      company_size,
      at_risk: before.at_risk + at_risk,
      churned: before.churned + churned,
    });
  }
  return [...sums.values()]
    .filter(({ at_risk }) => at_risk > 0)
    .map((row) => ({ ...row, churn_rate: wilsonInterval(row.churned, row.at_risk) }));
}
