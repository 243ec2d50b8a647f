import { Client, type ClientConfig } from "pg";
import { type ConnectionOptions, parse, toClientConfig } from "pg-connection-string";
import { databaseFailure } from "../errors/database-failure";

/** The parameters that `pg` reads from a URL; others are dropped, since they may be secrets. */
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
 * The configuration of `pg` for a URL, from the parser of `pg` itself. As with every client of Postgres, the environment
 * (PGPASSWORD, PGSSLMODE, …) supplies only what the URL leaves out.
 *
 * @throws UserError if the URL cannot be parsed, or a certificate file that it names cannot be read
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

/** Whether and how to encrypt; empty if the URL does not say. */
function tlsOf(said: ConnectionOptions["ssl"], { ssl }: ClientConfig): ClientConfig {
  const isOff = said === false || said === "false" || said === "disable";
  // `pg` refuses to disable TLS if PGSSLNEGOTIATION says how to begin it.
  if (isOff) return { ssl: false, sslnegotiation: "postgres" };
  if (said === "no-verify") return { ssl: { rejectUnauthorized: false } };
  return said === undefined ? {} : { ssl: ssl ?? true };
}

/** Corrects what `pg` takes from the environment unlike other clients. */
function startupOf({ options }: ClientConfig): ClientConfig & { replication?: string } {
  return {
    // As in libpq, an empty `options=` overrules PGOPTIONS.
    ...(options === "" && { options: " " }),
    // No other client reads this variable, and a replication connection refuses queries with parameters.
    ...(process.env.PGREPLICATION && { replication: "off" }),
  };
}

/** The address without password, from the parts that `pg` understood: `postgresql://user@host:5432/database`. */
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
 * In all of these modes, `pg` 8 verifies the server's certificate and warns in nine lines that version 9 will verify it in
 * `verify-full` only. Naming `verify-full` keeps the check without the warning.
 */
function verifyingServer(url: string): string {
  const query = new URLSearchParams(url.split("?")[1]);
  const isVerifying = ["prefer", "require", "verify-ca"].includes(query.get("sslmode") ?? "");
  return isVerifying && !query.has("uselibpqcompat") ? `${url}&sslmode=verify-full` : url;
}
