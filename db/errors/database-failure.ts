import { messageOf, UserError } from "./user-error";

const UNREACHABLE = /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/;

/**
 * The way out of each failure that a person can mend, by the code of Postgres, of the network or of TLS and, where one
 * code has several reasons, by what is said; the first that fits. A server may speak another language than English:
 * then the last of its code fits.
 */
const waysOut: readonly (readonly [code: RegExp, wayOut: string, says?: RegExp])[] = [
  // The address
  [/^ECONNREFUSED$/, "nothing listens there; start that server, or correct or remove DATABASE_URL"],
  [/^ENOTFOUND$/, "that host is unknown; correct or remove DATABASE_URL"],
  [/^EAI_/, "that host cannot be looked up; check the network, or correct or remove DATABASE_URL"],
  [UNREACHABLE, "that host does not answer; check the network, or correct or remove DATABASE_URL"],
  [
    /^$/,
    "that host does not answer; check the network, or correct or remove DATABASE_URL",
    /connection timeout|timeout expired/,
  ],
  [/^ERR_SOCKET_BAD_PORT$/, "correct the port in DATABASE_URL"],
  [
    /^(ENOENT|ENOTSOCK|EINVAL)$/,
    "no server has its socket there; start that server, or correct DATABASE_URL",
    /^connect /,
  ],
  [
    /^(EACCES|EPERM)$/,
    "this user may not connect there; correct DATABASE_URL, or run this as a user who may",
    /^connect /,
  ],
  [/^ENOENT$/, "a file that DATABASE_URL names is not there; correct DATABASE_URL"],
  [
    /^(EACCES|EPERM|EISDIR|ENOTDIR)$/,
    "a file that DATABASE_URL names cannot be read; correct DATABASE_URL or that file",
  ],
  [/^(EMFILE|ENFILE)$/, "close other programs, or raise the limit of open files"],
  // TLS
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_UNTRUSTED)/,
    "add sslrootcert=<file of the authority that signed the server's certificate> to DATABASE_URL, or, on a network that you trust, sslmode=no-verify",
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    "that certificate is for another host; correct the host in DATABASE_URL",
  ],
  [/^CERT_/, "have the server's certificate renewed, or set the clock of this machine"],
  [/^ERR_OSSL_/, "a certificate or key that DATABASE_URL names is not valid; correct that file"],
  [
    /^(ERR_SSL_|EPROTO)/,
    "the server does not encrypt in a way that this machine knows; check its TLS settings and client certificates",
  ],
  [/^$/, "add sslmode=disable to DATABASE_URL, or have the server encrypt", /does not support SSL/],
  [
    /^$/,
    "what listens there is no Postgres; correct the port in DATABASE_URL",
    /error establishing an SSL connection/,
  ],
  [
    /^ECONNRESET$/,
    "check sslmode and sslnegotiation in DATABASE_URL, or PGSSLMODE and PGSSLNEGOTIATION",
    /before secure TLS connection/,
  ],
  [/^$/, "add sslmode=require to DATABASE_URL, or unset PGSSLNEGOTIATION", /sslnegotiation=direct requires/],
  // The login
  [/^$/, "add a password to DATABASE_URL, or set PGPASSWORD", /client password must be/],
  [/^28P01$/, "correct the user or the password in DATABASE_URL"],
  [/^28000$/, "add sslmode=require to DATABASE_URL", /no encryption/],
  [/^28000$/, "add sslcert=<file> and sslkey=<file> to DATABASE_URL", /client certificate/],
  [/^28000$/, "correct the user in DATABASE_URL, or let the server accept it"],
  [/^3D000$/, "create that database, or correct DATABASE_URL"],
  [
    /^08P01$/,
    "the pooler refuses that parameter; remove it from DATABASE_URL and PGOPTIONS",
    /startup parameter/,
  ],
  [/^(42704|22023|42601|55P02)$/, "correct the options in DATABASE_URL or PGOPTIONS", /^FATAL /],
  // Rights
  [
    /^42501$/,
    "let the role create databases (alter role … createdb), or use another role",
    /to create database/,
  ],
  [/^42501$/, "let the role connect to that database, or use another role", /for database/],
  [
    /^42501$/,
    "let the role use and create tables there (grant usage, create on schema …), or use another role",
    /for schema/,
  ],
  [/^42501$/, "use the role that owns the tables", /must be owner/],
  [
    /^42501$/,
    "grant select on it to the role; to seed, use the role that owns the tables",
    /for (table|view|materialized view|foreign table)/,
  ],
  [/^42501$/, "use a role that may do this"],
  [/^25006$/, "use a server and a role that may write"],
  [/^3F000$/, "create a schema for the tables, or correct the role's search_path"],
  // Others at work
  [/^40001$/, "the standby server ended the query; run this again, or use the primary server", /recovery/],
  [/^40001$/, "another program changed the same rows; run this again"],
  [/^40P01$/, "another program used the tables at the same time; run this again"],
  [/^55P03$/, "another program is using the tables; close it and run this again"],
  [/^55006$/, "close the other programs that use it and run this again"],
  // Limits
  [
    /^53/,
    "give the server more shared memory (Docker: --shm-size), or set max_parallel_workers_per_gather = 0",
    /dsm_impl\.c$/,
  ],
  [/^53100$/, "free some disk space on the server and run this again"],
  [
    /^53200$/,
    "raise max_locks_per_transaction on the server",
    /max_locks_per_transaction|out of shared memory/,
  ],
  [/^53200$/, "give the server more memory and run this again"],
  [/^53300$/, "close other connections to the server and run this again"],
  [/^53400$/, "the query needs more than a limit of the server allows; raise its temp_file_limit"],
  [
    /^$/,
    "all connections of this process are in use; run fewer queries at once",
    /timeout exceeded when trying to connect/,
  ],
  [/^(22021|22P05)$/, "use a database with the encoding UTF8"],
  // Ends
  [/^57014$/, "it was cancelled by a person or a program; run this again", /user request/],
  [/^57014$/, "the server cancelled the statement; run this again, or raise its statement_timeout"],
  [/^25P0[34]$/, "the server ended the transaction; run this again, or raise its timeouts of transactions"],
  [/^25P02$/, "an earlier statement of the transaction failed; roll it back"],
  [/^57P01$/, "the server was shut down; run this again"],
  [/^57P02$/, "the server crashed; run this again"],
  [/^57P03$/, "the server is starting or stopping; run this again in a moment"],
  [/^57P04$/, "that database was dropped; create it, or correct DATABASE_URL"],
  [/^57P05$/, "the server closed the idle connection; run this again"],
  [/^(58|XX00[12])/, "the server has trouble with its files; look into its log"],
  [/^(08...|ECONNRESET|EPIPE|ECONNABORTED)$/, "the connection was lost; run this again"],
  [/^$/, "the connection was lost; run this again", /terminated|ECONNRESET|EPIPE|ended|not queryable/i],
];

