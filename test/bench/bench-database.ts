import { randomBytes } from "node:crypto";
import { Database } from "../../db/connection/database";
import { clientClass } from "../../db/connection/scram-client";
import { databaseUrl } from "../../db/database-url";
import { migrate } from "../../db/migrations/migrate";

/** Runs `work` with a new database on the project's server, which has the project's tables and is dropped afterwards. */
export async function withBenchDatabase<T>(work: (db: Database, url: string) => Promise<T>): Promise<T> {
  const server = await databaseUrl();
  const name = `bench_${randomBytes(6).toString("hex")}`;
  await runOn(server, `create database ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const db = new Database(url);
  try {
    await migrate(db);
    return await work(db, url);
  } finally {
    await db.destroy();
    await runOn(server, `drop database ${name} with (force)`);
  }
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new (clientClass(url))({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
