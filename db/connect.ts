/*
 * db: how the project reaches Postgres, and what it creates there. It knows the tables, but neither rules nor KPIs.
 *
 *   connect.ts              the database of a notebook or command, and scratch databases
 *   database-url.ts         which database that is: DATABASE_URL, .env, or the embedded server
 *   temporary-database.ts   databases that are dropped after use
 *   embedded/               the Postgres that comes with the project
 *   migrations/             creates tables, views and triggers
 *   transaction/            transactions, snapshots, locks
 *   connection/             URLs, logins, pools, the types of columns
 *   copy/                   the binary format of COPY
 *   schema/                 the tables as types, and what a load suspends
 *   process/                this process, its terminal and folders
 *   errors/                 UserError, and failures of the database as one
 */
import { Database } from "./connection/database";
import { configuredUrl, databaseUrl } from "./database-url";
import { ensureServer } from "./embedded/server";
import { migrate } from "./migrations/migrate";
import { withTemporaryDatabase } from "./temporary-database";

let current: { readonly url: string; readonly db: Database } | undefined;

/**
 * Connects to the database and brings its tables up to date.
 *
 * Uses `DATABASE_URL` from the environment or `.env`, else the embedded Postgres, which starts automatically and keeps
 * running. A second call returns the same pool, unless the URL has changed or the pool was closed.
 *
 * @returns the database, to query with Kysely
 * @throws UserError if no server answers, the login fails, the server is older than Postgres 15, or tables of the same
 *   names exist that this project did not create
 *
 * @example
 * const db = await connect();
 * await db.selectFrom("companies").selectAll().limit(5).execute();
 */
export async function connect(): Promise<Database> {
  const url = await databaseUrl();
  if (current?.url !== url || current.db.pool.ended) {
    await current?.db.destroy();
    const restart = configuredUrl() ? undefined : () => ensureServer();
    current = { url, db: new Database(url, restart) };
  }
  await migrate(current.db);
  return current.db;
}

/**
 * Runs `work` with an empty database on the same server and drops it afterwards, even if `work` fails. The database of
 * `connect` is not touched.
 *
 * @param work receives the database, with all tables and no rows
 * @returns what `work` returns
 * @throws UserError if the role in `DATABASE_URL` may not create databases
 *
 * @example
 * const churned = await withScratchDatabase(async (db) => {
 *   await seed(db, { rules: { ...defaultRules, companies: 50 } });
 *   return await churnedCustomersPerMonth(db).execute();
 * });
 */
export async function withScratchDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  return await withTemporaryDatabase(async (url) => {
    const db = new Database(url);
    try {
      await migrate(db);
      return await work(db);
    } finally {
      await db.destroy();
    }
  });
}
