import { sql } from "kysely";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Database } from "../../../db/connection/database";
import { ensureServer, stopServer } from "../../../db/embedded/server";
import { UserError } from "../../../db/errors/user-error";
import { CLEAR_TEXT, fakePostgres } from "../../fake-postgres";
import { killServer, makeServerFolder } from "../embedded/server-folder";

describe("a database whose server may stop while it is in use", () => {
  let folder = "";
  beforeAll(async () => {
    const made = makeServerFolder();
    folder = made.folder;
    return made.remove;
  });

  /** A database that has answered once, and how often its server was restarted. */
  async function usedDatabase() {
    const url = await ensureServer(folder);
    let restarts = 0;
    const db = new Database(url, async () => {
      restarts += 1;
      return await ensureServer(folder);
    });
    onTestFinished(() => db.destroy());
    expect(await one(db)).toBe(1);
    return { db, port: Number(new URL(url).port), restarts: () => restarts };
  }
  const one = async (db: Database) => (await sql<{ one: number }>`select 1 as one`.execute(db)).rows[0]?.one;

  test.each([
    ["was stopped", () => stopServer(folder)],
    ["was killed", () => killServer(folder)],
  ])("restarts a server that %s, once for all queries that fail to connect", async (_, end) => {
    const { db, restarts } = await usedDatabase();
    await end();
    await expect.poll(() => db.pool.totalCount).toBe(0);
    expect(await Promise.all([1, 2, 3].map(() => one(db)))).toEqual([1, 1, 1]);
    expect((await db.pool.query("select 2 as two")).rows).toEqual([{ two: 2 }]);
    expect(restarts()).toBe(1);
  });

  test("continues on another port, and sends no password, if another program listens on the server's", async () => {
    const { db, port } = await usedDatabase();
    await stopServer(folder);
    await expect.poll(() => db.pool.totalCount).toBe(0);
    const fake = await fakePostgres((index) => (index === 0 ? [CLEAR_TEXT] : []), port);
    expect(await one(db)).toBe(1);
    expect(db.pool.options.port).not.toBe(port);
    expect(fake.received()).toBe("");
  });
});

test("a server that cannot be restarted is explained with the reason why", async () => {
  const db = new Database("postgresql://startup@127.0.0.1:1/startup", async () => {
    throw new UserError("embedded database: it did not start; wait");
  });
  onTestFinished(() => db.destroy());
  await expect(sql`select 1`.execute(db)).rejects.toThrow(/^embedded database: it did not start; wait$/);
  await expect(db.pool.query("select 1")).rejects.toThrow(/^embedded database: it did not start; wait$/);
});
