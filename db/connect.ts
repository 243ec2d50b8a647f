import { Database } from "./connection/database";
import { configuredUrl, databaseUrl } from "./database-url";
import { ensureServer } from "./embedded/server";
import { migrate } from "./migrations/migrate";

let current: { readonly url: string; readonly db: Database } | undefined;

/**
 * Connects to the database and brings its tables up to date.
 *
 * Uses `DATABASE_URL` from the environment or `.env`, else the embedded Postgres, which starts on first
 * use and keeps running. Calling it again gives the same connection pool, or a new one where the URL has
 * changed or the pool was closed, so the cell can be run again.
 *
 * @returns the database, to query with Kysely
 * @throws UserError where no server answers, the login fails, the server is older than Postgres 15,
 *   or tables of the same names exist that belong to something else
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
