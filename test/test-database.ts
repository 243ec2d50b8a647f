import { randomBytes } from "node:crypto";
import { beforeAll, inject, onTestFinished } from "vitest";
import { Database } from "../db/connection/database";
import { clientClass } from "../db/connection/scram-client";
import { migrate } from "../db/migrations/migrate";
import { TEMPLATE } from "./server";

/** The URL of a new, empty database on the tests' server, dropped when the test has finished. */
export async function emptyDatabaseUrl(): Promise<string> {
  return await databaseUrl("template1");
}

/** A new database with the project's tables and no rows, closed and dropped when the test has finished. */
export async function testDatabase(): Promise<Database> {
  const db = new Database(await databaseUrl(TEMPLATE));
  onTestFinished(() => db.destroy());
  return db;
}

/** A database with the project's tables for all tests of a file, which they leave as they found it. */
export function databaseOfFile(): { readonly db: Database } {
  const shared = {} as { db: Database };
  beforeAll(async () => {
    const { url, drop } = await createDatabase(TEMPLATE);
    shared.db = new Database(url);
    return async () => {
      await shared.db.destroy();
      await drop();
    };
  });
  return shared;
}

/** A database whose connections are in another time zone than UTC, otherwise like `testDatabase`. */
export async function databaseInTimeZone(timeZone: string): Promise<Database> {
  const url = await emptyDatabaseUrl();
  await runOnServer(`alter database ${new URL(url).pathname.slice(1)} set timezone = '${timeZone}'`);
  const db = new Database(url);
  onTestFinished(() => db.destroy());
  await migrate(db);
  return db;
}

/** The URL of the database that this one is connected to, for another process. */
export function urlOf({ pool }: Database): string {
  const { user, password, host, port, database } = pool.options;
  return `postgresql://${user}:${password}@${host}:${port}/${database}${new URL(inject("serverUrl")).search}`;
}

async function databaseUrl(template: string): Promise<string> {
  const { url, drop } = await createDatabase(template);
  onTestFinished(drop);
  return url;
}

async function createDatabase(template: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await runOnServer(`create database ${name} template ${template} strategy file_copy`);
  const url = new URL(inject("serverUrl"));
  url.pathname = name;
  return { url: url.href, drop: () => runOnServer(`drop database ${name} with (force)`) };
}

async function runOnServer(statement: string): Promise<void> {
  const url = inject("serverUrl");
  const client = new (clientClass(url))({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
