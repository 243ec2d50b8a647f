import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import type { KpiQuery } from "./kpi-query";
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
 * KPI 2: how many customers churned. A company churns in its first month without a session, which may
 * be the first month of all: those that never used the product are churned customers too.
 *
 * One row per month of the dataset and company size, ordered by month, then size; a month without
 * losses is a row with `churned` 0. No dataset gives no rows.
 *
 * @returns the query: `.execute()` gives the rows, `displaySql` shows the SQL
 *
 * @example
 * const churned = await churnedCustomersPerMonth(db).execute();
 */
export function churnedCustomersPerMonth(
  db: Kysely<Schema>,
): KpiQuery<"losses", Omit<ChurnedCustomersPerMonth, "churned_to_date">, ChurnedCustomersPerMonth> {
  return (
    kpiTables(db)
      // By the date alone, in the order of the primary key: nothing has to be sorted, however many companies there are.
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
      // Active months are ranked 1, 2, 3, …: up to the first gap, the n-th active month is the n-th month of all.
      .with("streaks", (query) =>
        query
          .selectFrom("ranked")
          .where(sql<boolean>`month_start = ${startMonth(db)} + make_interval(months => rank::integer - 1)`)
          .select(({ fn }) => ["company_id", fn.countAll<number>().as("months_active")])
          .groupBy("company_id"),
      )
      // Who was active for n months churned in the one with index n; that is no month of the dataset for those still active.
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
