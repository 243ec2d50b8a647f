import { Client, type ClientConfig } from "pg";
import { parse, toClientConfig } from "pg-connection-string";
import { databaseFailure } from "./database-failure";

/** What `pg` reads from a URL. Anything else in it may be a secret, and is dropped. */
const parameters = [
  "user",
  "password",
  "host",
  "port",
  "database",
  "ssl",
  "sslnegotiation",
  "options",
  "application_name",
  "client_encoding",
  "statement_timeout",
  "lock_timeout",
  "idle_in_transaction_session_timeout",
  "query_timeout",
] as const satisfies readonly (keyof ClientConfig)[];

/**
 * How `pg` connects to the database at a URL, read by the parser that `pg` itself uses. As for every client of
 * Postgres, the environment (PGPASSWORD, PGSSLMODE, …) counts only for what the URL does not say.
 *
 * @throws ExplainedError if it is not a URL, or names a certificate file that cannot be read
 */
export function connectionConfig(url: string): ClientConfig {
  try {
    const parsed = toClientConfig(parse(verifyingServer(url)));
    return Object.fromEntries(
      parameters.flatMap((name) => (parsed[name] === undefined ? [] : [[name, parsed[name]]])),
    );
  } catch (thrown) {
    throw databaseFailure(thrown);
  }
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
