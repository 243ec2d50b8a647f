import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import type { KpiQuery } from "./kpi-query";
import { bySize } from "./kpi-tables";
import { churnTables, type LifeTableRow } from "./life-table";

/** How the monthly recurring revenue (MRR) of one size went from the start of a month to its end, in US dollars. */
export interface MrrMovements {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** The monthly prices of all customers at the start: the month before's `closing_mrr`. */
  readonly opening_mrr: number;
  /** Of the customers gained; all are gained in the first month. */
  readonly new_mrr: number;
  /** Of the customers lost, 0 or more. */
  readonly churned_mrr: number;
  /** `opening_mrr + new_mrr - churned_mrr`. */
  readonly closing_mrr: number;
}

/**
 * The MRR bridge: what the customers pay per month at the start of each month, what is gained and lost in it,
 * and what is left. Prices stay as they are, so there is neither expansion nor contraction.
 *
 * One row per month of the dataset and company size, ordered by month, then size; exact, added up by Postgres.
 * No dataset gives no rows.
 *
 * @returns the query: `.execute()` gives the rows, `displaySql` shows the SQL
 *
 * @example
 * const bridge = await mrrMovements(db).execute();
 */
export function mrrMovements(
  db: Kysely<Schema>,
): KpiQuery<"churn", LifeTableRow & { readonly monthly_price: number }, MrrMovements> {
  return churnTables(db)
    .selectFrom("churn")
    .select([
      "month",
      "company_size",
      sql<number>`case when age = 1 then 0 else monthly_price * at_risk end`.as("opening_mrr"),
      sql<number>`case when age = 1 then monthly_price * at_risk else 0 end`.as("new_mrr"),
      sql<number>`monthly_price * churned`.as("churned_mrr"),
      sql<number>`monthly_price * (at_risk - churned)`.as("closing_mrr"),
    ])
    .orderBy("month")
    .orderBy(bySize)
    .$castTo<MrrMovements>();
}
