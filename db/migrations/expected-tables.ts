import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema/schema";
import { hasCitus } from "./citus";

const editTriggers = ["insert", "update", "delete", "truncate"]
  .map((event) => `trigger startup_edits_${event}`)
  .join(", ");

/** The parts of the tables that each migration creates. */
const expectedTables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "001-dataset": {
    subscriptions: `company_size text not null, monthly_price numeric(12,2) not null,
      primary key (company_size), check (company_size), check (monthly_price)`,
    companies: `company_id integer not null, company_name text not null, company_size text not null,
      created_at timestamp with time zone not null, primary key (company_id),
      foreign key (company_size) to subscriptions, check (company_id), check (company_name)`,
    sessions: `company_id integer not null, session_id bigint not null,
      created_at timestamp with time zone not null, duration_seconds integer not null,
      primary key (company_id, session_id), foreign key (company_id) to companies,
      check (company_id, session_id), check (duration_seconds)`,
    dataset: `dataset_id integer not null, rules jsonb not null, seed text not null, start_month date not null,
      months integer not null, companies integer not null, sessions bigint not null,
      generator_version integer not null, fingerprint text not null, seeded_at timestamp with time zone not null,
      primary key (dataset_id), check (dataset_id), check (start_month), check (months), check (companies),
      check (sessions), check (fingerprint)`,
  },
  "002-company-months": {
    company_months: `company_id integer not null, month_start date not null, sessions integer not null,
      primary key (company_id, month_start), check (sessions), trigger company_months_refuse_writes`,
    sessions: `trigger company_months_insert, trigger company_months_update, trigger company_months_delete,
      trigger company_months_truncate`,
  },
  "003-edits": {
    startup_edits: `edit_id bigint not null, table_name text not null, edited_at timestamp with time zone not null,
      primary key (edit_id)`,
    dataset: editTriggers,
    subscriptions: editTriggers,
    companies: editTriggers,
    sessions: editTriggers,
  },
  "004-monthly-activity": {
    monthly_activity: `company_id integer, company_size text, monthly_price numeric(12,2), month text,
      month_start date, sessions integer, mrr numeric, status text`,
  },
  "005-company-lives": {
    company_lives: `company_id integer not null, first_month date not null, activity bit varying not null,
      primary key (company_id), check (activity), trigger company_lives_refuse_writes`,
    company_months: `trigger company_lives_insert, trigger company_lives_delete, trigger company_lives_truncate`,
    subscriptions: "check (company_size)",
    monthly_activity: `cohort text, tenure integer, reactivated boolean`,
  },
  "006-imported-data": {
    subscriptions: "monthly_price numeric(12,2)",
    companies: "source_id text, check (created_at)",
    sessions: "duration_seconds integer",
    dataset: `rules jsonb, seed text, companies integer, sessions bigint, generator_version integer, fingerprint text,
      imported_from jsonb,
      check (rules, seed, companies, sessions, generator_version, fingerprint, imported_from)`,
  },
};

/** The parts that each migration creates, as `foundParts` returns them: `column sessions.session_id bigint not null`. */
export const expectedParts: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(expectedTables).map(([migration, tables]) => [
    migration,
    Object.entries(tables).flatMap(([table, parts]) => parts.split(/,\s+(?![^(]*\))/).map(partOf(table))),
  ]),
);

function partOf(table: string): (part: string) => string {
  return (part) => {
    if (part.startsWith("trigger ")) return `${part} on ${table}`;
    const [constraint = ""] = /^(primary key|foreign key|check) /.exec(part) ?? [];
    return constraint ? part.replace(constraint, `${constraint}of ${table} `) : `column ${table}.${part}`;
  };
}

/** The parts of the tables after these migrations, without the columns that one of them changes as they were before. */
export function partsAfter(names: readonly string[]): string[] {
  const parts = names.flatMap((name) => expectedParts[name] ?? []);
  const column = (part: string) => /^column \S+ /.exec(part)?.[0];
  return parts.filter((part, index) => {
    const name = column(part);
    return name === undefined || !parts.slice(index + 1).some((later) => later.startsWith(name));
  });
}

/** The names of the tables and views that these migrations create. */
export function tablesOf(names: readonly string[]): string[] {
  const parts = names.flatMap((name) => expectedParts[name] ?? []);
  return [...new Set(parts.flatMap((part) => /^column (\w+)\./.exec(part)?.[1] ?? []))];
}

/**
 * The expected parts that do not exist, since an early version created other tables or they were changed. Additional
 * parts do not matter.
 */
export async function missingParts(db: Kysely<Schema>, applied: readonly string[]): Promise<string[]> {
  const found = new Set(await foundParts(db));
  const missingOf = (names: readonly string[]) => partsAfter(names).filter((part) => !found.has(part));
  const missing = missingOf(applied);
  // On Citus, the other migrations create views.
  const tables = ["001-dataset", "006-imported-data"].filter((name) => applied.includes(name));
  return missing.length > 0 && (await hasCitus(db)) ? missingOf(tables) : missing;
}

/**
 * The columns, keys, checks and enabled triggers of the tables. The expressions of the checks are left out: reading them
 * would wait for a seeding.
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
