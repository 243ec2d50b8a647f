import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import { cohortTables } from "./cohort-tables";
import { bySize, type KpiQuery, total } from "./kpi-tables";

/** A row of a life table: how many companies were at risk of churning for the first time at a tenure, and how many churned. */
export interface LifeTableRow {
  readonly company_size: string;
  /** Months since the companies signed up, 0 in the sign-up month. */
  readonly tenure: number;
  /** Companies that were observed at this tenure and had not churned before. */
  readonly at_risk: number;
  /** Companies whose first month without a session was this one. */
  readonly churned: number;
}

/**
 * The life table of each company size, counted by Postgres: companies at risk of churning and companies churned, by
 * tenure, over all cohorts. Retention curves and lifetimes are computed from it.
 *
 * Companies that signed up later were observed for fewer months. They are right-censored: at risk up to the dataset's last
 * month, and not counted at a higher tenure. Only a company's first churn counts: one that returns is not at risk again.
 *
 * One row per company size and tenure, which runs from 0 to the dataset's number of months less 1, ordered by tenure, then
 * size; no rows without a dataset.
 *
 * @returns the query: `.execute()` returns the rows, `displaySql` shows the SQL
 *
 * @example
 * const table = await lifeTable(db).execute();
 */
export function lifeTable(db: Kysely<Schema>): KpiQuery<"churn", LifeTableRow, LifeTableRow> {
  return cohortTables(db)
    .with("churn", (query) =>
      query
        .selectFrom("months")
        .crossJoin("subscriptions")
        .leftJoin("cohort_months", (join) =>
          join
            .onRef("cohort_months.tenure", "=", "months.month_index")
            .onRef("cohort_months.company_size", "=", "subscriptions.company_size"),
        )
        .select([
          "subscriptions.company_size",
          "months.month_index as tenure",
          total(sql`at_risk`).as("at_risk"),
          total(sql`first_churned`).as("churned"),
        ])
        .groupBy(["months.month_index", "subscriptions.company_size"]),
    )
    .selectFrom("churn")
    .select(["company_size", "tenure", "at_risk", "churned"])
    .orderBy("tenure")
    .orderBy(bySize)
    .$castTo<LifeTableRow>();
}
