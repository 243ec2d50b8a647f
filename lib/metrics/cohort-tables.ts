import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import { kpiTables, total } from "./kpi-tables";

/**
 * The tables for churn, returns and cohorts, as `with` clauses of a query: `months` of `kpiTables`, `lives` and `cohort_months`.
 *
 * `lives`: the companies of one size and sign-up month that were active in the same months, as one row.
 * - `company_size`, `companies`: how many they are
 * - `cohort_index`: the `month_index` in which they signed up or had their first session, whichever is earlier; 0 if that was
 *   before the dataset's first month
 * - `activity`: a text with one character per month from the sign-up month to the dataset's end, `1` if they were active. What
 *   is beyond the end does not count.
 * - `months_stayed`: months before the first one without a session, which is the tenure at which they first churned; null if
 *   they have not churned
 *
 * `cohort_months`: the companies of one size and sign-up month, in one month. One row per month from the sign-up month on.
 * - `company_size`, `cohort_index`, `month_index`, and `tenure`, the months between the two
 * - `signed_up`: companies of the cohort, the same in every month
 * - `customers`: those with a session in the month
 * - `churned`: customers, new ones included, without a session in the month
 * - `reactivated`: those active in this month, not in the month before, and not new
 * - `active_since_12`: those active in this month and in each of the 12 before
 * - `at_risk`, `first_churned`: those that had not churned before, and those of them that did in this month
 *
 * Few lives differ: a million companies become few groups before these become rows by month.
 */
export function cohortTables(db: Kysely<Schema>) {
  return (
    kpiTables(db)
      .with("grouped_lives", (query) =>
        query
          .selectFrom("companies")
          .leftJoin("company_lives", "company_lives.company_id", "companies.company_id")
          .select(({ fn }) => [
            "companies.company_size",
            sql<string>`date_trunc('month', companies.created_at at time zone 'UTC')`.as("sign_up_month"),
            "company_lives.first_month",
            // Postgres can hash texts, and would have to sort bit strings.
            sql<string>`company_lives.activity::text`.as("bits"),
            fn.countAll<number>().as("companies"),
          ])
          .groupBy(["companies.company_size", "sign_up_month", "company_lives.first_month", "bits"]),
      )
      .with("numbered_lives", (query) =>
        query
          .selectFrom(["grouped_lives", "dataset"])
          .select([
            "grouped_lives.company_size",
            "grouped_lives.companies",
            "grouped_lives.bits",
            sql<number>`greatest(coalesce(least(${monthIndex("sign_up_month")}, ${monthIndex("first_month")}), dataset.months), 0)`.as(
              "cohort_index",
            ),
            monthIndex("first_month").as("first_index"),
            "dataset.months",
          ]),
      )
      .with("whole_lives", (query) =>
        query
          .selectFrom("numbered_lives")
          .whereRef("cohort_index", "<", "months")
          .select([
            "company_size",
            "companies",
            "cohort_index",
            sql<string>`rpad(coalesce(${bitsFromSignUp}, ''), months - cohort_index, '0')`.as("activity"),
          ]),
      )
      // Otherwise Postgres would compute the text again for each sum below, and each month.
      .with(
        (cte) => cte("lives").materialized(),
        (query) =>
          query
            .selectFrom("whole_lives")
            .selectAll()
            .select(sql<number | null>`nullif(strpos(activity, '0'), 0) - 1`.as("months_stayed")),
      )
      .with("cohort_months", (query) =>
        query
          .selectFrom([
            "lives",
            sql<{ tenure: number }>`generate_series(0, length(activity) - 1)`.as<"series">(
              sql`series(tenure)`,
            ),
          ])
          .select([
            "company_size",
            "cohort_index",
            "tenure",
            sql<number>`cohort_index + tenure`.as("month_index"),
            total(sql`companies`).as("signed_up"),
            total(sql`companies`, isActive).as("customers"),
            total(sql`companies`, sql`${wasCustomer} and not ${isActive}`).as("churned"),
            total(sql`companies`, sql`${isActive} and not ${wasCustomer}`).as("reactivated"),
            total(sql`companies`, activeSince12).as("active_since_12"),
            total(sql`companies`, sql`tenure <= coalesce(months_stayed, tenure)`).as("at_risk"),
            total(sql`companies`, sql`tenure = months_stayed`).as("first_churned"),
          ])
          .groupBy(["company_size", "cohort_index", "tenure"]),
      )
  );
}

/**
 * The tables of `cohortTables`, and `customer_months`: the sums over all cohorts, one row per month of the dataset and company
 * size, zeros included: `month`, `company_size`, `monthly_price`, `customers`, `new_customers`, `churned_customers`,
 * `reactivated_customers`, and `customers_at_risk`, those that could churn: customers of the month before, and new ones.
 *
 * Of the customers, `kept` were customers in the month before, and `earlier` are all that had signed up by then; `kept_12` were
 * customers in each of the 12 months before, and `earlier_12` had signed up 12 months before.
 */
export function customerTables(db: Kysely<Schema>) {
  return cohortTables(db).with("customer_months", (query) =>
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
        total(sql`customers`).as("customers"),
        total(sql`signed_up`, sql`tenure = 0`).as("new_customers"),
        total(sql`churned`).as("churned_customers"),
        total(sql`reactivated`).as("reactivated_customers"),
        total(sql`customers - reactivated + churned`).as("customers_at_risk"),
        total(sql`customers - reactivated`, sql`tenure >= 1`).as("kept"),
        total(sql`customers`, sql`tenure >= 1`).as("earlier"),
        total(sql`active_since_12`).as("kept_12"),
        total(sql`customers`, sql`tenure >= 12`).as("earlier_12"),
      ])
      .groupBy(["months.month", "subscriptions.company_size", "subscriptions.monthly_price"]),
  );
}

const isActive = sql`substr(activity, tenure + 1, 1) = '1'`;
const wasCustomer = sql`(tenure = 0 or substr(activity, tenure, 1) = '1')`;
const activeSince12 = sql`substr(activity, tenure - 11, 13) = '1111111111111'`;

/** The bits from the sign-up month on: those before it are cut off, and a later first month is preceded by zeros. */
const bitsFromSignUp = sql`substr(repeat('0', first_index - cohort_index) || bits, greatest(cohort_index - first_index, 0) + 1)`;

/** The `month_index` of a day, which may lie outside of the dataset. */
function monthIndex(column: "sign_up_month" | "first_month") {
  const number = (day: string) =>
    sql`extract(year from ${sql.ref(day)}) * 12 + extract(month from ${sql.ref(day)})`;
  return sql<number>`(${number(column)} - (${number("start_month")}))::integer`;
}
