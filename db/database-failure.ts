import { ExplainedError, messageOf } from "./explained-error";

/** The way out for each failure that a person can mend, by the code of Postgres or of the network. */
const waysOut: Record<string, string> = {
  ECONNREFUSED: "nothing listens there; start that server, or correct or remove DATABASE_URL",
  ENOTFOUND: "that host is unknown; correct or remove DATABASE_URL",
  EAI_AGAIN: "that host cannot be looked up; check the network, or correct or remove DATABASE_URL",
  ETIMEDOUT: "that host does not answer; check the network, or correct or remove DATABASE_URL",
  ENOENT: "a file that DATABASE_URL names is not there; correct DATABASE_URL",
  "28P01": "correct the user or the password in DATABASE_URL",
  "28000": "correct the user in DATABASE_URL, or let the server accept it",
  "3D000": "create that database, or correct DATABASE_URL",
  "42501": "use a role that may read and write these tables",
  "25006": "use a server and a role that may write",
  "40001": "another program changed the same rows; run this again",
  "40P01": "another program used the tables at the same time; run this again",
  "53100": "free some disk space on the server and run this again",
  "53200": "give the server more memory and run this again",
  "53300": "close other connections to the server and run this again",
  "53400": "the query needs more than a limit of the server allows; raise its temp_file_limit",
  "55P03": "another program is using the tables; close it and run this again",
  "57014": "the server cancelled the statement; run this again, or raise its statement_timeout",
  "57P01": "the server was shut down; run this again",
  "57P02": "the server crashed; run this again",
  "57P03": "the server is starting or stopping; run this again in a moment",
};

const CONNECTION_LOST = /terminated|ECONNRESET|EPIPE|ended|not queryable|timeout exceeded/i;

/**
 * The sentence for a failure of the database, with the original as `cause`. A mistake in SQL keeps
 * Postgres's own message, which says it best; what is explained already stays as it is.
 */
export function databaseFailure(thrown: unknown): Error {
  if (thrown instanceof ExplainedError) return thrown;
  const code = codeOf(thrown);
  const wayOut =
    waysOut[code] ??
    (CONNECTION_LOST.test(messageOf(thrown)) ? "the connection was lost; run this again" : "");
  const message = `database: ${detailOf(thrown)}`;
  return new ExplainedError(wayOut ? `${message}; ${wayOut}` : message, { cause: thrown });
}

function codeOf(thrown: unknown): string {
  const { code, errors } = thrown as { code?: unknown; errors?: readonly unknown[] };
  if (typeof code === "string") return code;
  return errors?.[0] ? codeOf(errors[0]) : "";
}

/** Node reports a refused connection to a name with two addresses as an AggregateError without a message. */
function detailOf(thrown: unknown): string {
  const first = (thrown as { errors?: readonly unknown[] }).errors?.[0];
  return messageOf(first ?? thrown);
}
