import type { PoolClient } from "pg";

/** Whether the relation is a table, and not a view. */
export async function isTable(client: PoolClient, name: string): Promise<boolean> {
  const { rows } = await client.query("select from pg_class where oid = $1::regclass and relkind = 'r'", [
    name,
  ]);
  return rows.length > 0;
}
