import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import { customerTables } from "./cohort-tables";
import { bySize, type KpiQuery } from "./kpi-tables";

/** The churned customers of one month and company size. */
export interface ChurnedCustomersPerMonth {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** Customers without a session in the month. */
  readonly churned: number;
  /** The sum of `churned` up to and including this month; a company that returned and churned again counts twice. */
  readonly churned_to_date: number;
}

/**
 * KPI 2: how many customers churned. A company is a customer in its sign-up month and in every month after one in which it was
 * active. A customer churns in a month without a session, even if that is its sign-up month. A company that returns is a
 * customer again.
 *
 * One row per month of the dataset and company size, ordered by month, then size; a month without churn is a row with
 * `churned` 0. No rows without a dataset.
 *
 * @returns the query: `.execute()` returns the rows, `displaySql` shows the SQL
 *
 * @example
 * const churned = await churnedCustomersPerMonth(db).execute();
 */
export function churnedCustomersPerMonth(
  db: Kysely<Schema>,
): KpiQuery<"losses", Omit<ChurnedCustomersPerMonth, "churned_to_date">, ChurnedCustomersPerMonth> {
  return customerTables(db)
    .with("losses", (query) =>
      query.selectFrom("customer_months").select(["month", "company_size", "churned_customers as churned"]),
    )
    .selectFrom("losses")
    .select(["month", "company_size", "churned"])
    .select(sql<number>`sum(churned) over (partition by company_size order by month)`.as("churned_to_date"))
    .orderBy("month")
    .orderBy(bySize)
    .$castTo<ChurnedCustomersPerMonth>();
}
