import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import { churnedCustomersPerMonth } from "./churned-customers-per-month";
import type { KpiQuery } from "./kpi-query";
import { bySize } from "./kpi-tables";

/** How many companies could churn in a month, and how many did. */
export interface LifeTableRow {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** The month of the companies' life that this is, counted from 1: all signed up in the first. */
  readonly age: number;
  /** Companies that were customers when the month began: those not churned before. */
  readonly at_risk: number;
  /** Companies that churned in the month: it is their first without a session. */
  readonly churned: number;
}

/**
 * The companies at risk of churning and those churned, counted by Postgres: what retention and churn rates are
 * computed from.
 *
 * One row per month of the dataset and company size, ordered by month, then size. No dataset gives no rows.
 *
 * @returns the query: `.execute()` gives the rows, `displaySql` shows the SQL
 *
 * @example
 * const churn = await lifeTable(db).execute();
 */
export function lifeTable(db: Kysely<Schema>): KpiQuery<"churn", LifeTableRow, LifeTableRow> {
  return churnTables(db)
    .selectFrom("churn")
    .select(["month", "company_size", "age", "at_risk", "churned"])
    .orderBy("month")
    .orderBy(bySize)
    .$castTo<LifeTableRow>();
}

/**
 * The table `churn`, as `with` clauses of a query: the rows of `lifeTable` with the `monthly_price` and all
 * `companies` of the size.
 */
export function churnTables(db: Kysely<Schema>) {
  return db
    .with("losses", () => churnedCustomersPerMonth(db))
    .with("sizes", (query) =>
      query
        .selectFrom("subscriptions")
        .leftJoin("companies", "companies.company_size", "subscriptions.company_size")
        .select(({ fn }) => [
          "subscriptions.company_size",
          "subscriptions.monthly_price",
          fn.count<number>("companies.company_id").as("companies"),
        ])
        .groupBy(["subscriptions.company_size", "subscriptions.monthly_price"]),
    )
    .with("churn", (query) =>
      query
        .selectFrom("losses")
        .innerJoin("sizes", "sizes.company_size", "losses.company_size")
        .select(({ fn }) => [
          "losses.month",
          "losses.company_size",
          "sizes.monthly_price",
          "sizes.companies",
          "losses.churned",
          fn
            .agg<number>("row_number")
            .over((over) => over.partitionBy("losses.company_size").orderBy("losses.month"))
            .as("age"),
          sql<number>`sizes.companies - losses.churned_to_date + losses.churned`.as("at_risk"),
        ]),
    );
}
