import type { PoolClient } from "pg";

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
