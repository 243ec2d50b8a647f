import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import type { KpiQuery } from "./kpi-tables";
import { bySize } from "./kpi-tables";
import { churnTables, type LifeTableRow } from "./life-table";

/** How the monthly recurring revenue (MRR) of one company size changes in a month, in US dollars. */
export interface MrrMovements {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** MRR at the start of the month: the `closing_mrr` of the month before. */
  readonly opening_mrr: number;
  /** MRR of the companies that signed up; all of them do in the first month. */
  readonly new_mrr: number;
  /** MRR of the companies that churned, 0 or more. */
  readonly churned_mrr: number;
  /** `opening_mrr + new_mrr - churned_mrr`. */
  readonly closing_mrr: number;
}

/**
 * MRR movements: MRR at the start of each month, what is gained and lost in it, and MRR at its end. Prices do not change,
 * so there is neither expansion nor contraction.
 *
 * One row per month of the dataset and company size, ordered by month, then size; exact, added up by Postgres. No rows
 * without a dataset.
 *
 * @returns the query: `.execute()` returns the rows, `displaySql` shows the SQL
 *
 * @example
 * const movements = await mrrMovements(db).execute();
 */
export function mrrMovements(
  db: Kysely<Schema>,
): KpiQuery<"churn", LifeTableRow & { readonly monthly_price: number }, MrrMovements> {
  return churnTables(db)
    .selectFrom("churn")
    .select([
      "month",
      "company_size",
      sql<number>`case when tenure = 0 then 0 else monthly_price * at_risk end`.as("opening_mrr"),
      sql<number>`case when tenure = 0 then monthly_price * at_risk else 0 end`.as("new_mrr"),
      sql<number>`monthly_price * churned`.as("churned_mrr"),
      sql<number>`monthly_price * (at_risk - churned)`.as("closing_mrr"),
    ])
    .orderBy("month")
    .orderBy(bySize)
    .$castTo<MrrMovements>();
}
