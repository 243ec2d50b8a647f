import type { PoolClient } from "pg";

/** How often it waits for one table while it holds others, before it begins with that table. */
const PATIENCE = 8;

/**
 * Locks tables for this transaction alone. Where another transaction holds one of them and waits for another
 * one, this one gives way, before the server's search for deadlocks ends either: it waits as long as it takes
 * for one table, while it holds none; for the others it waits for so short a time that nobody has waited long
 * enough for the search, and lets go of all if somebody in its way waits for it.
 *
 * @param signal ends the attempts
 */
export async function lockTables(
  client: PoolClient,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { rows } = await client.query<{ wait: string }>(
    "select (extract(epoch from current_setting('deadlock_timeout')::interval) * 250)::int as wait",
  );
  const wait = `set local lock_timeout = ${rows[0]?.wait ?? 0}; `;
  let order = tables;
  for (;;) {
    signal.throwIfAborted();
    await client.query("savepoint before_locks");
    const taken = await lockInOrder(client, order, wait);
    if (!taken) break;
    await client.query("rollback to savepoint before_locks");
    order = [taken, ...order.filter((table) => table !== taken)];
  }
  await client.query("release savepoint before_locks");
}

/** Locks the tables one by one; the table that somebody else has if that fails. */
async function lockInOrder(
  client: PoolClient,
  [first = "", ...others]: readonly string[],
  wait: string,
): Promise<string | undefined> {
  await client.query(`lock table ${first} in access exclusive mode`);
  for (const table of others) {
    let isLocked = await tryLock(client, `lock table ${table} in access exclusive mode nowait`);
    for (let n = 0; !isLocked; n += 1) {
      if (n === PATIENCE || (await waitsForUs(client, table))) return table;
      isLocked = await tryLock(client, `${wait} lock table ${table} in access exclusive mode`);
    }
  }
  return undefined;
}

/** Runs a statement that locks; whether the lock was to be had. Its settings end with it. */
async function tryLock(client: PoolClient, statement: string): Promise<boolean> {
  const before = await client.query<{ timeout: string }>("select current_setting('lock_timeout') as timeout");
  await client.query("savepoint before_lock");
  try {
    await client.query(statement);
  } catch (thrown) {
    if ((thrown as { code?: string }).code !== "55P03") throw thrown;
    await client.query("rollback to savepoint before_lock");
    return false;
  }
  await client.query("select set_config('lock_timeout', $1, true)", [before.rows[0]?.timeout]);
  await client.query("release savepoint before_lock");
  return true;
}

/** Whether somebody who has this table waits for this transaction, be it by way of others. */
async function waitsForUs(client: PoolClient, table: string): Promise<boolean> {
  const { rows } = await client.query(
    `with recursive ahead (pid) as (
       select pid from pg_locks where relation = $1::regclass and granted and pid <> pg_backend_pid()
       union
       select unnest(pg_blocking_pids(pid)) from ahead
     )
     select from ahead where pid = pg_backend_pid()`,
    [table],
  );
  return rows.length > 0;
}
