import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../../../db/schema/schema";
import type { CompanyGenerator } from "../company-generator";
import { Breaches, type CheckRow, NAMED } from "./verification";

/** A rule about the rows of a table, checked by SQL. */
export interface SqlRule {
  readonly check: string;
  /** What the rule is about. */
  readonly table:
    | "subscriptions"
    | "companies"
    | "sessions"
    | "company_months, company_lives and monthly_activity";
  /**
   * The query that finds rows that break it: one row per company (or per company size, with its first company),
   * with `company_id` and `found`, which says what is wrong.
   */
  readonly breaches: RawBuilder<Breach>;
}

interface Breach {
  /** Null if the row is not about a company. */
  readonly company_id: number | null;
  readonly found: string;
}

/** The rules of single rows of subscriptions and companies. */
export function sqlRules(generator: CompanyGenerator): SqlRule[] {
  const { companies } = generator;
  return [
    {
      check: "sizes and prices match the rules",
      table: "subscriptions",
      breaches: sql`
        with ${sizesOf(generator)}
        select company_id, format('size %s costs %s, the rules say %s', company_size,
          coalesce(monthly_price::text, 'nothing'), coalesce(price::text, 'there is no such size')) as found
        from sizes full join subscriptions using (company_size)
        left join (select company_size, min(company_id) as company_id from companies group by 1) as firsts
          using (company_size)
        where price is distinct from monthly_price`,
    },
    {
      check: "each company once, numbered from 1",
      table: "companies",
      breaches: sql`
        select company_id, 'it is missing' as found
        from generate_series(1, ${companies}::int) as numbers (company_id)
        left join companies using (company_id) where company_name is null
        union all
        select company_id, 'the rules have no such number' from companies
        where company_id not between 1 and ${companies}::int
        union all
        select company_id, format('it exists %s times', count(*)) from companies
        group by company_id having count(*) > 1`,
    },
    {
      check: "each company's size is in the rules",
      table: "companies",
      breaches: sql`
        with ${sizesOf(generator)}
        select company_id, format('its size is %s', company_size) as found
        from companies left join sizes using (company_size) where price is null`,
    },
    signUpRule(generator),
  ];
}

/** Companies are numbered in the order of their sign-up months; an unknown number counts as the last. */
function signUpRule({ companies, lastCompanies, monthStarts }: CompanyGenerator): SqlRule {
  const isOneCohort = lastCompanies[0] === companies;
  const firstCompanies = [1, ...lastCompanies.slice(0, -1).map((last) => last + 1)];
  const starts = monthStarts.map((start) => new Date(start).toISOString());
  return {
    check: `each company signed up in the ${isOneCohort ? "first month" : "month of its number"}`,
    table: "companies",
    breaches: sql`
      with months (first_companies, starts) as (
        select ${sql.val(firstCompanies)}::int[], ${sql.val(starts)}::timestamptz[])
      select company_id, format('it signed up on %s, the rules say in %s',
        ${utc("created_at")}, to_char(starts[month] at time zone 'UTC', 'YYYY-MM')) as found
      from companies cross join months
      cross join lateral width_bucket(least(greatest(company_id, 1), ${companies}::int), first_companies) as month
      where created_at < starts[month] or created_at >= starts[month + 1]`,
  };
}

/** The rule of the tables that the database maintains. */
export const maintainedRule: SqlRule = {
  check: "tables and view for KPIs follow the sessions",
  table: "company_months, company_lives and monthly_activity",
  breaches: sql`
    select company_id, format('%s in %s, and company_months has %s', ${inSessions("coalesce(counted.sessions, 0)")},
      to_char(month_start, 'YYYY-MM'), coalesce(stored.sessions, 0)) as found
    from (
      select company_id, date_trunc('month', created_at at time zone 'UTC')::date as month_start,
        count(*) as sessions
      from sessions group by 1, 2) as counted
    full join company_months as stored using (company_id, month_start)
    where counted.sessions is distinct from stored.sessions
    union all
    select company_id, format('company_months has %s, and company_lives has %s', coalesce(months.list, 'no month'),
      coalesce(lives.list, 'no month'))
    from (
      select company_id, string_agg(to_char(month_start, 'YYYY-MM'), ', ' order by month_start) as list
      from company_months group by 1) as months
    full join (
      select company_id, string_agg(to_char(first_month + make_interval(months => n), 'YYYY-MM'), ', ' order by n) as list
      from company_lives cross join generate_series(0, length(activity) - 1) as n
      where get_bit(activity, n) = 1 group by 1) as lives using (company_id)
    where months.list is distinct from lives.list`,
};

/** Checks one rule; if it is broken, names the first companies and counts the others. */
export async function checkSqlRule(
  db: Kysely<Schema>,
  { check, table, breaches }: SqlRule,
): Promise<CheckRow> {
  const { rows } = await sql<Breach & { total: number }>`
    select company_id, found, count(*) over () as total from (${breaches}) as breaches
    order by company_id, found limit ${NAMED}`.execute(db);
  const found = new Breaches();
  for (const row of rows) found.add(row.company_id, row.found);
  return found.row(check, table, rows[0]?.total);
}

/** The rules as a part of a `with` clause: `sizes`, one row per company size: `company_size`, `price`. */
function sizesOf({ rules: { sizes } }: CompanyGenerator) {
  return sql`
    sizes (company_size, price) as (
      select * from unnest(
        ${sql.val(sizes.map(({ size }) => size))}::text[],
        ${sql.val(sizes.map(({ monthlyPrice }) => monthlyPrice))}::numeric(12, 2)[]))`;
}

/** The SQL of a number of sessions in words: `0 sessions`, `1 session`. */
function inSessions(expression: string) {
  const number = sql.raw(expression);
  return sql`format(case ${number} when 1 then '%s session' else '%s sessions' end, ${number})`;
}

/** The SQL of an instant in words, in UTC. */
export function utc(expression: string) {
  return sql`to_char(${sql.raw(expression)} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS "UTC"')`;
}
