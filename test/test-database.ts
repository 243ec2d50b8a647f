import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject, onTestFinished } from "vitest";
import { Database } from "../db/database";
import { migrate } from "../db/migrate";

/** The URL of a new, empty database on the tests' server, dropped when the test has finished. */
export async function emptyDatabaseUrl(): Promise<string> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await runOnServer(`create database ${name}`);
  onTestFinished(() => runOnServer(`drop database ${name} with (force)`));
  const url = new URL(inject("serverUrl"));
  url.pathname = name;
  return url.href;
}

/** A new database with the project's tables and no rows, closed and dropped when the test has finished. */
export async function testDatabase(): Promise<Database> {
  const db = new Database(await emptyDatabaseUrl());
  onTestFinished(() => db.destroy());
  await migrate(db);
  return db;
}

async function runOnServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: inject("serverUrl") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