/** For the embedded server, which is started again by whoever needs it, in place of what would mend DATABASE_URL. */
const START_AGAIN = "run `npm run db:stop`, and then this again";

/**
 * The sentence for a failure of the database, with the original as `cause`. A mistake in SQL keeps Postgres's own
 * message and hint, which say it best; what is explained already stays as it is.
 *
 * @param isEmbedded whether it is the embedded server's, which no DATABASE_URL names
 */
export function databaseFailure(thrown: unknown, isEmbedded = false): Error {
  if (thrown instanceof UserError) return thrown;
  const failure = reasonOf(thrown);
  const message = `database: ${messageOf(failure).replace(/\.$/, "")}`;
  const found = wayOutOf(failure);
  const wayOut =
    isEmbedded && found?.includes("DATABASE_URL") ? START_AGAIN : (found ?? serverHintOf(failure));
  return new UserError(wayOut ? `${message}; ${wayOut}` : message, { cause: thrown });
}

/** What errors of Postgres, Node and `pg` say of themselves, where they do. */
interface Failure {
  readonly code?: unknown;
  readonly severity?: unknown;
  /** The source file of Postgres. */
  readonly file?: unknown;
  readonly hint?: unknown;
  /** Of a host with several addresses, one for each; the error itself has no message then. */
  readonly errors?: readonly unknown[];
}

function wayOutOf(failure: unknown): string | undefined {
  const { code, severity, file } = failure as Failure;
  const known = typeof code === "string" ? code : "";
  const said = [severity, messageOf(failure), file].filter(Boolean).join(" ");
  return waysOut.find(([codes, , says]) => codes.test(known) && (!says || says.test(said)))?.[1];
}

/** Of several addresses, one that was reached says more than one of a kind that this machine does not have. */
function reasonOf(thrown: unknown): unknown {
  const { errors = [] } = thrown as Failure;
  const reached = errors.find((one) => !UNREACHABLE.test(String((one as Failure).code)));
  return reached ?? errors[0] ?? thrown;
}

/** `Perhaps you meant to reference the column "companies.company_id".` */
function serverHintOf(failure: unknown): string {
  const { hint } = failure as Failure;
  if (typeof hint !== "string") return "";
  return messageOf(hint)
    .replace(/\.$/, "")
    .replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}
