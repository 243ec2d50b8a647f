import { type Kysely, type Migration, sql } from "kysely";

/**
 * The view for KPI queries of any tool that speaks SQL: one row per company and month of the dataset, so that a month
 * without activity has rows and counts as zero.
 *
 * A company churns once, in its first month without a session. One that returns later is active again, and gone, not
 * churned, in later months without a session.
 */
export const monthlyActivity: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  // In the first month without sessions, the number of months with sessions so far equals the number of months before.
  `create view monthly_activity as
   select
     companies.company_id,
     companies.company_size,
     subscriptions.monthly_price,
     to_char(months.start, 'YYYY-MM') as month,
     months.start::date as month_start,
     coalesce(company_months.sessions, 0) as sessions,
     case when company_months.sessions > 0 then subscriptions.monthly_price else 0 end as mrr,
     case
       when company_months.sessions > 0 then 'active'
       when months.months_before = count(company_months.sessions)
         over (partition by companies.company_id order by months.start rows unbounded preceding) then 'churned'
       else 'gone'
     end as status
   from companies
   join subscriptions on subscriptions.company_size = companies.company_size
   cross join (
     select months_before, dataset.start_month + make_interval(months => months_before) as start
     from dataset cross join generate_series(0, dataset.months - 1) as months_before
   ) as months
   left join company_months
     on company_months.company_id = companies.company_id and company_months.month_start = months.start::date`,
  "comment on view monthly_activity is 'One row per company and month of the dataset: sessions, MRR and status'",
  ...Object.entries({
    company_size: "Segment of the company, for example small",
    monthly_price: "Monthly price of the company size in US dollars",
    month: "UTC calendar month, for example 2025-01",
    month_start: "First day of the month",
    sessions: "Sessions of the company in the month, 0 if it had none",
    mrr: "Monthly recurring revenue in US dollars: the monthly price if the company had a session in the month, otherwise 0",
    status:
      "active: at least one session in the month; churned: the first month without a session; gone: a later one",
  }).map(([column, text]) => `comment on column monthly_activity.${column} is '${text}'`),
];
