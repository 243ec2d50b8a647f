import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import type { KpiQuery } from "./kpi-tables";
import { bySize, kpiTables, startMonth } from "./kpi-tables";

/** A row of the KPI churned customers. */
export interface ChurnedCustomersPerMonth {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** Companies whose first month without a session this is. */
  readonly churned: number;
  /** Companies churned so far, this month included. */
  readonly churned_to_date: number;
}

/**
 * KPI 2: how many customers churned. A company churns in its first month without a session, even if that is the very
 * first month.
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
  return (
    kpiTables(db)
      // In the order of the primary key, so that Postgres sorts nothing, even with millions of companies.
      .with("ranked", (query) =>
        query
          .selectFrom("company_months")
          .where("month_start", ">=", startMonth(db))
          .select(({ fn }) => [
            "company_id",
            "month_start",
            fn
              .agg<number>("row_number")
              .over((over) => over.partitionBy("company_id").orderBy("month_start"))
              .as("rank"),
          ]),
      )
      // Up to the first gap, a company's n-th active month is the n-th month of the dataset.
      .with("streaks", (query) =>
        query
          .selectFrom("ranked")
          .where(sql<boolean>`month_start = ${startMonth(db)} + make_interval(months => rank::integer - 1)`)
          .select(({ fn }) => ["company_id", fn.countAll<number>().as("months_active")])
          .groupBy("company_id"),
      )
      // A company active for n months churned in the month with index n, which is beyond the dataset if it is still active.
      .with("churned", (query) =>
        query
          .selectFrom("companies")
          .leftJoin("streaks", "streaks.company_id", "companies.company_id")
          .select(({ fn, val }) => [
            fn.coalesce("streaks.months_active", val(0)).as("month_index"),
            "companies.company_size",
            fn.countAll<number>().as("churned"),
          ])
          .groupBy(["month_index", "companies.company_size"]),
      )
      .with("losses", (query) =>
        query
          .selectFrom("months")
          .crossJoin("subscriptions")
          .leftJoin("churned", (join) =>
            join
              .onRef("churned.month_index", "=", "months.month_index")
              .onRef("churned.company_size", "=", "subscriptions.company_size"),
          )
          .select(({ fn, val }) => [
            "months.month",
            "subscriptions.company_size",
            fn.coalesce("churned.churned", val(0)).as("churned"),
          ]),
      )
      .selectFrom("losses")
      .select(({ fn }) => [
        "month",
        "company_size",
        "churned",
        fn
          .sum<number>("churned")
          .over((over) => over.partitionBy("company_size").orderBy("month"))
          .as("churned_to_date"),
      ])
      .orderBy("month")
      .orderBy(bySize)
      .$castTo<ChurnedCustomersPerMonth>()
  );
}
