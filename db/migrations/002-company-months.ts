import { type Kysely, type Migration, sql } from "kysely";
import { distribute, hasCitus } from "./citus";

/**
 * The number of sessions per company and UTC month, so that KPI queries read a seventh of the rows. Triggers maintain it in
 * the statement that changes `sessions`, COPY included: no query can see the two disagree.
 *
 * The triggers are enabled `always`, even for a connection that applies a dump or the changes of a replica. Their function
 * runs as its owner, so that a role that may write sessions needs no permission to write here.
 *
 * Citus has no such triggers on distributed tables: there it is a view, and the workers count on every query.
 */
export const companyMonths: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    if (await hasCitus(db)) {
      await distribute(db);
      await sql.raw(`create view company_months as ${counted}`).execute(db);
      return;
    }
    await db.schema
      .createTable("company_months")
      .addColumn("company_id", "integer", (column) => column.notNull())
      .addColumn("month_start", "date", (column) => column.notNull())
      .addColumn("sessions", "integer", (column) => column.notNull())
      .addPrimaryKeyConstraint("company_months_pkey", ["company_id", "month_start"])
      .addCheckConstraint("company_months_sessions_check", sql`sessions > 0`)
      .execute();
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

/** The first day of a session's month as SQL, in UTC whatever the time zone of the connection. */
const month = "date_trunc('month', created_at at time zone 'UTC')::date";

/** The rows of `company_months`, counted from the sessions. */
const counted = `
  select company_id, ${month} as month_start, count(*)::integer as sessions from sessions group by 1, 2`;

/** The cells that the rows of a transition table change, ordered by key, so that two writers lock them in the same order. */
const changes = (rows: string) => `
  select company_id, ${month} as month_start, sum(change)::integer as change
  from (${rows}) as changed group by 1, 2 having sum(change) <> 0 order by 1, 2`;

const added = "select company_id, created_at, 1 as change from added_sessions";
const removed = "select company_id, created_at, -1 as change from removed_sessions";

/**
 * Additions insert with `on conflict`, which waits for a concurrent transaction that inserts the same cell. When sessions
 * are removed, their cell exists.
 */
const add = (rows: string) => `
  insert into company_months as cell
  select company_id, month_start, change from (${changes(rows)}) as changes where change > 0
  on conflict (company_id, month_start) do update set sessions = cell.sessions + excluded.sessions;`;
const remove = (rows: string) => `
  merge into company_months as cell
  using (${changes(rows)}) as changes
  on cell.company_id = changes.company_id and cell.month_start = changes.month_start and changes.change < 0
  when matched and cell.sessions + change = 0 then delete
  when matched then update set sessions = cell.sessions + change;`;

const statements = [
  `create function keep_company_months() returns trigger language plpgsql security definer as $$
  begin
    case tg_op
      when 'INSERT' then ${add(added)}
      when 'DELETE' then ${remove(removed)}
      when 'UPDATE' then
        ${remove(`${added} union all ${removed}`)}
        ${add(`${added} union all ${removed}`)}
      when 'TRUNCATE' then truncate company_months;
    end case;
    return null;
  end $$`,
  // The function must not depend on its caller's search path, nor be attached to other tables.
  `do $$ begin
    execute format('alter function keep_company_months() set search_path = %I, pg_temp', current_schema());
  end $$`,
  "revoke execute on function keep_company_months() from public",

  // A depth of 1 is a direct write, a depth of 2 one by the function above.
  `create function refuse_writes_to_company_months() returns trigger language plpgsql as $$
  begin
    if pg_trigger_depth() < 2 then
      raise exception 'company_months is kept by the database'
        using hint = 'Change the table sessions; company_months follows.', errcode = 'object_not_in_prerequisite_state';
    end if;
    return null;
  end $$`,
  `create trigger company_months_refuse_writes before insert or update or delete or truncate on company_months
   for each statement execute function refuse_writes_to_company_months()`,

  `create trigger company_months_insert after insert on sessions referencing new table as added_sessions
   for each statement execute function keep_company_months()`,
  `create trigger company_months_update after update on sessions
   referencing old table as removed_sessions new table as added_sessions
   for each statement execute function keep_company_months()`,
  `create trigger company_months_delete after delete on sessions referencing old table as removed_sessions
   for each statement execute function keep_company_months()`,
  `create trigger company_months_truncate after truncate on sessions
   for each statement execute function keep_company_months()`,
  ...["insert", "update", "delete", "truncate"].map(
    (event) => `alter table sessions enable always trigger company_months_${event}`,
  ),

  // A database of an earlier version contains sessions. The triggers just created have locked out other writers.
  "alter table company_months disable trigger company_months_refuse_writes",
  `insert into company_months ${counted} order by 1, 2`,
  "alter table company_months enable trigger company_months_refuse_writes",
  "analyze company_months",
];
