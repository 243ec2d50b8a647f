import { type Kysely, type Migration, sql } from "kysely";
import { hasCitus } from "./citus";

/**
 * Records which tables were changed by hand since the dataset was generated, so that a seeding never deletes rows that it
 * did not generate. Triggers record it, since finding out later would mean to read millions of rows.
 *
 * Like those of `company_months`, the triggers are enabled `always`, and their function runs as its owner. A seeding disables
 * them and deletes the records. Citus has no such triggers on distributed tables.
 */
export const edits: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    if (await hasCitus(db)) return;
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const events = [
  ["insert", "referencing new table as changed_rows"],
  ["update", "referencing new table as changed_rows"],
  ["delete", "referencing old table as changed_rows"],
  ["truncate", ""],
] as const;

const statements = [
  `create table startup_edits (
    edit_id bigint generated always as identity primary key,
    table_name text not null,
    edited_at timestamptz not null default now()
  )`,
  "comment on table startup_edits is 'Which tables were changed by hand since the dataset was generated'",
  `create function note_edit() returns trigger language plpgsql security definer as $$
  begin
    if tg_op <> 'TRUNCATE' then
      if not exists (select from changed_rows) then return null; end if;
    end if;
    insert into startup_edits (table_name)
    select tg_table_name where not exists (select from startup_edits where table_name = tg_table_name);
    return null;
  end $$`,
  `do $$ begin
    execute format('alter function note_edit() set search_path = %I, pg_temp', current_schema());
  end $$`,
  "revoke execute on function note_edit() from public",
  ...["dataset", "subscriptions", "companies", "sessions"].flatMap((table) =>
    events.flatMap(([event, rows]) => [
      `create trigger startup_edits_${event} after ${event} on ${table} ${rows}
       for each statement execute function note_edit()`,
      `alter table ${table} enable always trigger startup_edits_${event}`,
    ]),
  ),

  // A database of an earlier version may contain rows. The triggers just created have locked out other writers.
  `insert into startup_edits (table_name)
   select 'companies' where (select count(*) from companies) <> coalesce((select companies from dataset), 0)
   union all
   select 'sessions' where (select count(*) from sessions) <> coalesce((select sessions from dataset), 0)
   union all
   select 'subscriptions' where exists (select from subscriptions) and not exists (select from dataset)`,
];
