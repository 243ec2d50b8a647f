import { randomBytes } from "node:crypto";
import { connectionConfig } from "./connection/connection-config";
import { clientClass } from "./connection/scram-client";
import { databaseUrl } from "./database-url";
import { databaseFailure } from "./errors/database-failure";
import { UserError } from "./errors/user-error";

/** What the databases are called: this and 12 hex digits. */
const PREFIX = "startup_temporary_";

/** The first key of the lock of a database's owner, any number that no one else uses. */
const OWNER_LOCK = 7_320_003;

/**
 * Runs `work` with an empty database on the server in use, and drops it afterwards. A process that is killed
 * leaves its database; the next call that uses the same server, from whichever machine, drops it.
 *
 * A connection of the owner's holds an advisory lock for each database. The server releases it when that
 * connection ends, however that comes about: a database without the lock has been left behind.
 *
 * @param work receives the URL of the database
 * @param template the URL of a database of the server that nobody is connected to: the new one is a copy of it
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
    // Nobody can be connected to `template0`, which would keep it from being copied.
    const source = template ? connectionConfig(template).database : "template0";
    await owner(`create database ${name} template ${source}`).catch(explainRight);
    // The database's name is what stands between the host and the parameters.
    const url = server.replace(/^(\w+:\/\/[^/?]*)[^?]*/, `$1/${name}`);
    // On a connection of its own, since that of the owner may be lost by now.
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
    // Looked at after the names, since an owner takes the lock first. This view shows those of all databases.
    const locks = await query(
      "select from pg_locks where locktype = 'advisory' and classid = $1 and objid = $2",
      [OWNER_LOCK, keyOf(name)],
    );
    // Not by force: a database that somebody still works in stays. Another command may drop it at the same time.
    if (locks.length === 0) await query(`drop database ${name}`).catch(() => undefined);
  }
}

/** The second key of the lock of a database's owner: 28 of the bits of its name. */
function keyOf(name: string): number {
  return Number.parseInt(name.slice(PREFIX.length, PREFIX.length + 7), 16);
}

function explainRight(thrown: unknown): never {
  const { cause } = thrown as { cause?: { code?: string } };
  if (cause?.code !== "42501") throw thrown;
  throw new UserError(
    "database: the notebooks run in a database of their own, and the role in DATABASE_URL may not create one; give it the right with `alter role … createdb`, or remove DATABASE_URL to use the embedded database",
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
