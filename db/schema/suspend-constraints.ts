import type { PoolClient } from "pg";

/**
 * Tables with foreign keys precede those that they refer to. Rebuilding the key of `dataset` lets a `pg_dump` that began
 * before fail, which would otherwise find this table empty and the others not.
 */
const loadedTables = ["company_lives", "company_months", "sessions", "companies", "dataset"];

/** The condition for a trigger in `pg_trigger` that the migrations created. */
export const isOwnTrigger =
  "(starts_with(tgname, 'company_lives_') or starts_with(tgname, 'company_months_') or starts_with(tgname, 'startup_edits_'))";

type Restore = () => Promise<void>;

/**
 * For the time of a load, drops the keys of the tables and disables the triggers that maintain `company_months` and
 * `company_lives`, which the load must write as well. Building a key once is many times faster than maintaining it row by row, and checks every row
 * as before.
 *
 * @returns a function that restores both
 */
export async function suspendConstraints(client: PoolClient): Promise<Restore> {
  const restores: Restore[] = [];
  for (const table of loadedTables) {
    restores.unshift(await dropConstraints(client, table), await disableTriggers(client, table));
  }
  return async () => {
    for (const restore of restores) await restore();
  };
}

/**
 * Whether something depends on the primary key `c` and would be lost with it: a view that groups by it, a comment, a storage
 * parameter, the mark of `cluster`, the replica identity.
 */
const hasDependents = `
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

/** Drops the foreign keys of a table, and its primary key unless something would be lost with it. */
export async function dropConstraints(client: PoolClient, table: string): Promise<Restore> {
  const { rows } = await client.query<{ name: string; definition: string; comment: string | null }>(
    `select quote_ident(conname) as name, pg_get_constraintdef(oid) as definition,
       quote_literal(obj_description(oid, 'pg_constraint')) as comment
     from pg_constraint as c
     where conrelid = $1::regclass and (contype = 'f' or contype = 'p' and not (${hasDependents}))
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

/** The commands that restore how a trigger was enabled, by the catalog's letter: always `A`, on a replica `R`. */
const enable = { O: "enable trigger", A: "enable always trigger", R: "enable replica trigger" };

async function disableTriggers(client: PoolClient, table: string): Promise<Restore> {
  const { rows } = await client.query<{ name: string; enabled: keyof typeof enable }>(
    `select quote_ident(tgname) as name, tgenabled as enabled from pg_trigger
     where tgrelid = $1::regclass and not tgisinternal and tgenabled <> 'D' and ${isOwnTrigger}
     order by tgname`,
    [table],
  );
  const alter = async (changes: readonly string[]) => {
    if (changes.length > 0) await client.query(`alter table ${table} ${changes.join(", ")}`);
  };
  await alter(rows.map(({ name }) => `disable trigger ${name}`));
  return () => alter(rows.map(({ name, enabled }) => `${enable[enabled]} ${name}`));
}
