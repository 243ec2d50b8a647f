import type { PoolClient } from "pg";

/**
 * Tables that refer to another one come before it: its key can only be dropped without theirs. The key of `dataset`
 * is built anew for the sake of a `pg_dump` that began before: it would find this table empty and the others not,
 * and ends with an error at an index that is gone.
 */
const loadedTables = ["company_months", "sessions", "companies", "dataset"];

/**
 * For the time of a load, takes the keys off the tables that are loaded and stops the triggers that keep
 * `company_months`; gives a function that puts all of it back as it was. Building a key once is many times
 * faster than keeping it row by row, and every row is checked as before. The rows of `company_months` are
 * the load's to bring.
 */
export async function suspendConstraints(client: PoolClient): Promise<() => Promise<void>> {
  const restore: (() => Promise<void>)[] = [];
  for (const table of loadedTables) {
    restore.unshift(await dropConstraints(client, table), await disableTriggers(client, table));
  }
  return async () => {
    for (const one of restore) await one();
  };
}

/** A constraint as the catalog describes it. */
interface Constraint {
  readonly name: string;
  readonly definition: string;
  /** The SQL of its comment: a literal, or null. */
  readonly comment: string | null;
}

/**
 * Whether something hangs on the primary key `c` that would be lost with it: a view that groups by it, a
 * comment, a storage parameter, the mark of `cluster`, the replica identity.
 */
const isAttachedTo = `
  obj_description(c.oid, 'pg_constraint') is not null
  or obj_description(c.conindid, 'pg_class') is not null
  or exists (
    select from pg_depend where deptype <> 'i'
      and (refclassid, refobjid) in (('pg_constraint'::regclass, c.oid), ('pg_class'::regclass, c.conindid))
  )
  or exists (
    select from pg_index join pg_class on pg_class.oid = indexrelid where indexrelid = c.conindid
      and (indisclustered or indisreplident or reloptions is not null or reltablespace <> 0)
  )`;

/**
 * Takes the primary and foreign keys off `table` for the time of a load, and gives a function that puts
 * back the same ones. Building a key after the load halves its time, and every row is checked as before.
 * A primary key stays if something hangs on it that would be lost.
 */
export async function dropConstraints(client: PoolClient, table: string): Promise<() => Promise<void>> {
  const { rows } = await client.query<Constraint>(
    `select quote_ident(conname) as name, pg_get_constraintdef(oid) as definition,
       quote_literal(obj_description(oid, 'pg_constraint')) as comment
     from pg_constraint as c
     where conrelid = $1::regclass and (contype = 'f' or contype = 'p' and not (${isAttachedTo}))
     order by contype desc`, // the primary key first
    [table],
  );
  for (const { name } of rows) await client.query(`alter table ${table} drop constraint ${name}`);
  return async () => {
    for (const { name, definition, comment } of rows) {
      await client.query(`alter table ${table} add constraint ${name} ${definition}`);
      if (comment) await client.query(`comment on constraint ${name} on ${table} is ${comment}`);
    }
  };
}

/** A trigger and how it was enabled, as the catalog has it: `O` as usual, `A` always, `R` on a replica. */
interface Trigger {
  readonly name: string;
  readonly enabled: "O" | "A" | "R";
}

const enable = { O: "enable trigger", A: "enable always trigger", R: "enable replica trigger" };

/** How the names of the triggers begin that the migrations make: those that keep `company_months`, and those that note edits. */
const PREFIXES = ["company_months_", "startup_edits_"];

/**
 * Stops the project's own triggers on `table` for the time of a load, and gives a function that starts them
 * again as they were. Where the transaction fails they were never stopped.
 */
export async function disableTriggers(client: PoolClient, table: string): Promise<() => Promise<void>> {
  const { rows } = await client.query<Trigger>(
    `select quote_ident(tgname) as name, tgenabled as enabled from pg_trigger
     where tgrelid = $1::regclass and not tgisinternal and tgenabled <> 'D'
       and exists (select from unnest($2::text[]) as prefix where starts_with(tgname, prefix))
     order by tgname`,
    [table, PREFIXES],
  );
  const alter = async (changes: readonly string[]) => {
    if (changes.length > 0) await client.query(`alter table ${table} ${changes.join(", ")}`);
  };
  await alter(rows.map(({ name }) => `disable trigger ${name}`));
  return () => alter(rows.map(({ name, enabled }) => `${enable[enabled]} ${name}`));
}
