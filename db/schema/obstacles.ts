import type { PoolClient } from "pg";
import { UserError } from "../errors/user-error";

/**
 * What keeps the rows of `$1`, an array of tables, from being replaced, as sentences: tables of others that
 * refer to them or inherit from them, and row security that applies to the role that is connected.
 */
const OBSTACLES = `
  select format('table %s refers to %s (constraint %I); drop that constraint, and add it again afterwards',
    conrelid::regclass, confrelid::regclass, conname) as sentence
  from pg_constraint
  where contype = 'f' and confrelid = any ($1::regclass[]) and conrelid <> all ($1::regclass[])
  union all
  select format('the rows of table %s are rows of %s too; end that with: alter table %1$s no inherit %2$s',
    inhrelid::regclass, inhparent::regclass)
  from pg_inherits where inhparent = any ($1::regclass[])
  union all
  select format('row security of %s applies (policy %s); end that with: alter table %1$s no force row level security',
    oid::regclass, coalesce((select string_agg(quote_ident(polname), ', ') from pg_policy where polrelid = pg_class.oid), 'none'))
  from pg_class where oid = any ($1::regclass[]) and row_security_active(oid)
  limit 1`;

/**
 * Refuses to go on if something of others stands in the way of replacing the rows of these tables.
 *
 * @throws UserError with the name of that object, and what to do
 */
export async function refuseObstacles(client: PoolClient, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ sentence: string }>(OBSTACLES, [tables]);
  if (rows[0]) throw new UserError(rows[0].sentence);
}

/** The triggers of others on these tables that are enabled: `audit on companies`. */
export async function triggersOfOthers(client: PoolClient, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I on %s', tgname, tgrelid::regclass) as name from pg_trigger
     where tgrelid = any ($1::regclass[]) and not tgisinternal and tgenabled <> 'D'
       and not (starts_with(tgname, 'company_months_') or starts_with(tgname, 'startup_edits_'))
     order by 1`,
    [tables],
  );
  return rows.map(({ name }) => name);
}

/** Whether there is a relation of this name that is a table, and not a view. */
export async function isTable(client: PoolClient, name: string): Promise<boolean> {
  const { rows } = await client.query("select from pg_class where oid = to_regclass($1) and relkind = 'r'", [
    name,
  ]);
  return rows.length > 0;
}
