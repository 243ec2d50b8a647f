import { setTimeout as sleep } from "node:timers/promises";
import type { PoolClient } from "pg";
import { expect, test } from "vitest";
import { lockTables } from "../../../db/transaction/lock-tables";
import { inTransaction } from "../../../db/transaction/transaction";
import { databaseOfFile } from "../../test-database";

const shared = databaseOfFile();
const never = new AbortController().signal;
const TABLES = ["dataset", "sessions", "companies", "subscriptions"];
/** Longer than `deadlock_timeout`. */
const BEYOND_DEADLOCK_TIMEOUT = 1500;

const inAccessShare = (client: PoolClient, table: string) =>
  client.query(`lock table ${table} in access share mode`);

/** Locks all tables in a transaction, and returns the tables that it has locked. */
async function lockAll(signal = never): Promise<string[]> {
  return await inTransaction(shared.db.pool, signal, async (client) => {
    await lockTables(client, TABLES, signal);
    const { rows } = await client.query<{ table: string }>(
      `select relation::regclass::text as table from pg_locks
       where pid = pg_backend_pid() and mode = 'AccessExclusiveLock' and granted order by 1`,
    );
    return rows.map(({ table }) => table);
  });
}

test("all tables are locked, and the caller's lock_timeout is restored", async () => {
  expect(await lockAll()).toEqual([...TABLES].sort());
  await inTransaction(shared.db.pool, never, async (client) => {
    await client.query("set local lock_timeout = '7s'");
    await lockTables(client, TABLES, never);
    expect((await client.query("show lock_timeout")).rows).toEqual([{ lock_timeout: "7s" }]);
  });
});

test.each([0, BEYOND_DEADLOCK_TIMEOUT])(
  "a reader that locks the tables one by one in any order, with pauses of %i ms, never meets a deadlock",
  async (rest) => {
    for (const order of [
      TABLES,
      [...TABLES].reverse(),
      ["companies", "dataset", "sessions", "subscriptions"],
    ]) {
      const read = inTransaction(shared.db.pool, never, async (client) => {
        for (const table of order) {
          await inAccessShare(client, table);
          await sleep(rest / order.length + 20);
        }
      });
      await sleep(10);
      const locked = lockAll();
      await read;
      expect(await locked).toEqual([...TABLES].sort());
    }
  },
);

test("a reader that waits behind it for longer than deadlock_timeout is not ended either", async () => {
  let locked: Promise<string[]> | undefined;
  await inTransaction(shared.db.pool, never, async (slow) => {
    await inAccessShare(slow, "dataset");
    await inTransaction(shared.db.pool, never, async (reader) => {
      await inAccessShare(reader, "subscriptions");
      locked = lockAll();
      await sleep(100);
      const waiting = inAccessShare(reader, "dataset");
      await sleep(900);
      // Now all that the first lock waited for is gone, and the reader holds what is wanted next.
      await slow.query("commit");
      await sleep(BEYOND_DEADLOCK_TIMEOUT);
      await waiting;
    });
  });
  expect(await locked).toEqual([...TABLES].sort());
});

test("an abort ends the attempts", async () => {
  const interruption = new AbortController();
  await inTransaction(shared.db.pool, never, async (reader) => {
    await inAccessShare(reader, "subscriptions");
    const locked = expect(lockAll(interruption.signal)).rejects.toThrow("it was interrupted");
    await sleep(200);
    interruption.abort();
    await locked;
  });
});
