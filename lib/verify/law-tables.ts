import { sql } from "kysely";
import type { Generator } from "../generate/generate-company";

/** Instants as an SQL array. */
export function instants(ms: readonly number[]) {
  return sql`${sql.val(ms.map((time) => new Date(time).toISOString()))}::timestamptz[]`;
}

/** An instant as SQL. */
export function instant(ms = Number.NaN) {
  return sql`${new Date(ms).toISOString()}::timestamptz`;
}

/**
 * The rules and the sessions as the checks need them, the `with` clauses of a query:
 * - `laws`: one row per company size of the rules: `company_size`, `price`, `fewest` and `most` sessions in a month;
 * - `counted_months`: counted from the sessions themselves, one row per company and month with sessions,
 *   inside the horizon: `company_id`, `month_index` (from 1), `sessions`, `first_session`;
 * - `lives`: one row per company: `company_id`, `company_size`, `created_at`, `months_active`, `last_month`
 *   (0 where it has no sessions), `first_session`.
 *
 * They are plain SQL and not built, as all queries of this folder: what a rule says is easiest to check in the
 * language of the rows, and clauses that a query does not use cost nothing.
 */
export function lawTables({ rules, monthStarts }: Generator) {
  const { sizes } = rules;
  return sql`
    laws (company_size, price, fewest, most) as (
      select * from unnest(
        ${sql.val(sizes.map(({ size }) => size))}::text[],
        ${sql.val(sizes.map(({ monthlyPrice }) => monthlyPrice))}::numeric(12, 2)[],
        ${sql.val(sizes.map(({ sessions }) => sessions.base - sessions.spread))}::int[],
        ${sql.val(sizes.map(({ sessions }) => sessions.base + sessions.spread))}::int[])),
    counted_months as (
      select company_id, width_bucket(created_at, ${instants(monthStarts)}) as month_index,
        count(*) as sessions, min(created_at) as first_session
      from sessions
      where created_at >= ${instant(monthStarts[0])} and created_at < ${instant(monthStarts.at(-1))}
      group by 1, 2),
    lives as (
      select company_id, company_size, created_at, coalesce(months_active, 0) as months_active,
        coalesce(last_month, 0) as last_month, first_session
      from companies
      left join (
        select company_id, count(*) as months_active, max(month_index) as last_month,
          min(first_session) as first_session
        from counted_months group by company_id) active using (company_id))`;
}
