import { type RawBuilder, sql } from "kysely";
import { SESSIONS_PER_COMPANY } from "../../db/schema";
import type { Generator } from "../generate/generate-company";
import { instant, lawTables } from "./law-tables";

/** A rule that the rows of the tables keep or break. */
export interface RowRule {
  readonly check: string;
  /** The table that the rule is about. */
  readonly table: "subscriptions" | "companies" | "sessions" | "company_months";
  /**
   * The query that finds who breaks it: one row per company (or per company size, with its first company),
   * with `company_id` and `found`, what is wrong in words.
   */
  readonly breaches: (generator: Generator) => RawBuilder<Breach>;
}

/** Who breaks a rule, and how. */
export interface Breach {
  /** Nothing where no company is concerned. */
  readonly company_id: number | null;
  readonly found: string;
}

/** The rules that single rows can break; those of sessions expect those of companies to hold. */
export const rowRules: readonly RowRule[] = [
  {
    check: "sizes and prices are the rules'",
    table: "subscriptions",
    breaches: (generator) => sql`
      with ${lawTables(generator)}
      select company_id, format('size %s costs %s, the rules say %s', company_size,
        coalesce(monthly_price::text, 'nothing'), coalesce(price::text, 'there is no such size')) as found
      from laws full join subscriptions using (company_size)
      left join (select company_size, min(company_id) as company_id from companies group by 1) as firsts
        using (company_size)
      where price is distinct from monthly_price`,
  },
  {
    check: "each company once, numbered from 1",
    table: "companies",
    breaches: ({ rules }) => sql`
      select company_id, 'it is missing' as found
      from generate_series(1, ${rules.companies}::int) as numbers (company_id)
      left join companies using (company_id) where company_name is null
      union all
      select company_id, 'the rules have no such number' from companies
      where company_id not between 1 and ${rules.companies}::int
      union all
      select company_id, format('it is there %s times', count(*)) from companies
      group by company_id having count(*) > 1`,
  },
  {
    check: "each company's size is one of the rules",
    table: "companies",
    breaches: (generator) => sql`
      with ${lawTables(generator)}
      select company_id, format('its size is %s', company_size) as found
      from companies left join laws using (company_size) where price is null`,
  },
  {
    check: "each company signed up in the first month",
    table: "companies",
    breaches: ({ monthStarts }) => sql`
      select company_id, format('it signed up on %s', ${utc("created_at")}) as found
      from companies
      where created_at < ${instant(monthStarts[0])} or created_at >= ${instant(monthStarts[1])}`,
  },
  {
    check: "each session belongs to a company",
    table: "sessions",
    breaches: () => sql`
      select company_id, format('%s and no such company', ${inSessions("count(*)")}) as found
      from sessions left join companies using (company_id)
      where company_name is null group by company_id`,
  },
  {
    check: "sessions lie inside the horizon",
    table: "sessions",
    breaches: ({ monthStarts }) => sql`
      select company_id, format('session %s was on %s', min(session_id), ${utc("min(created_at)")}) as found
      from sessions
      where created_at < ${instant(monthStarts[0])} or created_at >= ${instant(monthStarts.at(-1))}
      group by company_id`,
  },
  {
    check: "no session before the company signed up",
    table: "sessions",
    breaches: () => sql`
      select company_id, format('session %s was before the company signed up', min(session_id)) as found
      from sessions join companies using (company_id)
      where sessions.created_at < companies.created_at group by company_id`,
  },
  {
    check: "sessions numbered from 1 in the order of time",
    table: "sessions",
    breaches: () => sql`
      select company_id, format('session %s is not the next one', min(session_id)) as found
      from (
        select company_id, session_id, created_at,
          company_id::bigint * ${SESSIONS_PER_COMPANY}::bigint + row_number() over numbered as expected,
          lag(created_at) over numbered as previous
        from sessions window numbered as (partition by company_id order by session_id)) as numbers
      where session_id <> expected or created_at < previous
      group by company_id`,
  },
  {
    check: "sessions per month within the law's bounds",
    table: "sessions",
    breaches: (generator) => sql`
      with ${lawTables(generator)}
      select company_id, format('%s in %s, the law gives %s to %s', ${inSessions("sessions")},
        ${monthName(generator, "month_index")}, fewest, most) as found
      from counted_months join companies using (company_id) join laws using (company_size)
      where sessions not between fewest and most
      union all
      select company_id, format('0 sessions in %s, the law gives %s to %s',
        ${monthName(generator, "months_active + 1")}, fewest, most)
      from lives join laws using (company_size)
      where fewest > 0 and months_active < ${generator.rules.months}::int`,
  },
  {
    check: "no session after a month without one",
    table: "sessions",
    breaches: (generator) => sql`
      with ${lawTables(generator)}
      select company_id, format('sessions in %s after a month without one',
        ${monthName(generator, "last_month")}) as found
      from lives where last_month > months_active`,
  },
  {
    check: "company_months counts the sessions",
    table: "company_months",
    breaches: () => sql`
      select company_id, format('%s in %s, and company_months has %s', ${inSessions("coalesce(counted.sessions, 0)")},
        to_char(month_start, 'YYYY-MM'), coalesce(kept.sessions, 0)) as found
      from (
        select company_id, date_trunc('month', created_at at time zone 'UTC')::date as month_start,
          count(*) as sessions
        from sessions group by 1, 2) as counted
      full join company_months as kept using (company_id, month_start)
      where counted.sessions is distinct from kept.sessions`,
  },
];

/** The SQL of a month's name, `2025-01`, for its index counted from 1. */
function monthName({ rules }: Generator, index: string) {
  const first = sql`${`${rules.startMonth}-01`}::date`;
  return sql`to_char(${first} + make_interval(months => (${sql.raw(index)})::int - 1), 'YYYY-MM')`;
}

/** The SQL of a number of sessions in words: `0 sessions`, `1 session`. */
function inSessions(expression: string) {
  const number = sql.raw(expression);
  return sql`format(case ${number} when 1 then '%s session' else '%s sessions' end, ${number})`;
}

/** The SQL of an instant in words, in UTC. */
function utc(expression: string) {
  return sql`to_char(${sql.raw(expression)} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS "UTC"')`;
}
