import { Client, type ClientConfig } from "pg";
import { type ConnectionOptions, parse, toClientConfig } from "pg-connection-string";
import { databaseFailure } from "../errors/database-failure";

/** What `pg` reads from a URL. Anything else in it may be a secret, and is dropped. */
const parameters = [
  "user",
  "password",
  "host",
  "port",
  "database",
  "sslnegotiation",
  "options",
  "application_name",
  "client_encoding",
  "statement_timeout",
  "lock_timeout",
  "idle_in_transaction_session_timeout",
  "query_timeout",
] as const satisfies readonly (keyof ClientConfig)[];

const MAX_PORT = 65_535;

/**
 * How `pg` connects to the database at a URL, read by the parser that `pg` itself uses. As for every client of
 * Postgres, the environment (PGPASSWORD, PGSSLMODE, …) counts only for what the URL does not say.
 *
 * @throws UserError if it is not a URL, or names a certificate file that cannot be read
 */
export function connectionConfig(url: string): ClientConfig {
  try {
    const parsed = parse(verifyingServer(url));
    if (Number(parsed.port) > MAX_PORT || Number.isNaN(Number(parsed.port)))
      throw new TypeError("Invalid port");
    const config = toClientConfig(parsed);
    return {
      ...Object.fromEntries(
        parameters.flatMap((name) => (config[name] === undefined ? [] : [[name, config[name]]])),
      ),
      ...tlsOf(parsed.ssl, config),
      ...startupOf(config),
    };
  } catch (thrown) {
    throw databaseFailure(thrown);
  }
}

/** Whether and how to encrypt; nothing if the URL does not say. How TLS begins says nothing if there is none. */
function tlsOf(said: ConnectionOptions["ssl"], { ssl }: ClientConfig): ClientConfig {
  const isOff = said === false || said === "false" || said === "disable";
  if (isOff) return { ssl: false, sslnegotiation: "postgres" };
  if (said === "no-verify") return { ssl: { rejectUnauthorized: false } };
  return said === undefined ? {} : { ssl: ssl ?? true };
}

/** What `pg` takes from the environment in its own way. */
function startupOf({ options }: ClientConfig): ClientConfig & { replication?: string } {
  return {
    // As for libpq, `options=` says that there are none, whatever PGOPTIONS says.
    ...(options === "" && { options: " " }),
    // No other client knows this variable, and a connection for replication answers no query with parameters.
    ...(process.env.PGREPLICATION && { replication: "off" }),
  };
}

/**
 * What may be shown of a connection, put together from the parts that `pg` understood:
 * `postgresql://user@host:5432/database`.
 */
export function shownAddress(config: ClientConfig): string {
  const {
    user,
    host,
    port,
    database = "",
  } = new Client({ ...config, ssl: false, sslnegotiation: "postgres" });
  const who = user ? `${encodeURIComponent(user)}@` : "";
  const where = host.includes(":") ? `[${host}]` : encodeURIComponent(host);
  return `postgresql://${who}${where}:${port}/${encodeURIComponent(database)}`;
}

/**
 * `pg` verifies the server's certificate in all of these modes, and warns in nine lines that its next version
 * will do so in `verify-full` alone. Saying `verify-full` keeps the check and avoids the warning.
 */
function verifyingServer(url: string): string {
  const query = new URLSearchParams(url.split("?")[1]);
  const isVerifying = ["prefer", "require", "verify-ca"].includes(query.get("sslmode") ?? "");
  return isVerifying && !query.has("uselibpqcompat") ? `${url}&sslmode=verify-full` : url;
}
