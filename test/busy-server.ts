import type { Database } from "../db/connection/database";

/** Whether the server does something for anybody else in this database. */
export async function isServerBusy(db: Database): Promise<boolean> {
  const others = `select from pg_stat_activity where datname = current_database()
    and pid <> pg_backend_pid() and state <> 'idle'`;
  return (await db.pool.query(others)).rows.length > 0;
}
