import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import { churnedCustomersPerMonth } from "./churned-customers-per-month";
import type { KpiQuery } from "./kpi-tables";
import { bySize } from "./kpi-tables";

/** A row of a life table: how many companies could churn in a month, and how many did. */
export interface LifeTableRow {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** Months since the companies signed up, 0 in the first month, in which all of them did. */
  readonly tenure: number;
  /** Companies that had not churned before. */
  readonly at_risk: number;
  /** Companies whose first month without a session this is. */
  readonly churned: number;
}

/**
 * The life table of each company size, counted by Postgres: companies at risk of churning and companies churned, by
 * tenure. Retention, churn rates and lifetimes are computed from it.
 *
 * One row per month of the dataset and company size, ordered by month, then size; no rows without a dataset. A company
 * churns once: one that returns is not at risk again.
 *
 * @returns the query: `.execute()` returns the rows, `displaySql` shows the SQL
 *
 * @example
 * const table = await lifeTable(db).execute();
 */
export function lifeTable(db: Kysely<Schema>): KpiQuery<"churn", LifeTableRow, LifeTableRow> {
  return churnTables(db)
    .selectFrom("churn")
    .select(["month", "company_size", "tenure", "at_risk", "churned"])
    .orderBy("month")
    .orderBy(bySize)
    .$castTo<LifeTableRow>();
}

/** The table `churn`, as `with` clauses of a query: the rows of `lifeTable` with the `monthly_price` of the size. */
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
        .select([
          "losses.month",
          "losses.company_size",
          "sizes.monthly_price",
          "losses.churned",
          // All companies signed up in the first month.
          sql<number>`row_number() over (partition by losses.company_size order by losses.month) - 1`.as(
            "tenure",
          ),
          sql<number>`sizes.companies - losses.churned_to_date + losses.churned`.as("at_risk"),
        ]),
    );
}
