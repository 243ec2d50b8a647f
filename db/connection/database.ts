import { inspect } from "node:util";
import { Kysely, type PostgresCursor, PostgresDialect, type PostgresPool } from "kysely";
import { Pool, type PoolClient, type PoolConfig } from "pg";
import Cursor from "pg-cursor";
import { databaseFailure } from "../errors/database-failure";
import { complain } from "../process/terminal";
import type { Schema } from "../schema/schema";
import { columnParsers } from "./column-parsers";
import { connectionConfig, shownAddress } from "./connection-config";
import { watchLockWaits } from "./lock-waits";
import { RestartingPool } from "./restarting-pool";
import { clientClass } from "./scram-client";
import { sparingSharedMemory } from "./shared-memory";

/**
 * `pg` reads dates and intervals in these styles alone, and floats would lose digits; a server, database or role may
 * be set to others. So may the isolation level: at repeatable read, a query that had to wait for a seeding would see
 * the tables empty. Not sent as startup parameters, which connection poolers refuse.
 */
const SETTINGS = `set datestyle = ISO; set intervalstyle = postgres; set extra_float_digits = 1;
  set default_transaction_isolation = 'read committed'`;

/**
 * A database to query with Kysely: `await db.selectFrom("companies").selectAll().execute()`.
 * `db.pool` gives plain `pg` clients for what Kysely does not do, such as COPY.
 */
export class Database extends Kysely<Schema> {
  readonly pool: Pool;
  private readonly address: string;

  /**
   * @param url `postgresql://user:password@host:port/database`; nothing is sent before the first query
   * @param restart for a server that may stop while it is in use: starts it unless it runs, and returns its URL
   */
  constructor(url: string, restart?: () => Promise<string>) {
    const config = connectionConfig(url);
    const options: PoolConfig = {
      Client: clientClass(url),
      types: columnParsers,
      // Idle connections do not keep the process alive: a kernel or a command ends when its work does.
      allowExitOnIdle: true,
      connectionTimeoutMillis: 10_000,
      // A server that is gone without a word is noticed in the end, also by who only waits for an answer.
      keepAlive: true,
      application_name: "startup-notebooks",
      onConnect: (client) => client.query(SETTINGS),
      ...config,
    };
    const pool = restart ? new RestartingPool(options, restart) : new Pool(options);
    // A server that goes away ends the idle connections; the pool drops them, and the next query opens a new one.
    pool.on("error", () => undefined);
    super({
      dialect: new PostgresDialect({
        cursor: Cursor,
        pool: explained(
          () => acquire(pool),
          () => pool.end(),
          { before: "set", embedded: isEmbedded(pool) },
        ),
      }),
    });
    this.pool = pool;
    this.address = shownAddress(config);
  }

  /** As the last expression of a cell it reads as its address, without the password. */
  [inspect.custom](): string {
    return `Database ${this.address}`;
  }

  /** `JSON.stringify` shows the same. */
  toJSON(): string {
    return this.address;
  }
}

/** The savepoint at which a transaction that only reads begins. */
export const SNAPSHOT = "snapshot";

/** Kysely over one client, to run typed queries inside the transaction that this client holds. */
export function kyselyOn(client: PoolClient): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: new PostgresDialect({
      pool: explained(
        async () => ({ client, release: () => undefined }),
        async () => undefined,
        { before: `rollback to savepoint ${SNAPSHOT}; set local`, embedded: false },
      ),
    }),
  });
}

/**
 * Runs `work` with a client of the pool and gives the client back, however it ends. A client whose
 * connection failed is not used again. If it has to wait for a lock, a line on stderr says for whom.
 *
 * @param onLockWait called in place of that line
 * @throws UserError where no connection can be made or the database fails
 */
export async function withClient<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  onLockWait?: (whom: string) => void,
): Promise<T> {
  const { client, release } = await acquire(pool, onLockWait);
  let failure: unknown;
  try {
    return await work(client);
  } catch (thrown) {
    failure = thrown;
    throw databaseFailure(thrown, isEmbedded(pool));
  } finally {
    release(failure);
  }
}

/** A client, and how to give it back; a client whose connection failed is not used again. */
interface LentClient {
  readonly client: PoolClient;
  readonly release: (failure: unknown) => void;
}

/**
 * A client of the pool, and how to give it back. Without a listener, a connection that is lost while it is
 * lent would end the process.
 */
async function acquire(
  pool: Pool,
  onLockWait = (whom: string) => complain(`database: waiting for ${whom}`),
): Promise<LentClient> {
  const client = await connectedClient(pool);
  const endWatch = watchLockWaits(pool, client, onLockWait);
  let lost: Error | undefined;
  const noteLoss = (error: Error) => {
    lost = error;
  };
  client.on("error", noteLoss);
  const release = (failure: unknown) => {
    endWatch();
    client.off("error", noteLoss);
    client.release(lost ?? endsConnection(failure));
  };
  return { client, release };
}

/** The pool throws at once where the URL names a file or a port that cannot be. */
async function connectedClient(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (thrown) {
    throw databaseFailure(thrown, isEmbedded(pool));
  }
}

/** The embedded server is the one that can be started again. */
function isEmbedded(pool: Pool): boolean {
  return pool instanceof RestartingPool;
}

/** Whether the server ends the connection after this failure: class 57P is "operator intervention". */
function endsConnection(failure: unknown): boolean {
  const { code, cause } = (failure ?? {}) as { code?: unknown; cause?: unknown };
  return typeof code === "string" ? code.startsWith("57P") : cause !== undefined && endsConnection(cause);
}

/**
 * A pool for Kysely whose failures are sentences.
 *
 * @param before how a connection goes on after a query that found too little shared memory
 */
function explained(
  connect: () => Promise<LentClient>,
  end: () => Promise<void>,
  { before, embedded }: { readonly before: string; readonly embedded: boolean },
): PostgresPool {
  const rethrow = (thrown: unknown): never => {
    throw databaseFailure(thrown, embedded);
  };
  return {
    connect: async () => {
      const { client, release } = await connect().catch(rethrow);
      let failure: unknown;
      const explain = (thrown: unknown): never => {
        failure = thrown;
        return rethrow(thrown);
      };
      // Kysely's type has an overload for each, which an object cannot be written with.
      return {
        query: (query: string | Cursor, parameters: readonly unknown[] = []) =>
          typeof query === "string"
            ? sparingSharedMemory(client, before, () => client.query(query, [...parameters])).catch(explain)
            : explainedCursor(client.query(query), explain),
        release: () => release(failure),
      } as never;
    },
    end,
  };
}

/** A cursor, for queries with `stream()`, whose failures are sentences. After one the server has closed it itself. */
function explainedCursor(cursor: Cursor, explain: (thrown: unknown) => never): PostgresCursor<unknown> {
  let failed = false;
  return {
    read: (rows) =>
      cursor.read(rows).catch((thrown) => {
        failed = true;
        return explain(thrown);
      }),
    close: async () => (failed ? undefined : await cursor.close()),
  };
}
