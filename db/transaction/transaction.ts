import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { withClient } from "../connection/database";
import { messageOf, UserError } from "../errors/user-error";

/** How a transaction is made. */
export interface TransactionOptions {
  /**
   * The server, database or role may have another default. Read committed is what work that waits for locks
   * needs: a statement that had to wait sees what was committed meanwhile.
   */
  readonly mode?: "isolation level read committed" | "isolation level repeatable read, read only";
  /** Called while the transaction waits for a lock, as of `watchLockWaits`; default: a line on stderr. */
  readonly onLockWait?: (whom: string) => void;
}

/** A client that is gone without a word is noticed by the server within a minute, not after two hours. */
const NOTICE_LOST_CLIENTS = `
  set local tcp_keepalives_idle = 30; set local tcp_keepalives_interval = 10; set local tcp_keepalives_count = 3;
  set local tcp_user_timeout = '60s'`;

/**
 * Runs `work` in one transaction: all of it happens, or none. An abort cancels what the server is doing
 * and rolls back.
 *
 * @throws UserError where the database fails or the work was aborted; UnknownOutcome where the connection
 *   was lost during the commit and the server cannot say whether it happened
 */
export async function inTransaction<T>(
  pool: Pool,
  signal: AbortSignal,
  work: (client: PoolClient) => Promise<T>,
  { mode = "isolation level read committed", onLockWait }: TransactionOptions = {},
): Promise<T> {
  const transaction = async (client: PoolClient) => {
    let cancelling: Promise<void> | undefined;
    const cancel = () => {
      cancelling = cancelQueries(pool, client).catch(() => client.end());
    };
    try {
      await client.query(`begin ${mode}; ${NOTICE_LOST_CLIENTS}`);
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
      throw isInterrupted ? new UserError("it was interrupted", { cause: thrown }) : thrown;
    }
  };
  return await withClient(pool, transaction, onLockWait);
}

/** Asks the server to cancel what the client's connection is doing; behind a pooler, which hides its process, ends it. */
async function cancelQueries(pool: Pool, client: PoolClient): Promise<void> {
  const { processID } = client as PoolClient & { processID: number };
  const { rows } = await pool.query<{ done: boolean }>("select pg_cancel_backend($1) as done", [processID]);
  if (!rows[0]?.done) await client.end();
}

/** How long to ask what became of a commit: a server that restarts after a crash is back within seconds. */
const PATIENCE_SECONDS = 5;

/** The failure of a commit of which nobody can say whether it happened. */
export class UnknownOutcome extends UserError {}

/**
 * Commits the transaction of this client. Where the connection is lost meanwhile, a new one asks the server
 * what became of it: a commit that happened is none that failed.
 *
 * @throws UnknownOutcome where the server cannot be asked either
 */
export async function commit(pool: Pool, client: PoolClient): Promise<void> {
  // A transaction that has written nothing has no number, and nothing to lose.
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
    const status = await statusOf(pool, id);
    if (status === "committed") return true;
    if (status === "aborted") return false;
  }
  throw new UnknownOutcome(`database: ${messageOf(cause)} during the commit`, { cause });
}

/** `committed`, `aborted` or `in progress`; nothing where the server does not say. */
async function statusOf(pool: Pool, id: string): Promise<string | undefined> {
  try {
    const { rows } = await pool.query<{ status: string }>("select pg_xact_status($1::xid8) as status", [id]);
    return rows[0]?.status;
  } catch {
    return undefined;
  }
}
