import type { PoolClient } from "pg";

/** Whether there is a relation of this name that is a table, and not a view. */
export async function isTable(client: PoolClient, name: string): Promise<boolean> {
  const { rows } = await client.query("select from pg_class where oid = to_regclass($1) and relkind = 'r'", [
    name,
  ]);
  return rows.length > 0;
}
