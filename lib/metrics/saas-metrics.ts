import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema/schema";
import { customerTables } from "./cohort-tables";
import { amount, bySize, type KpiQuery, quotient, total } from "./kpi-tables";

/**
 * The SaaS metrics of one month and company size, in US dollars and fractions: 0.05 is 5%. Only net retention and quick
 * ratio can exceed 1. Null if a denominator is 0, and amounts are null if prices are unknown, those of all sizes if any is.
 *
 * Definitions follow ChartMogul's help center; each field names its page, and any difference and its reason. For all of them, a
 * company pays in the months in which it has a session, so MRR follows activity; prices never change, so there is neither
 * expansion nor contraction; and a company that signs up without a session in that month is new and churned in the same month.
 */
export interface SaasMetricsPerMonth {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  /** The company size, or `all` for all sizes together. */
  readonly company_size: string;
  /**
   * Companies with at least one session in the month: the customers of the month before + `new_customers` +
   * `reactivated_customers` - `churned_customers`.
   */
  readonly customers: number;
  /** Companies that signed up in the month. */
  readonly new_customers: number;
  /** Customers without a session in the month: those of the month before and those that signed up. */
  readonly churned_customers: number;
  /** Companies that have a session in the month, had none in the month before, and signed up earlier. */
  readonly reactivated_customers: number;
  /**
   * `churned_customers` / (customers of the month before + `new_customers`): the share of the companies at risk that churned.
   *
   * Source: ChartMogul, "Chart: Customer Churn Rate", standard formula, which counts only the customers of the month before,
   * in both numerator and denominator. Here a company that signs up without a session churns in that month, so new customers are at risk
   * too and belong in the denominator.
   */
  readonly customer_churn_rate: number | null;
  /**
   * Monthly recurring revenue: the sum of the monthly prices of the customers, which is the MRR of the month before +
   * `new_mrr` + `reactivated_mrr` - `churned_mrr`.
   *
   * Source: ChartMogul, "Understanding MRR movements", of whose five movements three occur here.
   */
  readonly mrr: number | null;
  /** The monthly prices of `new_customers`. */
  readonly new_mrr: number | null;
  /** The monthly prices of `churned_customers`, 0 or more. */
  readonly churned_mrr: number | null;
  /** The monthly prices of `reactivated_customers`. */
  readonly reactivated_mrr: number | null;
  /**
   * `churned_mrr` / (MRR of the month before + `new_mrr`). It exceeds the customer churn rate if churned customers paid more
   * than others.
   *
   * Source: ChartMogul, "Chart: Gross MRR Churn Rate", which divides by the MRR of the month before alone; `new_mrr` is
   * added because `churned_mrr` includes sign-ups without a session.
   */
  readonly mrr_churn_rate: number | null;
  /**
   * Gross retention (GRR) of the month: MRR of the companies active in both this month and the month before / MRR of the
   * month before; at most 1.
   *
   * Source: ChartMogul, "Chart: Gross MRR Retention". In a month without sign-ups it is 1 - `mrr_churn_rate`.
   */
  readonly gross_retention: number | null;
  /**
   * Net retention (NRR) of the month: MRR of the companies that signed up before the month / MRR of the month before. It
   * includes companies that returned, and exceeds 1 if they pay more than the churned ones paid.
   *
   * Source: ChartMogul, "Chart: Net MRR Retention", which adds expansion and leaves returns out. Here they count, as they
   * do in its "Chart: Net MRR Churn Rate" and "Cohort: Net MRR Retention"; prices never change, so without them net
   * retention would be gross retention.
   */
  readonly net_retention: number | null;
  /**
   * Gross retention over 12 months: MRR of the companies active in this month and in each of the 12 before / MRR 12 months
   * earlier. It excludes companies that churned and returned in between. Null in the first 12 months.
   */
  readonly gross_retention_12: number | null;
  /**
   * Net retention over 12 months: MRR of the companies that had signed up 12 months earlier / MRR 12 months earlier. A company
   * that had signed up but was not active then, and has returned since, counts only in the numerator. Null in the first 12 months.
   */
  readonly net_retention_12: number | null;
  /**
   * Average revenue per account: `mrr` / `customers`.
   *
   * Source: ChartMogul, "Chart: Average Revenue Per Account".
   */
  readonly arpa: number | null;
  /**
   * Annual run rate: `mrr` x 12.
   *
   * Source: ChartMogul, "Chart: Annual Run Rate (ARR)".
   */
  readonly arr: number | null;
  /**
   * 1 - (1 - `customer_churn_rate`)^12: the share of the customers that would churn in a year of such months.
   *
   * Source: ChartMogul, "Chart: Customer Churn Rate", in whose example 5% a month is 46% a year.
   */
  readonly annual_churn_rate: number | null;
  /**
   * (`new_mrr` + `reactivated_mrr`) / `churned_mrr`: the dollars gained for each dollar lost. MRR grows if it is
   * above 1. Null if nothing is lost. It says little in the first month, in which all companies are new.
   *
   * Source: ChartMogul blog, "SaaS Quick Ratio: How efficient is your growth?", which counts new business and upgrades as
   * gains; here returns are gains as well, so that gains and losses add up to the change in MRR.
   */
  readonly quick_ratio: number | null;
  /**
   * Lifetime value: `arpa` / `customer_churn_rate`. Null without customers or without churn.
   *
   * If nobody returns, it exceeds what a customer pays on average, because it counts the month of churn, which is not paid. Small
   * companies of the default rules churn at a rate of h = 1/12: in a month with that rate, LTV is 19 / h = $228, but they
   * pay 19 x (1 - h) / h = $209 on average, the `true_lifetime_value` of `customerLifetimes`.
   *
   * Source: ChartMogul, "Chart: Customer Lifetime Value (LTV)", which divides by the average churn rate of the six months
   * before; here it is the rate of the month itself, so LTV varies more.
   */
  readonly ltv: number | null;
}

