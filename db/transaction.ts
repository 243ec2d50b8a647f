import type { Pool, PoolClient } from "pg";
import { withClient } from "./database";
import { ExplainedError } from "./explained-error";

/**
 * Runs `work` in one transaction: all of it happens, or none. An abort cancels what the server is doing
 * and rolls back.
 *
 * @throws ExplainedError where the database fails or the work was aborted
 */
export async function inTransaction<T>(
  pool: Pool,
  signal: AbortSignal,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return await withClient(pool, async (client) => {
    const cancel = () => void cancelQueries(pool, client).catch(() => client.end());
    try {
      await client.query("begin");
      signal.addEventListener("abort", cancel);
      signal.throwIfAborted();
      const result = await work(client);
      signal.throwIfAborted();
      signal.removeEventListener("abort", cancel);
      await client.query("commit");
      return result;
    } catch (thrown) {
      signal.removeEventListener("abort", cancel);
      // Where the connection is lost the server rolls back by itself, and the first failure is the one to tell.
      await client.query("rollback").catch(() => undefined);
      throw signal.aborted ? new ExplainedError("it was interrupted", { cause: thrown }) : thrown;
    }
  });
}

/** Asks the server to cancel what the client's connection is doing. */
async function cancelQueries(pool: Pool, client: PoolClient): Promise<void> {
  const { processID } = client as PoolClient & { processID: number };
  await pool.query("select pg_cancel_backend($1)", [processID]);
}
