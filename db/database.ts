import { Kysely, PostgresDialect, type PostgresPool } from "kysely";
import { Pool, type PoolClient } from "pg";
import { columnParsers } from "./column-parsers";
import { databaseFailure } from "./database-failure";
import type { Schema } from "./schema";

/**
 * A database to query with Kysely: `await db.selectFrom("companies").selectAll().execute()`.
 * `db.pool` gives plain `pg` clients for what Kysely does not do, such as COPY.
 */
export class Database extends Kysely<Schema> {
  readonly pool: Pool;

  /** @param url `postgresql://user:password@host:port/database`; nothing is sent before the first query */
  constructor(url: string) {
    const pool = new Pool({
      connectionString: url,
      types: columnParsers,
      // Idle connections do not keep the process alive: a kernel or a command ends when its work does.
      allowExitOnIdle: true,
      connectionTimeoutMillis: 10_000,
      application_name: "startup-notebooks",
    });
    // A server that goes away ends the idle connections; the pool drops them, and the next query opens a new one.
    pool.on("error", () => undefined);
    super({
      dialect: new PostgresDialect({
        pool: explained(
          () => pool.connect(),
          () => pool.end(),
        ),
      }),
    });
    this.pool = pool;
  }
}

/** Kysely over one client, to run typed queries inside the transaction that this client holds. */
export function kyselyOn(client: PoolClient): Kysely<Schema> {
  const lent: Pick<PoolClient, "query" | "release"> = {
    query: client.query.bind(client),
    release: () => undefined,
  };
  return new Kysely<Schema>({
    dialect: new PostgresDialect({
      pool: explained(
        async () => lent,
        async () => undefined,
      ),
    }),
  });
}

/**
 * Runs `work` with a client of the pool and gives the client back, however it ends. A client whose
 * connection failed is not used again.
 *
 * @throws ExplainedError where no connection can be made or the database fails
 */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch(rethrow);
  let lost: Error | undefined;
  const noteLoss = (error: Error) => {
    lost = error;
  };
  client.on("error", noteLoss);
  try {
    return await work(client).catch(rethrow);
  } finally {
    client.off("error", noteLoss);
    client.release(lost);
  }
}

function rethrow(thrown: unknown): never {
  throw databaseFailure(thrown);
}

/** A pool for Kysely whose failures are sentences. */
function explained(
  connect: () => Promise<Pick<PoolClient, "query" | "release">>,
  end: () => Promise<void>,
): PostgresPool {
  return {
    connect: async () => {
      const client = await connect().catch(rethrow);
      return {
        // Kysely's type also names cursors, which this dialect is not configured for.
        query: (sql: string, parameters: readonly unknown[]) =>
          client.query(sql, [...parameters]).catch(rethrow),
        release: () => client.release(),
      } as never;
    },
    end,
  };
}
