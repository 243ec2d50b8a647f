import type { PoolClient } from "pg";

/** How often to wait for one table while holding others, before starting again with that table. */
const PATIENCE = 8;

/**
 * Locks tables exclusively without ever being part of a deadlock that the server would end. It waits without limit
 * only for the first table, while it holds no other. For the others it waits in steps shorter than the server's
 * `deadlock_timeout`, and releases all of them if their holder waits for this transaction.
 *
 * @param signal ends the attempts
 */
export async function lockTables(
  client: PoolClient,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { rows } = await client.query<{ before: string; step: string }>(
    `select current_setting('lock_timeout') as before,
       (extract(epoch from current_setting('deadlock_timeout')::interval) * 250)::int as step`,
  );
  const { before, step } = rows[0] ?? {};
  const wait = (lock: string) =>
    `set local lock_timeout = ${step}; ${lock}; set local lock_timeout = '${before}'`;
  let order = tables;
  for (;;) {
    signal.throwIfAborted();
    await client.query("savepoint before_locks");
    const locked = await lockInOrder(client, order, wait);
    if (!locked) break;
    await client.query("rollback to savepoint before_locks");
    order = [locked, ...order.filter((table) => table !== locked)];
  }
  await client.query("release savepoint before_locks");
}

/** Locks the tables one by one; returns the table that another transaction has locked, if any. */
async function lockInOrder(
  client: PoolClient,
  [first = "", ...others]: readonly string[],
  wait: (lock: string) => string,
): Promise<string | undefined> {
  await client.query(`lock table ${first} in access exclusive mode`);
  for (const table of others) {
    const lock = `lock table ${table} in access exclusive mode`;
    let isLocked = await tryLock(client, `${lock} nowait`);
    for (let n = 0; !isLocked; n += 1) {
      if (n === PATIENCE || (await waitsForUs(client, table))) return table;
      isLocked = await tryLock(client, wait(lock));
    }
  }
  return undefined;
}

/** Runs statements that lock a table, and returns whether they succeeded. */
async function tryLock(client: PoolClient, statements: string): Promise<boolean> {
  await client.query("savepoint before_lock");
  try {
    await client.query(`${statements}; release savepoint before_lock`);
    return true;
  } catch (thrown) {
    if ((thrown as { code?: string }).code !== "55P03") throw thrown;
    await client.query("rollback to savepoint before_lock");
    return false;
  }
}

/** Whether a transaction that has locked this table waits for this one, directly or through others. */
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
