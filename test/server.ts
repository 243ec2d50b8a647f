import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { Database } from "../db/connection/database";
import { ensureServer, stopServer } from "../db/embedded/server";
import { migrate } from "../db/migrations/migrate";

declare module "vitest" {
  interface ProvidedContext {
    /** The URL of the tests' own Postgres, which is gone after the run. */
    serverUrl: string;
  }
}

/** The database with the project's tables and no rows that others are copied from. */
export const TEMPLATE = "test_template";

/** Starts an embedded Postgres for the run, in a folder of its own, and removes it afterwards. */
export default async function startTestServer(project: TestProject): Promise<() => Promise<void>> {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "startup test ")), "postgres");
  fs.chmodSync(path.dirname(folder), 0o755);
  const url = await ensureServer(folder);
  await prepare(url);
  project.provide("serverUrl", url);
  return async () => {
    await stopServer(folder);
    fs.rmSync(path.dirname(folder), { recursive: true });
  };
}

/**
 * Creates the template, and spares the disk: every `create database` and `drop database` waits for it, seconds on a busy machine.
 * Nothing of this server is to survive a crash; tests that crash a server have one of their own.
 */
async function prepare(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("alter system set fsync = off");
  await client.query("select pg_reload_conf()");
  await client.query(`create database ${TEMPLATE}`);
  const db = new Database(Object.assign(new URL(url), { pathname: TEMPLATE }).href);
  await migrate(db);
  await db.destroy();
  // Not even autovacuum connects to it, which a copy would wait for.
  await client.query(`alter database ${TEMPLATE} allow_connections false`);
  await client.end();
}