/**
 * The metrics of a subscription business: customers, MRR and its movements, churn rates, retention, ARPA, ARR, quick ratio
 * and LTV.
 *
 * One row per month of the dataset and company size, and one per month for all sizes together; ordered by month, then size,
 * with `all` last. A month without customers is a row of zeros and nulls. Counts and amounts are exact, summed by Postgres;
 * rates and quotients are double precision. No rows without a dataset.
 *
 * Example: of two companies at $10 that signed up in January, one has no session in February. In February there is 1
 * customer, and 1 churned; customer and MRR churn rate, gross and net retention are 1/2; MRR and ARPA are $10, ARR is $120,
 * the annual churn rate 1 - (1/2)^12 = 0.9998, the quick ratio 0 / 10 = 0, and LTV 10 / (1/2) = $20.
 *
 * @returns the query: `.execute()` returns the rows, `displaySql` shows the SQL
 *
 * @example
 * const metrics = await saasMetricsPerMonth(db).execute();
 *
 * @example
 * // All sizes together, in the months that have a retention over 12 months:
 * const retention = await saasMetricsPerMonth(db)
 *   .where("company_size", "=", "all")
 *   .where("net_retention_12", "is not", null)
 *   .execute();
 */
export function saasMetricsPerMonth(
  db: Kysely<Schema>,
): KpiQuery<"saas_metrics", SaasMetricsPerMonth, SaasMetricsPerMonth> {
  const churnRate = quotient(sql`churned_customers`, sql`customers_at_risk`);
  const arpa = quotient(sql`mrr`, sql`customers`);
  return balanceTables(db)
    .with("saas_metrics", (query) =>
      query
        .selectFrom("balances")
        .select([
          "month",
          "company_size",
          "customers",
          "new_customers",
          "churned_customers",
          "reactivated_customers",
          churnRate.as("customer_churn_rate"),
          "mrr",
          "new_mrr",
          "churned_mrr",
          "reactivated_mrr",
          quotient(sql`churned_mrr`, sql`mrr_before + new_mrr`).as("mrr_churn_rate"),
          quotient(sql`kept_mrr`, sql`mrr_before`).as("gross_retention"),
          quotient(sql`earlier_mrr`, sql`mrr_before`).as("net_retention"),
          quotient(sql`kept_mrr_12`, sql`mrr_12_before`).as("gross_retention_12"),
          quotient(sql`earlier_mrr_12`, sql`mrr_12_before`).as("net_retention_12"),
          arpa.as("arpa"),
          sql<number | null>`mrr * 12`.as("arr"),
          sql<number | null>`1 - (1 - ${churnRate}) ^ 12`.as("annual_churn_rate"),
          quotient(sql`new_mrr + reactivated_mrr`, sql`churned_mrr`).as("quick_ratio"),
          sql<number | null>`${arpa} / nullif(${churnRate}, 0)`.as("ltv"),
        ]),
    )
    .selectFrom("saas_metrics")
    .selectAll()
    .orderBy("month")
    .orderBy(sql`company_size = 'all'`)
    .orderBy(bySize)
    .$castTo<SaasMetricsPerMonth>();
}

/**
 * The table `balances`, one row per month and company size, and one per month with company size `all`: the counts of
 * `customer_months`, their MRR, and MRR one month and 12 months before.
 */
function balanceTables(db: Kysely<Schema>) {
  return customerTables(db)
    .with("totals", (query) =>
      query
        .selectFrom("customer_months")
        .select([
          "month",
          sql<string>`coalesce(company_size, 'all')`.as("company_size"),
          total(sql`customers`).as("customers"),
          total(sql`new_customers`).as("new_customers"),
          total(sql`churned_customers`).as("churned_customers"),
          total(sql`reactivated_customers`).as("reactivated_customers"),
          total(sql`customers_at_risk`).as("customers_at_risk"),
          amount(sql`customers`).as("mrr"),
          amount(sql`new_customers`).as("new_mrr"),
          amount(sql`churned_customers`).as("churned_mrr"),
          amount(sql`reactivated_customers`).as("reactivated_mrr"),
          amount(sql`kept`).as("kept_mrr"),
          amount(sql`earlier`).as("earlier_mrr"),
          amount(sql`kept_12`).as("kept_mrr_12"),
          amount(sql`earlier_12`).as("earlier_mrr_12"),
        ])
        .groupBy(sql`grouping sets ((month, company_size), (month))`),
    )
    .with("balances", (query) =>
      query
        .selectFrom("totals")
        .selectAll()
        .select([mrrBefore(1).as("mrr_before"), mrrBefore(12).as("mrr_12_before")]),
    );
}

/** The MRR `months` earlier, 0 before the first month. */
function mrrBefore(months: number) {
  return sql<number | null>`lag(mrr, ${sql.lit(months)}, 0) over (partition by company_size order by month)`;
}
