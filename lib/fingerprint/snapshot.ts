import type { PoolClient } from "pg";
import type { Database } from "../../db/database";
import { inTransaction } from "../../db/transaction";

/**
 * Runs `work` where all its queries see the tables as they are at one moment. A seeding at the same time
 * waits until the work is done, and other readers and writers do not.
 */
export async function inSnapshot<T>(
  db: Database,
  signal: AbortSignal,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return await inTransaction(db.pool, signal, async (client) => {
    await client.query("set transaction isolation level repeatable read, read only");
    // Before the first query takes the snapshot: a truncated and reloaded table would look empty in an older one.
    await client.query(
      "lock table dataset, subscriptions, companies, sessions, company_months in access share mode",
    );
    return await work(client);
  });
}
