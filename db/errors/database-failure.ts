import { messageOf, UserError } from "./user-error";

const UNREACHABLE =
  /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL) |^ .*(connection timeout|timeout expired)/;

/**
 * The hint of each failure that a person can mend, with the pattern of its code (of Postgres, Node or TLS; empty for
 * errors of `pg`) and message. The first match counts, so a pattern with words precedes that of its code alone, which
 * also matches a server that speaks another language.
 */
const hints: Readonly<Record<string, RegExp>> = {
  // The address
  "nothing listens there; start that server, or correct or remove DATABASE_URL": /^ECONNREFUSED /,
  "that host is unknown; correct or remove DATABASE_URL": /^ENOTFOUND /,
  "that host cannot be looked up; check the network, or correct or remove DATABASE_URL": /^EAI_/,
  "that host does not answer; check the network, or correct or remove DATABASE_URL": UNREACHABLE,
  "correct the port in DATABASE_URL": /^ERR_SOCKET_BAD_PORT /,
  "no server has its socket there; start that server, or correct DATABASE_URL":
    /^(ENOENT|ENOTSOCK|EINVAL) connect /,
  "this user may not connect there; correct DATABASE_URL, or run this as a user who may":
    /^(EACCES|EPERM) connect /,
  "a file that DATABASE_URL names does not exist; correct DATABASE_URL": /^ENOENT /,
  "a file that DATABASE_URL names cannot be read; correct DATABASE_URL or that file":
    /^(EACCES|EPERM|EISDIR|ENOTDIR) /,
  "close other programs, or raise the limit of open files": /^(EMFILE|ENFILE) /,

  // TLS
  "add sslrootcert=<file of the authority that signed the server's certificate> to DATABASE_URL, or, on a network that you trust, sslmode=no-verify":
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_UNTRUSTED)/,
  "that certificate is for another host; correct the host in DATABASE_URL": /^ERR_TLS_CERT_ALTNAME_INVALID /,
  "have the server's certificate renewed, or set the clock of this machine": /^CERT_/,
  "a certificate or key that DATABASE_URL names is not valid; correct that file": /^ERR_OSSL_/,
  "server and machine share no way to encrypt; check the server's TLS settings and client certificates":
    /^(ERR_SSL_|EPROTO)/,
  "add sslmode=disable to DATABASE_URL, or have the server encrypt": /^ .*does not support SSL/,
  "the program that listens there is not Postgres; correct the port in DATABASE_URL":
    /^ .*error establishing an SSL connection/,
  "check sslmode and sslnegotiation in DATABASE_URL, or PGSSLMODE and PGSSLNEGOTIATION":
    /^ECONNRESET .*before secure TLS connection/,
  "add sslmode=require to DATABASE_URL, or unset PGSSLNEGOTIATION": /^ .*sslnegotiation=direct requires/,

  // The login
  "add a password to DATABASE_URL, or set PGPASSWORD": /^ .*client password must be/,
  "correct the user or the password in DATABASE_URL": /^28P01 /,
  "add sslmode=require to DATABASE_URL": /^28000 .*no encryption/,
  "add sslcert=<file> and sslkey=<file> to DATABASE_URL": /^28000 .*client certificate/,
  "correct the user in DATABASE_URL, or let the server accept it": /^28000 /,
  "create that database, or correct DATABASE_URL": /^3D000 /,
  "the pooler refuses that parameter; remove it from DATABASE_URL and PGOPTIONS":
    /^08P01 .*startup parameter/,
  "correct the options in DATABASE_URL or PGOPTIONS": /^(42704|22023|42601|55P02) FATAL /,

  // Permissions
  "let the role create databases (alter role … createdb), or use another role": /^42501 .*to create database/,
  "let the role connect to that database, or use another role": /^42501 .*for database/,
  "let the role use and create tables there (grant usage, create on schema …), or use another role":
    /^42501 .*for schema/,
  "use the role that owns the tables": /^42501 .*must be owner/,
  "grant select on it to the role; to seed, use the role that owns the tables":
    /^42501 .*for (table|view|materialized view|foreign table)/,
  "use a role that may do this": /^42501 /,
  "use a server and a role that may write": /^25006 /,
  "create a schema for the tables, or correct the role's search_path": /^3F000 /,

  // Other programs
  "the standby server ended the query; run this again, or use the primary server": /^40001 .*recovery/,
  "another program changed the same rows; run this again": /^40001 /,
  "another program used the tables at the same time; run this again": /^40P01 /,
  "another program is using the tables; close it and run this again": /^55P03 /,
  "close the other programs that use it and run this again": /^55006 /,

  // Limits
  "give the server more shared memory (Docker: --shm-size), or set max_parallel_workers_per_gather = 0":
    /^53.*dsm_impl\.c$/,
  "free some disk space on the server and run this again": /^53100 /,
  "raise max_locks_per_transaction on the server":
    /^53200 .*(max_locks_per_transaction|out of shared memory)/,
  "give the server more memory and run this again": /^53200 /,
  "close other connections to the server and run this again": /^53300 /,
  "the query exceeds a limit of the server; raise its temp_file_limit": /^53400 /,
  "all connections of this process are in use; run fewer queries at once":
    /^ .*timeout exceeded when trying to connect/,
  "use a database with the encoding UTF8": /^(22021|22P05) /,

  // Statements and connections that the server ended
  "a person or a program canceled it; run this again": /^57014 .*user request/,
  "the server canceled the statement; run this again, or raise its statement_timeout": /^57014 /,
  "the server ended the transaction; run this again, or raise its transaction timeouts": /^25P0[34] /,
  "an earlier statement of the transaction failed; roll it back": /^25P02 /,
  "the server was shut down; run this again": /^57P01 /,
  "the server crashed; run this again": /^57P02 /,
  "the server is starting or stopping; run this again in a moment": /^57P03 /,
  "that database was dropped; create it, or correct DATABASE_URL": /^57P04 /,
  "the server closed the idle connection; run this again": /^57P05 /,
  "the server cannot read or write its files; see its log": /^(58|XX00[12])/,
  "the connection was lost; run this again":
    /^(08...|ECONNRESET|EPIPE|ECONNABORTED) |^ .*(terminated|ECONNRESET|EPIPE|ended|not queryable)/i,
};

