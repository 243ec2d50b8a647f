// db/connection: how the project connects to a database: URL, login, pool, and types of columns. `db/database-url.ts` decides
// to which; what runs on a connection is in `db/transaction` and `lib`.
import { inspect } from "node:util";
import { Kysely, PostgresDialect } from "kysely";
import { Pool, type PoolClient, type PoolConfig } from "pg";
import Cursor from "pg-cursor";
import { databaseFailure } from "../errors/database-failure";
import { complain } from "../process/terminal";
import type { Schema } from "../schema/schema";
import { columnParsers } from "./column-parsers";
import { connectionConfig, shownAddress } from "./connection-config";
import { type AcquiredClient, explainedPool } from "./explained-pool";
import { watchLockWaits } from "./lock-waits";
import { isEmbedded, RestartingPool } from "./restarting-pool";
import { clientClass } from "./scram-client";

/**
 * `pg` parses only these styles of dates and intervals, and shorter floats would lose digits. At another isolation level,
 * a query that waited for a seeding would find the tables empty. Connection poolers refuse these as startup parameters.
 */
const SETTINGS = `set datestyle = ISO; set intervalstyle = postgres; set extra_float_digits = 1;
  set default_transaction_isolation = 'read committed'`;

/**
 * A database to query with Kysely: `await db.selectFrom("companies").selectAll().execute()`.
 * `db.pool` contains plain `pg` clients for what Kysely cannot do, such as COPY.
 */
export class Database extends Kysely<Schema> {
  readonly pool: Pool;
  private readonly address: string;

  /**
   * @param url `postgresql://user:password@host:port/database`; the first query connects
   * @param restart starts the embedded server unless it is running, and returns its URL
   */
  constructor(url: string, restart?: () => Promise<string>) {
    const config = connectionConfig(url);
    const options: PoolConfig = {
      Client: clientClass(url),
      types: columnParsers,
      // A kernel or a command can end while connections are idle.
      allowExitOnIdle: true,
      connectionTimeoutMillis: 10_000,
      // Detects a dead server even while waiting for a reply.
      keepAlive: true,
      application_name: "startup-notebooks",
      onConnect: (client) => client.query(SETTINGS),
      ...config,
    };
    const pool = restart ? new RestartingPool(options, restart) : new Pool(options);
    // The pool replaces idle connections that the server has ended; without a listener they would end the process.
    pool.on("error", () => undefined);
    const kyselyPool = explainedPool(
      () => acquire(pool),
      () => pool.end(),
      { set: "set", isEmbedded: isEmbedded(pool) },
    );
    super({ dialect: new PostgresDialect({ cursor: Cursor, pool: kyselyPool }) });
    this.pool = pool;
    this.address = shownAddress(config);
  }

  /** Keeps the password out of a printed database. */
  [inspect.custom](): string {
    return `Database ${this.address}`;
  }

  /** Keeps the password out of `JSON.stringify(db)`. */
  toJSON(): string {
    return this.address;
  }
}

/** The savepoint with which a read-only transaction begins. */
export const SNAPSHOT = "snapshot";

/** Kysely on one client, for typed queries inside its transaction. */
export function kyselyOn(client: PoolClient): Kysely<Schema> {
  const pool = explainedPool(
    async () => ({ client, release: () => undefined }),
    async () => undefined,
    { set: `rollback to savepoint ${SNAPSHOT}; set local`, isEmbedded: false },
  );
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

/**
 * Runs `work` with a client of the pool, and releases it afterwards.
 *
 * @param onLockWait called with the processes that hold a lock the client waits for; default: prints a line on stderr
 * @throws UserError if it cannot connect or the database fails
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

async function acquire(
  pool: Pool,
  onLockWait = (whom: string) => complain(`database: waiting for ${whom}`),
): Promise<AcquiredClient> {
  const client = await connectedClient(pool);
  const endWatch = watchLockWaits(pool, client, onLockWait);
  let lost: Error | undefined;
  // Without a listener, a connection that is lost while in use would end the process.
  const noteLoss = (error: Error) => {
    lost = error;
  };
  client.on("error", noteLoss);
  const release = (failure?: unknown) => {
    endWatch();
    client.off("error", noteLoss);
    client.release(lost ?? endsConnection(failure));
  };
  return { client, release };
}

/** Catches what `connect` throws synchronously too: the URL may name a file or a port that cannot exist. */
async function connectedClient(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (thrown) {
    throw databaseFailure(thrown, isEmbedded(pool));
  }
}

/** Whether the server ends the connection after this failure: class 57P, "operator intervention". */
function endsConnection(failure: unknown): boolean {
  const { code, cause } = (failure ?? {}) as { code?: unknown; cause?: unknown };
  return typeof code === "string" ? code.startsWith("57P") : cause !== undefined && endsConnection(cause);
}
