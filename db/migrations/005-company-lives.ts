import { type Kysely, type Migration, sql } from "kysely";
import { hasCitus } from "./citus";

/**
 * The life of each company in one row: its first active month, and one bit per month from then to the last active one.
 * A million companies have few different lives, so that queries about churn, returns and retention group the companies by
 * their lives, and then read a few rows.
 *
 * Triggers on `company_months` maintain it in the statement that changes `sessions`, enabled and secured like those of
 * `company_months`. On Citus it is a view.
 *
 * The view `monthly_activity` has the sign-up month of each company, and shows its returns. A company that has sessions before it
 * signed up counts as signed up in the month of the first.
 *
 * No size is named `all`, which stands for all sizes together.
 */
export const companyLives: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const create = (await hasCitus(db)) ? [`create view company_lives as ${lives()}`] : createTable;
    for (const statement of [...create, ...monthlyActivity, sizeNames]) await sql.raw(statement).execute(db);
  },
};

/** The rows of `company_lives`, computed from the cells of `company_months` that satisfy a condition. */
function lives(condition = "true"): string {
  return `
    select company_id, min(month_start) as first_month,
      string_agg(lpad('1', months_since, '0'), '' order by month_start)::bit varying as activity
    from (
      select company_id, month_start, coalesce(
        number - lag(number) over (partition by company_id order by month_start), 1)::integer as months_since
      from (
        select company_id, month_start, extract(year from month_start) * 12 + extract(month from month_start) as number
        from company_months where isfinite(month_start) and ${condition}
      ) as numbered
    ) as gaps
    group by company_id`;
}

const createTable = [
  `create table company_lives (
    company_id integer primary key,
    first_month date not null,
    activity bit varying not null,
    constraint company_lives_activity_check
      check (get_bit(activity, 0) = 1 and get_bit(activity, length(activity) - 1) = 1)
  )`,

  // The first statement creates the missing rows, whatever they contain, and locks all of them, in one order. It waits for
  // another transaction that changes the months of these companies; under repeatable read, it or the second one fails then.
  // Under read committed, the second and the third see the months that the other has changed.
  // A plan for any number of companies would compare each life with a list of all of them.
  `create function keep_company_lives() returns trigger language plpgsql security definer
  set plan_cache_mode = force_custom_plan as $$
  declare
    changed integer[];
  begin
    if tg_op = 'TRUNCATE' then
      truncate company_lives;
      return null;
    end if;
    changed := array(select distinct company_id from changed_months order by company_id);
    if cardinality(changed) = 0 then return null; end if;
    insert into company_lives as life select unnest(changed), '2000-01-01', B'1'
    on conflict (company_id) do update set activity = life.activity where false;
    delete from company_lives where company_id = any (changed);
    insert into company_lives ${lives("company_id = any (changed)")};
    return null;
  end $$`,
  `do $$ begin
    execute format('alter function keep_company_lives() set search_path = %I, pg_temp', current_schema());
  end $$`,
  "revoke execute on function keep_company_lives() from public",

  // A depth of 1 is a direct write, more is one by the function above.
  `create function refuse_writes_to_company_lives() returns trigger language plpgsql as $$
  begin
    if pg_trigger_depth() < 2 then
      raise exception 'company_lives is maintained by the database'
        using hint = 'Change the table sessions; company_lives follows.', errcode = 'object_not_in_prerequisite_state';
    end if;
    return null;
  end $$`,
  `create trigger company_lives_refuse_writes before insert or update or delete or truncate on company_lives
   for each statement execute function refuse_writes_to_company_lives()`,

  // Of an insert that updates on conflict, the new table contains the months that did not exist before.
  `create trigger company_lives_insert after insert on company_months referencing new table as changed_months
   for each statement execute function keep_company_lives()`,
  `create trigger company_lives_delete after delete on company_months referencing old table as changed_months
   for each statement execute function keep_company_lives()`,
  `create trigger company_lives_truncate after truncate on company_months
   for each statement execute function keep_company_lives()`,
  ...["insert", "delete", "truncate"].map(
    (event) => `alter table company_months enable always trigger company_lives_${event}`,
  ),

  // A database of an earlier version contains months. The triggers just created have locked out other writers.
  "alter table company_lives disable trigger company_lives_refuse_writes",
  `insert into company_lives ${lives()}`,
  "alter table company_lives enable trigger company_lives_refuse_writes",
  "analyze company_lives",

  // Otherwise the planner expects as many sign-up months as companies, and sorts all companies to group them by month.
  `create statistics if not exists companies_sign_up_month on (date_trunc('month', created_at at time zone 'UTC')) from companies`,
  "analyze companies",
];

/** Not checked for existing sizes: a name should not lock anybody out of a database. */
const sizeNames =
  "alter table subscriptions add constraint subscriptions_company_size_all_check check (company_size <> 'all') not valid";

/** Whether the company has sessions in the month. */
export const isActive = "company_months.sessions > 0";
const wasActive = "lag(coalesce(company_months.sessions, 0)) over life > 0";

/** The query of the view `monthly_activity`, with the expression of its column `mrr`. */
export const monthlyActivityWith = (mrr: string) => `
  select
    companies.company_id,
    companies.company_size,
    subscriptions.monthly_price,
    to_char(months.start, 'YYYY-MM') as month,
    months.start::date as month_start,
    coalesce(company_months.sessions, 0) as sessions,
    ${mrr} as mrr,
    case
      when ${isActive} then 'active'
      when months.start < signed_up.month then 'not signed up'
      when months.start = signed_up.month or ${wasActive} then 'churned'
      else 'gone'
    end as status,
    to_char(signed_up.month, 'YYYY-MM') as cohort,
    case when months.start >= signed_up.month then (
      12 * (extract(year from months.start) - extract(year from signed_up.month))
      + extract(month from months.start) - extract(month from signed_up.month)
    )::integer end as tenure,
    coalesce(${isActive} and months.start > signed_up.month and not ${wasActive}, false) as reactivated
  from companies
  join subscriptions on subscriptions.company_size = companies.company_size
  left join company_lives on company_lives.company_id = companies.company_id
  cross join (
    select dataset.start_month, dataset.start_month + make_interval(months => months_before) as start
    from dataset cross join generate_series(0, dataset.months - 1) as months_before
  ) as months
  cross join lateral (
    select greatest(
      least(date_trunc('month', companies.created_at at time zone 'UTC'), company_lives.first_month),
      months.start_month
    )::timestamp as month
  ) as signed_up
  left join company_months
    on company_months.company_id = companies.company_id and company_months.month_start = months.start::date
  window life as (partition by companies.company_id order by months.start)`;

const monthlyActivity = [
  `create or replace view monthly_activity as ${monthlyActivityWith(`case when ${isActive} then subscriptions.monthly_price else 0 end`)}`,
  ...Object.entries({
    status:
      "active: at least one session in the month; churned: none, in the sign-up month or after an active month; gone: none, later than that; not signed up: in an earlier month",
    cohort:
      "Month in which the company signed up or had its first session, for example 2025-01; the first month of the dataset if that was earlier",
    tenure: "Months since the company signed up, 0 in its sign-up month, null before",
    reactivated:
      "Whether the company is active again: it signed up earlier and had no session in the month before",
  }).map(([column, text]) => `comment on column monthly_activity.${column} is '${text}'`),
];
