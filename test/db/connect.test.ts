import { sql } from "kysely";
import { expect, onTestFinished, test, vi } from "vitest";
import { connect } from "../../db/connect";
import { emptyDatabaseUrl } from "../test-database";

/** `connect()` with this DATABASE_URL; the pool is closed when the test has finished. */
async function connectTo(url: string) {
  vi.stubEnv("DATABASE_URL", url);
  onTestFinished(() => void vi.unstubAllEnvs());
  const db = await connect();
  onTestFinished(() => db.destroy().catch(() => undefined));
  return db;
}

test("connecting brings the tables up to date", async () => {
  const db = await connectTo(await emptyDatabaseUrl());
  expect(await db.selectFrom("sessions").selectAll().execute()).toEqual([]);
});

test("connecting again returns the same pool", async () => {
  const url = await emptyDatabaseUrl();
  const db = await connectTo(url);
  expect(await connectTo(url)).toBe(db);
});

test("connecting again after the pool was closed returns a new one", async () => {
  const url = await emptyDatabaseUrl();
  const closed = await connectTo(url);
  await closed.destroy();
  const db = await connectTo(url);
  expect(db).not.toBe(closed);
  expect(await db.selectFrom("sessions").selectAll().execute()).toEqual([]);
});

test("connecting to another database returns a new pool, and closes the previous one", async () => {
  const before = await connectTo(await emptyDatabaseUrl());
  const url = await emptyDatabaseUrl();
  const db = await connectTo(url);

  expect(db).not.toBe(before);
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
  expect(rows[0]?.name).toBe(new URL(url).pathname.slice(1));
  await expect(before.selectFrom("sessions").selectAll().execute()).rejects.toThrow(
    /driver has already been destroyed/,
  );
});

test("a DATABASE_URL of another kind is refused before it connects", async () => {
  await expect(connectTo("sqlite://file")).rejects.toThrow(
    /^DATABASE_URL must look like postgresql:.+ received a URL that begins with sqlite:\/\/; /,
  );
});

test("connecting works after a failed connection", async () => {
  await expect(connectTo("postgresql://x@127.0.0.1:1/x")).rejects.toThrow(/^database: .*ECONNREFUSED/);
  const db = await connectTo(await emptyDatabaseUrl());
  expect(await db.selectFrom("dataset").selectAll().execute()).toEqual([]);
});