/** Replaces each hint about DATABASE_URL for the embedded server, which starts again when it is needed. */
const EMBEDDED_HINT = "run `npm run db:stop`, and then this again";

/**
 * The error that explains a failure of the database in one sentence, with the original as `cause`. A mistake in SQL
 * keeps the message and hint of Postgres, which say it best; a UserError is returned unchanged.
 *
 * @param isEmbedded whether the embedded server failed, which DATABASE_URL does not name
 */
export function databaseFailure(thrown: unknown, isEmbedded = false): Error {
  if (thrown instanceof UserError) return thrown;
  const failure = reachedAddress(thrown);
  const text = searchableText(failure);
  const [known = serverHint(failure)] = Object.entries(hints).find(([, pattern]) => pattern.test(text)) ?? [];
  const hint = isEmbedded && known.includes("DATABASE_URL") ? EMBEDDED_HINT : known;
  const message = `database: ${messageOf(failure).replace(/\.$/, "")}`;
  return new UserError(hint ? `${message}; ${hint}` : message, { cause: thrown });
}

/** What errors of Postgres, Node and `pg` may contain. */
interface Failure {
  readonly code?: unknown;
  readonly severity?: unknown;
  /** The source file of Postgres. */
  readonly file?: unknown;
  readonly hint?: unknown;
  /** One error per address of a host with several; the error itself has no message then. */
  readonly errors?: readonly unknown[];
}

/** `28P01 FATAL password authentication failed … auth.c`; begins with the space if there is no code. */
function searchableText(failure: unknown): string {
  const { code, severity, file } = failure as Failure;
  const words = [severity, messageOf(failure), file].filter(Boolean);
  return [typeof code === "string" ? code : "", ...words].join(" ");
}

/** Among a host's addresses, an answer says more than an address family that this machine cannot reach. */
function reachedAddress(thrown: unknown): unknown {
  const { errors = [] } = thrown as Failure;
  return errors.find((one) => !UNREACHABLE.test(searchableText(one))) ?? errors[0] ?? thrown;
}

/** `perhaps you meant to reference the column "companies.company_id"`, or nothing. */
function serverHint(failure: unknown): string {
  const { hint } = failure as Failure;
  if (typeof hint !== "string") return "";
  return messageOf(hint)
    .replace(/\.$/, "")
    .replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}
