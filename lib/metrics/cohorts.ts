import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import { cohortTables } from "./cohort-tables";
import { amount, bySize, type KpiQuery, quotient, total } from "./kpi-tables";

/** A cohort (the companies that signed up in the same month) in one month of its life. */
export interface CohortRow {
  /** The month in which the companies signed up, `2025-01`. */
  readonly cohort: string;
  /** The company size, or `all` for all sizes together. */
  readonly company_size: string;
  /** Months since sign-up, 0 in the sign-up month. */
  readonly tenure: number;
  /** The month `tenure` months after sign-up, `2025-03`. */
  readonly month: string;
  /** Companies of the cohort, the same in all of its months. */
  readonly signed_up: number;
  /** Companies of the cohort with at least one session in the month. */
  readonly customers: number;
  /**
   * `customers` / `signed_up`, 0 to 1; null if nobody signed up. Below 1 even at tenure 0 if some signed up without a
   * session, and it rises when companies return.
   *
   * Source: ChartMogul, "Cohort analysis", metric Customer Retention.
   */
  readonly retention: number | null;
  /** Monthly recurring revenue of `customers`, in US dollars; null if prices are unknown. */
  readonly mrr: number | null;
  /**
   * `mrr` / what `signed_up` would pay per month, 0 to 1; null if that is 0 or unknown. For a single size it equals `retention`,
   * since its companies pay the same price.
   *
   * Source: ChartMogul, "Cohort: Net MRR Retention".
   */
  readonly mrr_retention: number | null;
}

/**
 * Cohorts: how many companies of each sign-up month are customers, and what they pay, month by month.
 *
 * One row per sign-up month, month from then on and company size, and one per sign-up month and month for all sizes
 * together; ordered by sign-up month, then month, then size, with `all` last. A month without sign-ups has
 * no rows; a size without sign-ups in a cohort has rows of zeros and nulls. Exact, summed by Postgres. No rows without a dataset.
 *
 * @returns the query: `.execute()` returns the rows, `displaySql` shows the SQL
 *
 * @example
 * const left = await cohorts(db).where("company_size", "=", "all").execute();
 */
export function cohorts(db: Kysely<Schema>): KpiQuery<"cohort_rows", CohortRow, CohortRow> {
  return cohortTables(db)
    .with("cohort_sums", (query) =>
      query
        .selectFrom(query.selectFrom("cohort_months").select("cohort_index").distinct().as("existing"))
        .innerJoin("months as sign_up", "sign_up.month_index", "existing.cohort_index")
        .innerJoin("months", (join) => join.onRef("months.month_index", ">=", "existing.cohort_index"))
        .crossJoin("subscriptions")
        .leftJoin("cohort_months", (join) =>
          join
            .onRef("cohort_months.cohort_index", "=", "existing.cohort_index")
            .onRef("cohort_months.month_index", "=", "months.month_index")
            .onRef("cohort_months.company_size", "=", "subscriptions.company_size"),
        )
        .select([
          "sign_up.month as cohort",
          sql<string>`coalesce(subscriptions.company_size, 'all')`.as("company_size"),
          sql<number>`months.month_index - sign_up.month_index`.as("tenure"),
          "months.month",
          total(sql`signed_up`).as("signed_up"),
          total(sql`customers`).as("customers"),
          // Unlike a sum of products with null, it is 0 without companies, and null only if prices are unknown.
          amount(sql`coalesce(customers, 0)`).as("mrr"),
          amount(sql`coalesce(signed_up, 0)`).as("signed_up_mrr"),
        ])
        .groupBy(
          sql`sign_up.month, sign_up.month_index, months.month, months.month_index, rollup (subscriptions.company_size)`,
        ),
    )
    .with("cohort_rows", (query) =>
      query
        .selectFrom("cohort_sums")
        .select([
          "cohort",
          "company_size",
          "tenure",
          "month",
          "signed_up",
          "customers",
          quotient(sql`customers`, sql`signed_up`).as("retention"),
          "mrr",
          quotient(sql`mrr`, sql`signed_up_mrr`).as("mrr_retention"),
        ]),
    )
    .selectFrom("cohort_rows")
    .selectAll()
    .orderBy("cohort")
    .orderBy("month")
    .orderBy(sql`company_size = 'all'`)
    .orderBy(bySize)
    .$castTo<CohortRow>();
}
