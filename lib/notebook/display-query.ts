import { type CompiledQuery, sql } from "kysely";
import { DatabaseError, type PoolClient, type QueryResult } from "pg";
import { type Database, SNAPSHOT } from "../../db/connection/database";
import { inWords, UserError } from "../../db/errors/user-error";
import { inSnapshot } from "../../db/transaction/snapshot";
import { count, counted } from "../text/numbers-in-words";
import { literalText } from "../text/text-table";
import { displayBundle, markShown } from "./display-bundle";
import { tableBundle } from "./display-table";
import { markPlace } from "./mark-place";
import { watchConnection } from "./watch-connection";

export interface DisplayQueryOptions {
  /** The time limit of the query, from 0.1 to 86,400 seconds; default 30. */
  readonly seconds?: number;
  /** The most rows to fetch, from 1 to 100,000; default 1,000. */
  readonly limit?: number;
}

/** A Kysely query, or the result of its tag `sql`. */
interface Compiles<Row> {
  readonly compile: (db: Database) => CompiledQuery<Row>;
}

/**
 * Runs a read-only query and shows its rows as `displayTable` does.
 *
 * The query is SQL as a string; or SQL with parameters, written with Kysely's tag `sql`; or a Kysely query. It runs in a read-only
 * transaction that is rolled back, and sees one state of the dataset: it waits for a running seeding. At most `limit` rows are
 * fetched, and a sentence below the table says if there are more. `explain`, `explain analyze` and `show` work too. Advisory locks
 * that the query takes are released.
 *
 * @returns the fetched rows: `bigint` and `numeric` as numbers, times as Dates, `date` as a string
 * @throws UserError if the SQL is wrong, with the line and a caret at the place that Postgres reports; if it writes or is
 *   more than one statement; or if it takes too long or its rows exceed 50 MB
 *
 * @example
 * await displayQuery(db, "select company_size, count(*) from companies group by 1 order by 1");
 *
 * @example
 * const size = "large";
 * await displayQuery(db, sql`select * from companies where company_size = ${size} order by company_id`);
 *
 * @example
 * const rows = await displayQuery<{ month: string }>(db, "select distinct month from monthly_activity order by month");
 */
export async function displayQuery<Row extends object>(
  db: Database,
  query: Compiles<Row>,
  options?: DisplayQueryOptions,
): Promise<Row[]>;
export async function displayQuery<Row extends object = Record<string, unknown>>(
  db: Database,
  query: string | Compiles<unknown>,
  options?: DisplayQueryOptions,
): Promise<Row[]>;
export async function displayQuery<Row extends object>(
  db: Database,
  query: string | Compiles<unknown>,
  { seconds = 30, limit = 1000 }: DisplayQueryOptions = {},
): Promise<Row[]> {
  checkRange("seconds", seconds, 0.1, MOST_SECONDS);
  checkRange("limit", limit, 1, MOST_ROWS);
  const compiled = (typeof query === "string" ? sql.raw(query) : query).compile(db);
  const result = await readRows<Row>(db, compiled, { seconds, limit });
  const rows = result.rows.slice(0, limit);
  displayBundle(tableBundle(rows, {}, sentencesAbout(result, limit)));
  return markShown(rows);
}

function checkRange(name: "seconds" | "limit", value: number, from: number, to: number): void {
  const isValid = name === "limit" ? Number.isInteger(value) : Number.isFinite(value);
  if (isValid && value >= from && value <= to) return;
  const kind = name === "limit" ? "an integer" : "a number";
  throw new UserError(
    `displayQuery: ${name} must be ${kind} from ${from} to ${count(to)}, received ${literalText(value)}`,
  );
}

/** The bounds of the options. */
const [MOST_SECONDS, MOST_ROWS] = [86_400, 100_000];

/** With it, Postgres accepts only one query that returns rows, and sends only the rows that are fetched. */
const CURSOR = "declare displayed no scroll cursor for ";

const TAKE_BACK = `rollback to savepoint ${SNAPSHOT}; select pg_advisory_unlock_all()`;

/** Statements that a cursor does not support, after any comments. */
const NO_CURSOR = /^(?:\s|--[^\r\n]*[\r\n]|\/\*(?:[^*]|\*(?!\/))*\*\/)*(?:explain|show)\b/i;

/** Far more than a person reads, and far less than the memory of a kernel. */
const MOST_MEGABYTES = 50;

/** How long the server may take to report the timeout. */
const REPORT_SECONDS = 5;

