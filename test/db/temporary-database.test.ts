import fs from "node:fs";
import { sql } from "kysely";
import { Client } from "pg";
import { beforeEach, expect, inject, onTestFinished, test, vi } from "vitest";
import { withScratchDatabase } from "../../db/connect";
import type { Database } from "../../db/connection/database";
import { withTemporaryFolder } from "../../db/process/temporary-folder";
import { withTemporaryDatabase } from "../../db/temporary-database";
import { type Child, startChild } from "../child-process";

beforeEach(() => {
  vi.stubEnv("DATABASE_URL", inject("serverUrl"));
  return () => vi.unstubAllEnvs();
});

async function onServer(sql: string, url = inject("serverUrl")): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function exists(url: string): Promise<boolean> {
  const name = new URL(url).pathname.slice(1);
  return (await onServer(`select from pg_database where datname = '${name}'`)).length > 0;
}

/** A process that has a temporary database and a temporary folder. */
async function startHolder(): Promise<{ child: Child; url: string; folder: string }> {
  const child = startChild("test/db/holding-database.ts", []);
  return { child, ...JSON.parse(await child.said("}")) };
}

test("a temporary database is dropped after the work, even if the work fails", async () => {
  let url = "";
  const failing = withTemporaryDatabase(async (given) => {
    url = given;
    expect(await onServer("select 1 as one", given)).toEqual([{ one: 1 }]);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await exists(url)).toBe(false);
});

test("a scratch database has the tables and no rows, and is dropped however the work ends", async () => {
  const names: string[] = [];
  const work = async (db: Database) => {
    names.push(
      (await sql<{ name: string }>`select current_database() as name`.execute(db)).rows[0]?.name ?? "",
    );
    await db.insertInto("subscriptions").values({ company_size: "small", monthly_price: 19 }).execute();
    return await db.selectFrom("subscriptions").selectAll().execute();
  };
  expect(await withScratchDatabase(work)).toEqual([{ company_size: "small", monthly_price: 19 }]);
  const failing = withScratchDatabase(async (db) => {
    await work(db);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(new Set(names).size).toBe(2);
  expect(await onServer(`select from pg_database where datname in ('${names.join("', '")}')`)).toEqual([]);
});

test("a copy of a template contains its rows", async () => {
  const rows = await withTemporaryDatabase(async (template) => {
    await onServer("create table kept as select 7 as seven", template);
    return await withTemporaryDatabase((copy) => onServer("select seven from kept", copy), template);
  });
  expect(rows).toEqual([{ seven: 7 }]);
});

test("the next call removes database and folder of a killed process, and not those of a living one", async () => {
  const [killed, living] = await Promise.all([startHolder(), startHolder()]);
  killed.child.process.kill("SIGKILL");
  await killed.child.ended;

  await withTemporaryDatabase(async () => undefined);
  await withTemporaryFolder(async () => undefined);

  expect([await exists(killed.url), fs.existsSync(killed.folder)]).toEqual([false, false]);
  expect([await exists(living.url), fs.existsSync(living.folder)]).toEqual([true, true]);
});

test("a living process that loses its connection keeps its database while it is in use", async () => {
  const { child, url } = await startHolder();
  const worker = new Client({ connectionString: url });
  worker.on("error", () => undefined);
  await worker.connect();
  onTestFinished(() => worker.end());
  await onServer(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = ${keyOf(url)}`,
  );

  await withTemporaryDatabase(async () => undefined);

  expect(await exists(url)).toBe(true);
  child.process.kill("SIGKILL");
  await onServer(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
});

test("a role that may not create databases is explained with a hint", async () => {
  await onServer("create role no_databases login password 'secret'");
  onTestFinished(async () => void (await onServer("drop role no_databases")));
  const url = new URL(inject("serverUrl"));
  Object.assign(url, { username: "no_databases", password: "secret" });
  vi.stubEnv("DATABASE_URL", url.href);

  await expect(withTemporaryDatabase(async () => undefined)).rejects.toThrow(
    /^database: this needs a temporary database, and the role in DATABASE_URL may not create one; /,
  );
});

/** The second key of the owner's lock. */
function keyOf(url: string): number {
  return Number.parseInt(new URL(url).pathname.slice(-12).slice(0, 7), 16);
}
