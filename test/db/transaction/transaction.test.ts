import type { PoolClient } from "pg";
import { expect, test } from "vitest";
import type { Database } from "../../../db/connection/database";
import { UserError } from "../../../db/errors/user-error";
import { inTransaction } from "../../../db/transaction/transaction";
import { databaseOfFile } from "../../test-database";

const shared = databaseOfFile();
const never = new AbortController().signal;

const addSize = (size: string) => async (client: PoolClient) => {
  await client.query("insert into subscriptions values ($1, 1)", [size]);
};
const hasSize = async (db: Database, size: string) =>
  (await db.selectFrom("subscriptions").selectAll().where("company_size", "=", size).execute()).length === 1;

test("the work is committed, and its result returned", async () => {
  const result = await inTransaction(shared.db.pool, never, async (client) => {
    await addSize("kept")(client);
    return 42;
  });
  expect(result).toBe(42);
  expect(await hasSize(shared.db, "kept")).toBe(true);
});

test("work that fails is rolled back", async () => {
  const work = inTransaction(shared.db.pool, never, async (client) => {
    await addSize("failed")(client);
    await client.query("select 1 / 0");
  });
  await expect(work).rejects.toThrow(/^database: division by zero$/);
  expect(await hasSize(shared.db, "failed")).toBe(false);
});

test("work that is aborted after its last query is rolled back", async () => {
  const interruption = new AbortController();
  const work = inTransaction(shared.db.pool, interruption.signal, async (client) => {
    await addSize("aborted")(client);
    interruption.abort();
  });
  await expect(work).rejects.toThrow(/^it was interrupted$/);
  expect(await hasSize(shared.db, "aborted")).toBe(false);
});

test("an abort cancels what the server is doing", async () => {
  const interruption = new AbortController();
  const work = inTransaction(shared.db.pool, interruption.signal, async (client) => {
    setTimeout(() => interruption.abort(), 20);
    await client.query("select pg_sleep(3600)");
  });
  await expect(work).rejects.toThrow(UserError);
});

test("with an aborted signal the work does not begin", async () => {
  let begun = false;
  const work = inTransaction(shared.db.pool, AbortSignal.abort(), async () => {
    begun = true;
  });
  await expect(work).rejects.toThrow(/^it was interrupted$/);
  expect(begun).toBe(false);
});

test("an abort after the end does nothing", async () => {
  const interruption = new AbortController();
  await inTransaction(shared.db.pool, interruption.signal, addSize("done"));
  interruption.abort();
  expect(await hasSize(shared.db, "done")).toBe(true);
});

test("the client returns to the pool outside of a transaction, whether the work succeeds or fails", async () => {
  for (const statement of ["select 1", "select 1 / 0"]) {
    await inTransaction(shared.db.pool, never, (client) => client.query(statement)).catch(() => undefined);
  }
  const { totalCount, idleCount } = shared.db.pool;
  expect(idleCount).toBe(totalCount);
  const { rows } = await shared.db.pool.query("select now() = statement_timestamp() as outside");
  expect(rows).toEqual([{ outside: true }]);
});

test("the server detects within a minute that the client is dead", async () => {
  const settings = await inTransaction(shared.db.pool, never, async (client) => {
    const { rows } = await client.query(
      "select name, setting::int from pg_settings where name ~ '^tcp_(keep|user)' order by name",
    );
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  });
  const { tcp_keepalives_idle, tcp_keepalives_interval, tcp_keepalives_count, tcp_user_timeout } = settings;
  expect(tcp_keepalives_idle + tcp_keepalives_interval * tcp_keepalives_count).toBe(60);
  expect(tcp_user_timeout).toBe(60_000);
});
