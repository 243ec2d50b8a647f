import type { PoolClient } from "pg";
import { UserError } from "../errors/user-error";
import { isOwnTrigger } from "./suspend-constraints";

/**
 * One sentence per obstacle to replacing the rows of the tables in `$1`: other tables that refer to them or inherit from
 * them, and row security that applies to this role.
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

/** @throws UserError if an object of others prevents replacing the rows of these tables */
export async function refuseObstacles(client: PoolClient, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ sentence: string }>(OBSTACLES, [tables]);
  if (rows[0]) throw new UserError(rows[0].sentence);
}

/** The enabled triggers of others on these tables: `audit on companies`. */
export async function triggersOfOthers(client: PoolClient, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I on %s', tgname, tgrelid::regclass) as name from pg_trigger
     where tgrelid = any ($1::regclass[]) and not tgisinternal and tgenabled <> 'D'
       and not ${isOwnTrigger}
     order by 1`,
    [tables],
  );
  return rows.map(({ name }) => name);
}

/** Whether a table, and not a view, has this name. */
export async function isTable(client: PoolClient, name: string): Promise<boolean> {
  const { rows } = await client.query("select from pg_class where oid = to_regclass($1) and relkind = 'r'", [
    name,
  ]);
  return rows.length > 0;
}
