import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import { customerTables, total } from "./cohort-tables";

/**
 * The table `balances`, one row per month and company size, and one per month with company size `all`: the counts of
 * `customer_months`, their MRR, and MRR one month and 12 months before.
 */
export function balanceTables(db: Kysely<Schema>) {
  return customerTables(db)
    .with("totals", (query) =>
      query
        .selectFrom("customer_months")
        .select([
          "month",
          sql<string>`coalesce(company_size, 'all')`.as("company_size"),
          total("customers").as("customers"),
          total("new_customers").as("new_customers"),
          total("churned_customers").as("churned_customers"),
          total("reactivated_customers").as("reactivated_customers"),
          total("customers_at_risk").as("customers_at_risk"),
          amount("customers").as("mrr"),
          amount("new_customers").as("new_mrr"),
          amount("churned_customers").as("churned_mrr"),
          amount("reactivated_customers").as("reactivated_mrr"),
          amount("kept").as("kept_mrr"),
          amount("earlier").as("earlier_mrr"),
          amount("kept_12").as("kept_mrr_12"),
          amount("earlier_12").as("earlier_mrr_12"),
        ])
        .groupBy(sql`grouping sets ((month, company_size), (month))`),
    )
    .with("balances", (query) =>
      query
        .selectFrom("totals")
        .selectAll()
        .select([before("mrr", 1).as("mrr_before"), before("mrr", 12).as("mrr_12_before")]),
    );
}

/** The sum of the monthly prices of a number of companies, null if one of the prices is unknown. */
export function amount(companies: string) {
  return sql<
    number | null
  >`case when bool_and(monthly_price is not null) then sum(monthly_price * ${sql.raw(companies)}) end`;
}

/** A value from `months` earlier, 0 before the first month. */
function before(column: string, months: number) {
  return sql<
    number | null
  >`lag(${sql.ref(column)}, ${sql.lit(months)}, 0) over (partition by company_size order by month)`;
}

/** A quotient in double precision, null if the denominator is 0 or null. */
export function quotient(numerator: string, denominator: string) {
  return sql<number | null>`(${sql.raw(numerator)})::double precision / nullif(${sql.raw(denominator)}, 0)`;
}
