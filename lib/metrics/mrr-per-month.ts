import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import { customerTables } from "./cohort-tables";
import { bySize, type KpiQuery } from "./kpi-tables";

/** The monthly recurring revenue (MRR) of one month and company size. */
export interface MrrPerMonth {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** Companies with at least one session in the month; these pay. */
  readonly active_companies: number;
  /** US dollars: the monthly prices of the active companies, summed exactly by Postgres; null if the price is unknown. */
  readonly mrr: number | null;
  /** The share of the month's MRR, 0 to 1; 0 if that is 0, null if the price of any size is unknown. */
  readonly share: number | null;
}

/**
 * KPI 3: monthly recurring revenue (MRR), the sum of the monthly prices of the active companies, and the share of each size.
 *
 * One row per month of the dataset and company size, ordered by month, then size; a month without
 * activity is a row of zeros, and the shares of any other month add up to 1. No rows without a dataset.
 *
 * @returns the query: `.execute()` returns the rows, `displaySql` shows the SQL
 *
 * @example
 * const mrr = await mrrPerMonth(db).execute();
 */
export function mrrPerMonth(db: Kysely<Schema>): KpiQuery<"sales", Omit<MrrPerMonth, "share">, MrrPerMonth> {
  return customerTables(db)
    .with("sales", (query) =>
      query
        .selectFrom("customer_months")
        .select(["month", "company_size", "customers as active_companies"])
        .select(sql<number | null>`monthly_price * customers`.as("mrr")),
    )
    .selectFrom("sales")
    .select(["month", "company_size", "active_companies", "mrr"])
    .select(
      sql<number | null>`case when mrr = 0 then 0
        when bool_and(mrr is not null) over (partition by month) then mrr / sum(mrr) over (partition by month) end`.as(
        "share",
      ),
    )
    .orderBy("month")
    .orderBy(bySize)
    .$castTo<MrrPerMonth>();
}
