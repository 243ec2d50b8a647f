import { randomBytes } from "node:crypto";
import { connectionConfig } from "./connection/connection-config";
import { clientClass } from "./connection/scram-client";
import { databaseUrl } from "./database-url";
import { databaseFailure } from "./errors/database-failure";
import { UserError } from "./errors/user-error";

/** Followed by 12 hex digits. */
const PREFIX = "startup_temporary_";

/** The first key of the lock of a database's owner; any number that no other program uses. */
const OWNER_LOCK = 7_320_003;

/**
 * Runs `work` with an empty database on the server in use, and drops it afterwards. The next call on the same server drops
 * the databases of killed processes: their owners no longer hold an advisory lock, which the server releases at the end
 * of the owner's connection.
 *
 * @param work receives the URL of the database
 * @param template the URL of a database on the server without connections, to copy
 * @throws UserError if the role may not create databases
 */
export async function withTemporaryDatabase<T>(
  work: (url: string) => Promise<T>,
  template?: string,
): Promise<T> {
  const server = await databaseUrl();
  return await withConnection(server, async (owner) => {
    await owner("set idle_session_timeout = 0");
    await dropLeftovers(owner);
    const name = PREFIX + randomBytes(6).toString("hex");
    await owner("select pg_advisory_lock($1, $2)", [OWNER_LOCK, keyOf(name)]);
    // Unlike `template1`, `template0` never has connections, which would prevent a copy.
    const source = template ? connectionConfig(template).database : "template0";
    await owner(`create database ${name} template ${source}`).catch(explainPermission);
    const url = server.replace(/^(\w+:\/\/[^/?]*)[^?]*/, `$1/${name}`);
    // On another connection, since the owner's may be lost by now.
    const drop = () => withConnection(server, (query) => query(`drop database ${name} with (force)`));
    const result = await work(url).catch(async (thrown) => {
      await drop().catch(() => undefined);
      throw thrown;
    });
    await drop();
    return result;
  });
}

/** Drops the databases whose owners have ended. */
async function dropLeftovers(query: Query): Promise<void> {
  const found = await query(
    "select datname from pg_database where datname ~ $1 and pg_has_role(datdba, 'member')",
    [`^${PREFIX}[0-9a-f]{12}$`],
  );
  for (const name of found.map(({ datname }) => String(datname))) {
    // After the names were read, since an owner takes the lock before it creates the database.
    const locks = await query(
      "select from pg_locks where locktype = 'advisory' and classid = $1 and objid = $2",
      [OWNER_LOCK, keyOf(name)],
    );
    // Without force, so that a database in use stays. Another command may drop it at the same time.
    if (locks.length === 0) await query(`drop database ${name}`).catch(() => undefined);
  }
}

/** The second key of the owner's lock: 28 bits of the database's name. */
function keyOf(name: string): number {
  return Number.parseInt(name.slice(PREFIX.length, PREFIX.length + 7), 16);
}

function explainPermission(thrown: unknown): never {
  const { cause } = thrown as { cause?: { code?: string } };
  if (cause?.code !== "42501") throw thrown;
  throw new UserError(
    "database: this needs a temporary database, and the role in DATABASE_URL may not create one; let it with `alter role … createdb`, or remove DATABASE_URL to use the embedded database",
    { cause },
  );
}

type Query = (sql: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

async function withConnection<T>(url: string, work: (query: Query) => Promise<T>): Promise<T> {
  const client = new (clientClass(url))({ ...connectionConfig(url), keepAlive: true });
  // Without a listener, a connection that is lost while idle would end the process.
  client.on("error", () => undefined);
  const explained = (thrown: unknown): never => {
    throw databaseFailure(thrown);
  };
  try {
    await client.connect().catch(explained);
    return await work(async (sql, values = []) => {
      const { rows } = await client.query(sql, [...values]).catch(explained);
      return rows;
    });
  } finally {
    await client.end();
  }
}
