import type { Pool, PoolClient } from "pg";
import { commit, UnknownOutcome } from "./commit";
import { withClient } from "./database";
import { ExplainedError } from "./explained-error";

/**
 * What a transaction may be. Read committed is what work that waits for locks needs: a statement that had to
 * wait sees what was committed meanwhile. The default of the server, database or role may be another one.
 */
export type TransactionMode = "isolation level read committed" | "isolation level repeatable read, read only";

/**
 * Runs `work` in one transaction: all of it happens, or none. An abort cancels what the server is doing
 * and rolls back.
 *
 * @throws ExplainedError where the database fails or the work was aborted; UnknownOutcome where the connection
 *   was lost during the commit and the server cannot say whether it happened
 */
export async function inTransaction<T>(
  pool: Pool,
  signal: AbortSignal,
  work: (client: PoolClient) => Promise<T>,
  mode: TransactionMode = "isolation level read committed",
): Promise<T> {
  return await withClient(pool, async (client) => {
    let cancelling: Promise<void> | undefined;
    const cancel = () => {
      cancelling = cancelQueries(pool, client).catch(() => client.end());
    };
    try {
      await client.query(`begin ${mode}`);
      signal.addEventListener("abort", cancel);
      signal.throwIfAborted();
      const result = await work(client);
      signal.throwIfAborted();
      signal.removeEventListener("abort", cancel);
      await commit(pool, client);
      return result;
    } catch (thrown) {
      signal.removeEventListener("abort", cancel);
      // Before the client goes back to the pool: a cancel that came late would hit whoever has it next.
      await cancelling;
      // Where the connection is lost the server rolls back by itself, and the first failure is the one to tell.
      await client.query("rollback").catch(() => undefined);
      const isInterrupted = signal.aborted && !(thrown instanceof UnknownOutcome);
      throw isInterrupted ? new ExplainedError("it was interrupted", { cause: thrown }) : thrown;
    }
  });
}

/** Asks the server to cancel what the client's connection is doing. */
async function cancelQueries(pool: Pool, client: PoolClient): Promise<void> {
  const { processID } = client as PoolClient & { processID: number };
  await pool.query("select pg_cancel_backend($1)", [processID]);
}
