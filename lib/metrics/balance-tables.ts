import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import { cohortTables, total } from "./cohort-tables";

/**
 * The table `balances`, by month and company size or `all`: counts of companies, MRR, and MRR before. Of the customers,
 * `kept` are those that were active in the month before as well, and `earlier` those that had signed up by then; `kept_12`
 * and `earlier_12` are likewise those of 12 months.
 */
export function balanceTables(db: Kysely<Schema>) {
  return cohortTables(db)
    .with("size_months", (query) =>
      query
        .selectFrom("months")
        .crossJoin("subscriptions")
        .leftJoin("cohort_months", (join) =>
          join
            .onRef("cohort_months.month_index", "=", "months.month_index")
            .onRef("cohort_months.company_size", "=", "subscriptions.company_size"),
        )
        .select([
          "months.month",
          "subscriptions.company_size",
          "subscriptions.monthly_price",
          total("customers").as("customers"),
          total("signed_up", "cohort_index = months.month_index").as("new_customers"),
          total("churned").as("churned_customers"),
          total("reactivated").as("reactivated_customers"),
          total("customers - reactivated", "cohort_index < months.month_index").as("kept"),
          total("customers", "cohort_index < months.month_index").as("earlier"),
          total("active_since_12").as("kept_12"),
          total("customers", "cohort_index <= months.month_index - 12").as("earlier_12"),
        ])
        .groupBy(["months.month", "subscriptions.company_size", "subscriptions.monthly_price"]),
    )
    .with("totals", (query) =>
      query
        .selectFrom("size_months")
        .select([
          "month",
          sql<string>`coalesce(company_size, 'all')`.as("company_size"),
          total("customers").as("customers"),
          total("new_customers").as("new_customers"),
          total("churned_customers").as("churned_customers"),
          total("reactivated_customers").as("reactivated_customers"),
          total("monthly_price * customers").as("mrr"),
          total("monthly_price * new_customers").as("new_mrr"),
          total("monthly_price * churned_customers").as("churned_mrr"),
          total("monthly_price * reactivated_customers").as("reactivated_mrr"),
          total("monthly_price * kept").as("kept_mrr"),
          total("monthly_price * earlier").as("earlier_mrr"),
          total("monthly_price * kept_12").as("kept_mrr_12"),
          total("monthly_price * earlier_12").as("earlier_mrr_12"),
        ])
        .groupBy(sql`grouping sets ((month, company_size), (month))`),
    )
    .with("balances", (query) =>
      query
        .selectFrom("totals")
        .selectAll()
        .select([
          before("customers", 1).as("customers_before"),
          before("mrr", 1).as("mrr_before"),
          before("mrr", 12).as("mrr_12_before"),
        ]),
    );
}

/** A value so many months before, 0 before the first month. */
function before(column: string, months: number) {
  return sql<number>`lag(${sql.ref(column)}, ${sql.lit(months)}, 0) over (partition by company_size order by month)`;
}

/** A quotient in double precision, null if the denominator is 0 or null. */
export function quotient(numerator: string, denominator: string) {
  return sql<number | null>`(${sql.raw(numerator)})::double precision / nullif(${sql.raw(denominator)}, 0)`;
}
