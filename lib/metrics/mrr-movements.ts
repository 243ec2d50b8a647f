import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import { customerTables } from "./cohort-tables";
import { bySize, type KpiQuery } from "./kpi-tables";

/** How the monthly recurring revenue (MRR) of one company size changes in a month, in US dollars; null if prices are unknown. */
export interface MrrMovements {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** MRR at the start of the month: the `closing_mrr` of the month before. */
  readonly opening_mrr: number | null;
  /** MRR of the companies that signed up in the month. */
  readonly new_mrr: number | null;
  /** MRR of the companies that churned, 0 or more. A company that signs up without a session is new and churns in the same month. */
  readonly churned_mrr: number | null;
  /** MRR of the companies that returned. */
  readonly reactivated_mrr: number | null;
  /** `opening_mrr + new_mrr + reactivated_mrr - churned_mrr`. */
  readonly closing_mrr: number | null;
}

/**
 * MRR movements: MRR at the start of each month, the MRR gained and lost in it, and MRR at its end. Prices do not change,
 * so there is neither expansion nor contraction.
 *
 * One row per month of the dataset and company size, ordered by month, then size; exact, summed by Postgres. No rows
 * without a dataset.
 *
 * Source: ChartMogul, "Understanding MRR movements".
 *
 * @returns the query: `.execute()` returns the rows, `displaySql` shows the SQL
 *
 * @example
 * const movements = await mrrMovements(db).execute();
 */
export function mrrMovements(db: Kysely<Schema>): KpiQuery<"movements", MrrMovements, MrrMovements> {
  return customerTables(db)
    .with("movements", (query) =>
      query
        .selectFrom("customer_months")
        .select([
          "month",
          "company_size",
          sql<number | null>`monthly_price * (customers_at_risk - new_customers)`.as("opening_mrr"),
          sql<number | null>`monthly_price * new_customers`.as("new_mrr"),
          sql<number | null>`monthly_price * churned_customers`.as("churned_mrr"),
          sql<number | null>`monthly_price * reactivated_customers`.as("reactivated_mrr"),
          sql<number | null>`monthly_price * customers`.as("closing_mrr"),
        ]),
    )
    .selectFrom("movements")
    .select([
      "month",
      "company_size",
      "opening_mrr",
      "new_mrr",
      "churned_mrr",
      "reactivated_mrr",
      "closing_mrr",
    ])
    .orderBy("month")
    .orderBy(bySize)
    .$castTo<MrrMovements>();
}
