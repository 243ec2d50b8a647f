import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { messageOf, UserError } from "../errors/user-error";

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
