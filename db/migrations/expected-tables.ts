import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema/schema";
import { hasCitus } from "./citus";

const lines = (text: string) => text.trim().split(/\s*\n\s*/);

/** What each migration makes, as `foundParts` says it; a test holds that they do. */
export const expectedParts: Record<string, readonly string[]> = {
  "001-dataset": lines(`
    column subscriptions.company_size text not null
    column subscriptions.monthly_price numeric(12,2) not null
    primary key of subscriptions (company_size)
    check of subscriptions (company_size)
    check of subscriptions (monthly_price)
    column companies.company_id integer not null
    column companies.company_name text not null
    column companies.company_size text not null
    column companies.created_at timestamp with time zone not null
    primary key of companies (company_id)
    foreign key of companies (company_size) to subscriptions
    check of companies (company_id)
    check of companies (company_name)
    column sessions.company_id integer not null
    column sessions.session_id bigint not null
    column sessions.created_at timestamp with time zone not null
    column sessions.duration_seconds integer not null
    primary key of sessions (company_id, session_id)
    foreign key of sessions (company_id) to companies
    check of sessions (company_id, session_id)
    check of sessions (duration_seconds)
    column dataset.dataset_id integer not null
    column dataset.rules jsonb not null
    column dataset.seed text not null
    column dataset.start_month date not null
    column dataset.months integer not null
    column dataset.companies integer not null
    column dataset.sessions bigint not null
    column dataset.generator_version integer not null
    column dataset.fingerprint text not null
    column dataset.seeded_at timestamp with time zone not null
    primary key of dataset (dataset_id)
    check of dataset (dataset_id)
    check of dataset (start_month)
    check of dataset (months)
    check of dataset (companies)
    check of dataset (sessions)
    check of dataset (fingerprint)`),
  "002-company-months": lines(`
    column company_months.company_id integer not null
    column company_months.month_start date not null
    column company_months.sessions integer not null
    primary key of company_months (company_id, month_start)
    check of company_months (sessions)
    trigger company_months_insert on sessions
    trigger company_months_update on sessions
    trigger company_months_delete on sessions
    trigger company_months_truncate on sessions
    trigger company_months_refuse_writes on company_months`),
  "003-edits": [
    ...lines(`
      column startup_edits.edit_id bigint not null
      column startup_edits.table_name text not null
      column startup_edits.edited_at timestamp with time zone not null
      primary key of startup_edits (edit_id)`),
    ...["dataset", "subscriptions", "companies", "sessions"].flatMap((table) =>
      ["insert", "update", "delete", "truncate"].map((event) => `trigger startup_edits_${event} on ${table}`),
    ),
  ],
  "004-monthly-activity": lines(`
    column monthly_activity.company_id integer
    column monthly_activity.company_size text
    column monthly_activity.monthly_price numeric(12,2)
    column monthly_activity.month text
    column monthly_activity.month_start date
    column monthly_activity.sessions integer
    column monthly_activity.mrr numeric
    column monthly_activity.status text`),
};

/** The names of the tables and views that these migrations create. */
export function tablesOf(names: readonly string[]): string[] {
  const columns = names.flatMap((name) => expectedParts[name] ?? []);
  return [...new Set(columns.flatMap((part) => /^column (\w+)\./.exec(part)?.[1] ?? []))];
}

/**
 * The parts of the tables that are not as these migrations make them: an early version made others, or they were
 * changed since. What was added to the tables, or has another name, is none of them.
 */
export async function missingParts(db: Kysely<Schema>, applied: readonly string[]): Promise<string[]> {
  const found = new Set(await foundParts(db));
  const missingOf = (names: readonly string[]) =>
    names.flatMap((name) => expectedParts[name] ?? []).filter((part) => !found.has(part));
  const missing = missingOf(applied);
  // There the later migrations make something else.
  return missing.length > 0 && (await hasCitus(db)) ? missingOf(["001-dataset"]) : missing;
}

/**
 * The columns, keys, checks and enabled triggers of the tables, as in `expectedParts`. What the checks say is left
 * out: the server would wait for a seeding to tell.
 */
export async function foundParts(db: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ part: string }>`
    with tables as (
      select name, to_regclass(name)::oid as oid
      from unnest(${tablesOf(Object.keys(expectedParts))}::text[]) as name
    ),
    constraints as (
      select name, contype, confrelid, string_agg(attname, ', ' order by case contype when 'c' then part.attnum else position end) as columns
      from pg_constraint as one join tables on tables.oid = conrelid
        cross join unnest(conkey) with ordinality as part (attnum, position)
        join pg_attribute on attrelid = conrelid and pg_attribute.attnum = part.attnum
      where contype in ('p', 'f', 'c') group by name, one.oid, contype, confrelid
    )
    select format('column %s.%s %s', name, attname, format_type(atttypid, atttypmod))
        || case when attnotnull then ' not null' else '' end as part
      from pg_attribute join tables on oid = attrelid where attnum > 0 and not attisdropped
    union all
    select format('primary key of %s (%s)', name, columns) from constraints where contype = 'p'
    union all
    select format('foreign key of %s (%s) to %s', constraints.name, columns, tables.name)
      from constraints join tables on tables.oid = confrelid where contype = 'f'
    union all
    select format('check of %s (%s)', name, columns) from constraints where contype = 'c'
    union all
    select format('trigger %s on %s', tgname, name)
      from pg_trigger join tables on tables.oid = tgrelid where not tgisinternal and tgenabled in ('A', 'O')
  `.execute(db);
  return rows.map(({ part }) => part);
}
