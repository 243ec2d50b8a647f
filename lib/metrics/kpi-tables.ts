/**
 * What the data says: KPI queries, SaaS metrics, cohorts, life table, churn rates, retention, lifetimes and MRR movements. What
 * the rules predict is in `lib/model`; general mathematics is in `lib/stats`.
 */
import { type Expression, type Kysely, type SelectQueryBuilder, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";

/**
 * The `with` clause that every KPI starts from: `months`, one row per month of the dataset, with `month_index` (from 0),
 * `month_start` (its first day) and `month` (`2025-01`). Months are UTC calendar months in any time zone of the server.
 *
 * The KPIs read `company_months` or `company_lives`, and not the view `monthly_activity`, which has a row for every company and
 * month and takes several times as long.
 */
export function kpiTables(db: Kysely<Schema>) {
  return db.with("months", (query) =>
    query
      .selectFrom([
        "dataset",
        sql<{ n: number }>`generate_series(0, dataset.months - 1)`.as<"series">(sql`series(n)`),
      ])
      .select([
        "series.n as month_index",
        sql<string>`(dataset.start_month + make_interval(months => series.n))::date`.as("month_start"),
        sql<string>`to_char(dataset.start_month + make_interval(months => series.n), 'YYYY-MM')`.as("month"),
      ]),
  );
}

/**
 * The grid of months and company sizes with the activity in each, zeros included:
 * `months` and `activity` (`month`, `company_size`, `monthly_price`, `active_companies`, `sessions`).
 */
export function activityTables(db: Kysely<Schema>) {
  return kpiTables(db)
    .with("size_months", (query) =>
      query
        .selectFrom("company_months")
        .innerJoin("companies", "companies.company_id", "company_months.company_id")
        .select(({ fn }) => [
          "company_months.month_start",
          "companies.company_size",
          fn.countAll<number>().as("active_companies"),
          fn.sum<number>("company_months.sessions").as("sessions"),
        ])
        .groupBy(["company_months.month_start", "companies.company_size"]),
    )
    .with("activity", (query) =>
      query
        .selectFrom("months")
        .crossJoin("subscriptions")
        .leftJoin("size_months", (join) =>
          join
            .onRef("size_months.month_start", "=", "months.month_start")
            .onRef("size_months.company_size", "=", "subscriptions.company_size"),
        )
        .select(({ fn, val }) => [
          "months.month",
          "subscriptions.company_size",
          "subscriptions.monthly_price",
          fn.coalesce("size_months.active_companies", val(0)).as("active_companies"),
          fn.coalesce("size_months.sessions", val(0)).as("sessions"),
        ]),
    );
}

/** Orders company sizes by their characters, the same way on every server. */
export const bySize = sql`company_size collate "C"`;

/** A sum over the rows that satisfy a condition, 0 without any. */
export function total(values: Expression<unknown>, condition?: Expression<unknown>) {
  const filter = condition ? sql` filter (where ${condition})` : sql``;
  return sql<number>`coalesce(sum(${values})${filter}, 0)`;
}

/** The sum of the monthly prices of a number of companies, null if one of the prices is unknown. */
export function amount(companies: Expression<unknown>) {
  return sql<
    number | null
  >`case when bool_and(monthly_price is not null) then sum(monthly_price * ${companies}) end`;
}

/** A quotient in double precision, null if the denominator is 0 or null. */
export function quotient(numerator: Expression<unknown>, denominator: Expression<unknown>) {
  return sql<number | null>`(${numerator})::double precision / nullif(${denominator}, 0)`;
}

/**
 * The query of a KPI: `.execute()` returns its rows. Any clause of Kysely can be added, with the database's tables and the one
 * that the KPI is selected from.
 *
 * Named explicitly, since the kernel would otherwise infer it again in every cell.
 */
export type KpiQuery<Table extends string, Columns, Row> = SelectQueryBuilder<
  Schema & Record<Table, Columns>,
  Table,
  Row
>;