/** Reads one row more than the limit, if there is one. */
async function readRows<Row extends object>(
  db: Database,
  { sql: text, parameters }: CompiledQuery<unknown>,
  { seconds, limit }: Required<DisplayQueryOptions>,
): Promise<QueryResult<Row>> {
  if ([text, ...parameters].some((part) => typeof part === "string" && part.includes("\0")))
    throw new UserError(
      "displayQuery: the SQL and its parameters must not contain the character NUL (\\0); remove it",
    );
  const begin = NO_CURSOR.test(text) ? "" : CURSOR;
  // In the extended protocol a text is one statement: `; commit; drop table …` is refused.
  const extended = { text: begin + text, values: [...parameters], queryMode: "extended" };
  const limits = { bytes: MOST_MEGABYTES * 1e6, milliseconds: (seconds + REPORT_SECONDS) * 1000 };
  let exceeded: ReturnType<ReturnType<typeof watchConnection>["exceeded"]>;
  const read = async (client: PoolClient) => {
    const watch = watchConnection(client, limits);
    try {
      const timeout = String(Math.round(seconds * 1000));
      await client.query("select set_config('statement_timeout', $1, true)", [timeout]);
      const first = await client.query<Row>(extended);
      return begin ? await client.query<Row>(`fetch ${limit + 1} from displayed`) : first;
    } finally {
      watch.end();
      exceeded = watch.exceeded();
      // Undoes settings and locks of functions on the connection. Fails if the connection was lost, which undoes them too.
      await client.query(TAKE_BACK).catch(() => undefined);
    }
  };
  return await inSnapshot(db, new AbortController().signal, read).catch((failure) => {
    if (exceeded === "bytes") throw new UserError(TOO_LARGE, { cause: failure });
    if (exceeded) throw new UserError(tooSlow(seconds), { cause: failure });
    throw explain(failure, begin, text, seconds);
  });
}

const TOO_LARGE = `displayQuery: the rows must not exceed ${MOST_MEGABYTES} MB, and they do; select fewer rows or columns, or shorten texts with left(…, 200)`;

function tooSlow(seconds: number): string {
  return `displayQuery: the query must end within ${counted(seconds, "second")} and did not; narrow it down, or allow more with { seconds: ${Math.min(4 * seconds, MOST_SECONDS)} }`;
}

function sentencesAbout({ rows, fields }: QueryResult, limit: number): string[] {
  const names = fields.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  const sentences = [];
  if (rows.length > limit) {
    const more = Math.min(10 * limit, MOST_ROWS);
    const way = more > limit ? `{ limit: ${more} } fetches more` : "that is the most";
    sentences.push(`The query has more rows: ${counted(limit, "was", "were")} fetched, and ${way}.`);
  }
  if (twice.length > 0)
    sentences.push(
      `The query has several columns named ${inWords([...new Set(twice)])}, of which the last is shown; name each with "as".`,
    );
  return sentences;
}

const WRITE = "to write, use db.insertInto, db.updateTable, db.deleteFrom or await sql`…`.execute(db)";

/** What begins a statement that writes. */
const WRITES = /^(insert|update|delete|merge|truncate|copy|create|alter|drop|grant|revoke|call|do)\b/i;

/** The failure in words for a query in a cell, with the place in the SQL that Postgres reports. */
function explain(failure: UserError, begin: string, text: string, seconds: number): UserError {
  const { cause } = failure;
  if (!(cause instanceof DatabaseError)) return failure;
  const position = Number(cause.position) - begin.length;
  const place = position > 0 ? `\n${markPlace(text, position)}` : "";
  const words =
    sentenceOf(
      cause,
      Array.from(text)
        .slice(position - 1)
        .join(""),
      seconds,
    ) ?? failure.message;
  return new UserError(`${words}${place}`, { cause });
}

/** @param found the SQL from the place on that Postgres reports */
function sentenceOf(
  { code, message, position }: DatabaseError,
  found: string,
  seconds: number,
): string | undefined {
  const [, write] =
    (position && WRITES.exec(found)) || /cannot execute (.+?) in a read-only/.exec(message) || [];
  if (code === "57014" && message.includes("timeout")) return tooSlow(seconds);
  if (code === "25006" || (code === "42601" && write) || message.includes("data-modifying"))
    return `displayQuery: the SQL must only read, received ${write?.toUpperCase() ?? "a WITH that writes"}; ${WRITE}`;
  if (code === "42601" && !position)
    return "displayQuery: the SQL must be one query, received several; display each with a call of its own";
  const [, name] = (code === "42703" && /^"([^"]+)"/.exec(found)) || [];
  if (name)
    return `database: column "${name}" does not exist; double quotes are for names: a text is written '${name}'`;
  if (code === "08P01" && message.startsWith("bind message"))
    return "displayQuery: a text cannot have parameters, received $1; write the query with the tag sql of kysely";
  return undefined;
}
