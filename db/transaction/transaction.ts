// db/transaction: transactions that can be interrupted, snapshots for reading, and locks on several tables. What happens
// inside them is the caller's.
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { withClient } from "../connection/database";
import { messageOf, UserError } from "../errors/user-error";

interface TransactionOptions {
  /** Work that waits for locks needs `read committed`, to see what was committed while it waited. */
  readonly mode?: "isolation level read committed" | "isolation level repeatable read, read only";
  /** Called while the transaction waits for a lock, see `withClient`. */
  readonly onLockWait?: (whom: string) => void;
}

/** Lets the server detect a dead client within a minute instead of two hours, and release its locks. */
const DETECT_DEAD_CLIENTS = `
  set local tcp_keepalives_idle = 30; set local tcp_keepalives_interval = 10; set local tcp_keepalives_count = 3;
  set local tcp_user_timeout = '60s'`;

/**
 * Runs `work` in one transaction. An abort cancels what the server is doing and rolls back.
 *
 * @throws UserError if the database fails or the signal aborts; UnknownOutcome if the connection is lost during the
 *   commit and the server cannot say whether it committed
 */
export async function inTransaction<T>(
  pool: Pool,
  signal: AbortSignal,
  work: (client: PoolClient) => Promise<T>,
  { mode = "isolation level read committed", onLockWait }: TransactionOptions = {},
): Promise<T> {
  const transaction = async (client: PoolClient) => {
    let canceling: Promise<void> | undefined;
    const cancel = () => {
      canceling = cancelQueries(pool, client).catch(() => client.end());
    };
    try {
      await client.query(`begin ${mode}; ${DETECT_DEAD_CLIENTS}`);
      signal.addEventListener("abort", cancel);
      signal.throwIfAborted();
      const result = await work(client);
      signal.throwIfAborted();
      signal.removeEventListener("abort", cancel);
      await commit(pool, client);
      return result;
    } catch (thrown) {
      signal.removeEventListener("abort", cancel);
      // A late cancel would hit the next user of this client.
      await canceling;
      // Fails if the connection was lost, and then the server rolls back anyway.
      await client.query("rollback").catch(() => undefined);
      const isInterrupted = signal.aborted && !(thrown instanceof UnknownOutcome);
      throw isInterrupted ? new UserError("it was interrupted", { cause: thrown }) : thrown;
    }
  };
  return await withClient(pool, transaction, onLockWait);
}

/** Cancels the client's query, or ends its connection if a pooler hides its process. */
async function cancelQueries(pool: Pool, client: PoolClient): Promise<void> {
  const { processID } = client as PoolClient & { processID: number };
  const { rows } = await pool.query<{ done: boolean }>("select pg_cancel_backend($1) as done", [processID]);
  if (!rows[0]?.done) await client.end();
}

/** A server that restarts after a crash is back within seconds. */
const PATIENCE_SECONDS = 5;

/** The connection was lost during the commit, and it is unknown whether it succeeded. */
export class UnknownOutcome extends UserError {}

/** If the connection is lost during the commit, asks the server on another one: if it did commit, that is not an error. */
async function commit(pool: Pool, client: PoolClient): Promise<void> {
  // Null if the transaction has written nothing, and so has nothing to lose.
  const { rows } = await client.query<{ id: string | null }>(
    "select pg_current_xact_id_if_assigned()::text as id",
  );
  const id = rows[0]?.id;
  try {
    await client.query("commit");
  } catch (thrown) {
    if (id && (await wasCommitted(pool, id, thrown))) return;
    throw thrown;
  }
}

async function wasCommitted(pool: Pool, id: string, cause: unknown): Promise<boolean> {
  for (const deadline = Date.now() + PATIENCE_SECONDS * 1000; Date.now() < deadline; await sleep(100)) {
    const found = await pool
      .query<{ status: string }>("select pg_xact_status($1::xid8) as status", [id])
      .catch(() => undefined);
    const status = found?.rows[0]?.status;
    if (status === "committed") return true;
    if (status === "aborted") return false;
  }
  throw new UnknownOutcome(`database: ${messageOf(cause)} during the commit`, { cause });
}
