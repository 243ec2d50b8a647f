import { sql } from "kysely";
import { expect, inject, onTestFinished, test } from "vitest";
import { Database, withClient } from "../../../db/connection/database";
import { databaseFailure } from "../../../db/errors/database-failure";
import { UserError } from "../../../db/errors/user-error";
import { cuttableWire } from "../../cuttable-wire";
import { emptyDatabaseUrl, testDatabase } from "../../test-database";

/** Another server URL than the tests' own in one part. */
function serverUrl(
  change: Partial<Pick<URL, "username" | "password" | "pathname" | "hostname" | "port" | "search">>,
): string {
  return Object.assign(new URL(inject("serverUrl")), change).href;
}

const sentences = {
  password:
    /^database: password authentication failed for user "startup"; correct the user or the password in DATABASE_URL$/,
  user: /^database: password authentication failed for user "stranger"; correct the user or the password in DATABASE_URL$/,
  database: /^database: database "nowhere" does not exist; create that database, or correct DATABASE_URL$/,
  refused:
    /^database: connect ECONNREFUSED 127\.0\.0\.1:1; nothing listens there; start that server, or correct or remove DATABASE_URL$/,
  nobody:
    /^database: SASL: .+client password must be a .*string; add a password to DATABASE_URL, or set PGPASSWORD$/,
  socket:
    /^database: connect ENOENT .+; no server has its socket there; start that server, or correct DATABASE_URL$/,
  options:
    /^database: unrecognized configuration parameter "nonsense"; correct the options in DATABASE_URL or PGOPTIONS$/,
  noTls:
    /^database: The server does not support SSL connections; add sslmode=disable to DATABASE_URL, or have the server encrypt$/,
  host: /^database: getaddrinfo (ENOTFOUND|EAI_AGAIN) no-such-host\.invalid; that host .+ DATABASE_URL$/,
};

test.each<[string, () => string, RegExp]>([
  ["a wrong password", () => serverUrl({ password: "wrong" }), sentences.password],
  ["an unknown user", () => serverUrl({ username: "stranger" }), sentences.user],
  ["an unknown database", () => serverUrl({ pathname: "nowhere" }), sentences.database],
  ["a port where nothing listens", () => serverUrl({ port: "1" }), sentences.refused],
  ["no password", () => serverUrl({ password: "" }), sentences.nobody],
  ["a socket that does not exist", () => "postgresql://u:p@/db?host=/no/such/folder", sentences.socket],
  ["an unknown option", () => `${serverUrl({})}&options=-c%20nonsense=1`, sentences.options],
  ["TLS for a server without", () => serverUrl({ search: "sslmode=require" }), sentences.noTls],
  ["an unknown host", () => serverUrl({ hostname: "no-such-host.invalid" }), sentences.host],
])("%s is explained with a hint, by Kysely and by a client of the pool", async (_, url, sentence) => {
  const db = new Database(url());
  onTestFinished(() => db.destroy());
  for (const query of [
    () => sql`select 1`.execute(db),
    () => withClient(db.pool, (client) => client.query("select 1")),
  ]) {
    const failure = await failureOf(query);
    expect(failure.message).toMatch(sentence);
    expect(failure.cause).toBeInstanceOf(Error);
  }
});

test.each<[string, string, RegExp]>([
  [
    "a statement timeout",
    "set statement_timeout = 10; select pg_sleep(5)",
    /statement timeout; the server canceled the statement; run this again, or raise its statement_timeout$/,
  ],
  [
    "a lock timeout",
    "set lock_timeout = 10; lock table sessions",
    /lock timeout; another program is using the tables; close it and run this again$/,
  ],
  [
    "a read-only connection",
    "begin read only; delete from sessions",
    /read-only transaction; use a server and a role that may write$/,
  ],
  [
    "a table that the role may not read",
    "set role pg_monitor; select * from sessions",
    /^database: permission denied for table sessions; grant select on it to the role; to seed, use the role that owns /,
  ],
  [
    "a table that another role owns",
    "set role pg_monitor; alter table sessions disable trigger user",
    /^database: must be owner of table sessions; use the role that owns the tables$/,
  ],
  [
    "a schema without the right to create tables",
    "set role pg_monitor; create table public.more ()",
    /^database: permission denied for schema public; let the role use and create tables there \(grant usage, create on schema …\), or use another role$/,
  ],
  [
    "a search path without a schema",
    "set search_path = nowhere; create table more ()",
    /^database: no schema has been selected to create in; create a schema for the tables, or correct the role's search_path$/,
  ],
  [
    "a misspelled column, with the hint of Postgres",
    "select company_nam from companies",
    /^database: column "company_nam" does not exist; perhaps you meant to reference the column "companies.company_name"$/,
  ],
  [
    "a full disk",
    "do $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$",
    /^database: could not extend file; free some disk space on the server and run this again$/,
  ],
  ["a mistake in SQL", "select * from nowhere", /^database: relation "nowhere" does not exist$/],
])("%s is explained with a hint", async (_, statement, sentence) => {
  const db = await testDatabase();
  await withClient(db.pool, async (holder) => {
    await holder.query("begin");
    await holder.query("lock table sessions in access share mode");
    expect((await failureOf(() => withClient(db.pool, (client) => client.query(statement)))).message).toMatch(
      sentence,
    );
    await holder.query("rollback");
  });
  // `set role` and the like end with the connection.
  await db.destroy();
});

test("a role that may not create databases is explained with a hint", async () => {
  const db = new Database(inject("serverUrl"));
  onTestFinished(() => db.destroy());
  const failure = withClient(db.pool, async (client) => {
    await client.query("set role pg_monitor");
    await client.query("create database more").finally(() => client.query("reset role"));
  });
  await expect(failure).rejects.toThrow(
    /^database: permission denied to create database; let the role create databases \(alter role … createdb\), or use another role$/,
  );
});

test("a backend that is shut down is explained with a hint, and the next query works", async () => {
  const db = new Database(await emptyDatabaseUrl());
  onTestFinished(() => db.destroy());
  const failure = failureOf(() => sql`select pg_terminate_backend(pg_backend_pid())`.execute(db));
  expect((await failure).message).toBe(
    "database: terminating connection due to administrator command; the server was shut down; run this again",
  );
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
});

/** Makes it wait for a connection for less than its ten seconds. */
function hasten({ pool }: Database): void {
  expect(pool.options.connectionTimeoutMillis).toBeGreaterThan(0);
  pool.options.connectionTimeoutMillis = 300;
}

test("a server that does not answer is not explained as a lost connection", async () => {
  const wire = await cuttableWire(inject("serverUrl"), () => "held");
  const db = new Database(`${wire.url}`);
  onTestFinished(() => db.destroy());
  hasten(db);
  expect((await failureOf(() => sql`select 1`.execute(db))).message).toBe(
    "database: Connection terminated due to connection timeout; that host does not answer; check the network, or correct or remove DATABASE_URL",
  );
});

test("a query that waits too long for a connection says that all are in use", async () => {
  const db = new Database(inject("serverUrl"));
  const clients = await Promise.all(Array.from({ length: 10 }, () => db.pool.connect()));
  onTestFinished(async () => {
    for (const client of clients) client.release();
    await db.destroy();
  });
  hasten(db);
  expect((await failureOf(() => sql`select 1`.execute(db))).message).toBe(
    "database: timeout exceeded when trying to connect; all connections of this process are in use; run fewer queries at once",
  );
});

const CANCEL =
  "select pg_cancel_backend(pid) as canceled from pg_stat_activity where pid = $1 and state = 'active' and query ~ 'pg_sleep'";

test("a query that a person cancels says so", async () => {
  const db = new Database(inject("serverUrl"));
  onTestFinished(() => db.destroy());
  const failure = withClient(db.pool, async (client) => {
    const pid = (await client.query("select pg_backend_pid() as pid")).rows[0].pid;
    await Promise.all([
      client.query("select pg_sleep(30)"),
      // Not before it has begun.
      expect
        .poll(async () => (await db.pool.query(CANCEL, [pid])).rows, { timeout: 20_000 })
        .toEqual([{ canceled: true }]),
    ]);
  });
  await expect(failure).rejects.toThrow(
    /^database: canceling statement due to user request; a person or a program canceled it; run this again$/,
  );
});

test("a connection that is cut is explained with a hint, and the next query works", async () => {
  const wire = await cuttableWire(inject("serverUrl"));
  const db = new Database(wire.url);
  onTestFinished(() => db.destroy());
  await sql`select 1`.execute(db);

  const failure = failureOf(() => sql`select pg_sleep(10)`.execute(db));
  await new Promise((resolve) => setTimeout(resolve, 50));
  wire.cut();

  expect((await failure).message).toMatch(/^database: .+; the connection was lost; run this again$/);
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
});

test("an idle connection that is cut does not end the process, and the next query works", async () => {
  const wire = await cuttableWire(inject("serverUrl"));
  const db = new Database(wire.url);
  onTestFinished(() => db.destroy());
  await sql`select 1`.execute(db);
  wire.cut();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
});

const correct = "correct or remove DATABASE_URL";
const unreachable = `that host does not answer; check the network, or ${correct}`;
const lost = "the connection was lost; run this again";
const untrusted =
  "add sslrootcert=<file of the authority that signed the server's certificate> to DATABASE_URL, or, on a network that you trust, sslmode=no-verify";

/** Failures of Postgres, Node and `pg` that the tests above and below cannot bring about, with their hints. */
test.each<[code: string | undefined, message: string, hint: string, fields?: object]>([
  [
    "EAI_FAIL",
    "getaddrinfo EAI_FAIL host",
    `that host cannot be looked up; check the network, or ${correct}`,
  ],
  ["ETIMEDOUT", "connect ETIMEDOUT 192.0.2.1:5432", unreachable],
  ["EHOSTUNREACH", "connect EHOSTUNREACH 192.0.2.1:5432", unreachable],
  ["ENETUNREACH", "connect ENETUNREACH 2001:db8::1:5432", unreachable],
  [undefined, "Connection terminated due to connection timeout", unreachable],
  [undefined, "timeout expired", unreachable],
  ["ENOENT", "open '/no/such/file'", "a file that DATABASE_URL names does not exist; correct DATABASE_URL"],
  [
    "EACCES",
    "open '/root/key'",
    "a file that DATABASE_URL names cannot be read; correct DATABASE_URL or that file",
  ],
  [
    "EACCES",
    "connect EACCES /run/postgresql/.s.PGSQL.5432",
    "this user may not connect there; correct DATABASE_URL, or run this as a user who may",
  ],
  ["EMFILE", "connect EMFILE", "close other programs, or raise the limit of open files"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate", untrusted],
  ["SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain", untrusted],
  [
    "CERT_NOT_YET_VALID",
    "certificate is not yet valid",
    "have the server's certificate renewed, or set the clock of this machine",
  ],
  [
    "ERR_OSSL_PEM_NO_START_LINE",
    "error:0480006C:PEM routines::no start line",
    "a certificate or key that DATABASE_URL names is not valid; correct that file",
  ],
  [
    "EPROTO",
    "write EPROTO",
    "server and machine share no way to encrypt; check the server's TLS settings and client certificates",
  ],
  [
    undefined,
    "There was an error establishing an SSL connection",
    "the program that listens there is not Postgres; correct the port in DATABASE_URL",
  ],
  [
    undefined,
    "sslnegotiation=direct requires SSL to be enabled",
    "add sslmode=require to DATABASE_URL, or unset PGSSLNEGOTIATION",
  ],
  ["28000", 'role "u" does not exist', "correct the user in DATABASE_URL, or let the server accept it"],
  [
    "28000",
    "connection requires a valid client certificate",
    "add sslcert=<file> and sslkey=<file> to DATABASE_URL",
  ],
  [
    "08P01",
    "unsupported startup parameter: options",
    "the pooler refuses that parameter; remove it from DATABASE_URL and PGOPTIONS",
  ],
  ["08006", "server closed the connection", lost],
  ["42501", "keine Berechtigung für Tabelle sessions", "use a role that may do this"],
  [
    "40001",
    "canceling statement due to conflict with recovery",
    "the standby server ended the query; run this again, or use the primary server",
  ],
  [
    "40001",
    "could not serialize access due to concurrent update",
    "another program changed the same rows; run this again",
  ],
  ["40P01", "deadlock detected", "another program used the tables at the same time; run this again"],
  [
    "53100",
    "could not resize shared memory segment",
    "give the server more shared memory (Docker: --shm-size), or set max_parallel_workers_per_gather = 0",
    { file: "dsm_impl.c" },
  ],
  [
    "53100",
    "could not extend file",
    "free some disk space on the server and run this again",
    { file: "fd.c" },
  ],
  ["53200", "out of memory", "give the server more memory and run this again"],
  ["53200", "out of shared memory", "raise max_locks_per_transaction on the server"],
  ["53300", "sorry, too many clients already", "close other connections to the server and run this again"],
  [
    "53400",
    "temporary file size exceeds temp_file_limit",
    "the query exceeds a limit of the server; raise its temp_file_limit",
  ],
  [
    "55006",
    "database is being accessed by other users",
    "close the other programs that use it and run this again",
  ],
  ["57P02", "terminating connection because of crash", "the server crashed; run this again"],
  [
    "57P03",
    "the database system is starting up",
    "the server is starting or stopping; run this again in a moment",
  ],
  ["57P04", "database was dropped", "that database was dropped; create it, or correct DATABASE_URL"],
  [
    "57P05",
    "terminating connection due to idle-session timeout",
    "the server closed the idle connection; run this again",
  ],
  ["58030", "could not read block 1", "the server cannot read or write its files; see its log"],
  ["XX001", "invalid page in block 1", "the server cannot read or write its files; see its log"],
  [undefined, "Connection terminated unexpectedly", lost],
  ["ECONNRESET", "read ECONNRESET", lost],
  ["EPIPE", "write EPIPE", lost],
  [undefined, "Connection ended", lost],
  [undefined, "Client has encountered a connection error and is not queryable", lost],
])("the hint of %s, %s, is: %s", (code, message, hint, fields = {}) => {
  const failure = Object.assign(new Error(message), code && { code }, fields);
  expect(databaseFailure(failure).message).toBe(`database: ${message}; ${hint}`);
  const forEmbedded = hint.includes("DATABASE_URL") ? "run `npm run db:stop`, and then this again" : hint;
  expect(databaseFailure(failure, true).message).toBe(`database: ${message}; ${forEmbedded}`);
});

test.each<[string, unknown]>([
  ["a code that has no hint", Object.assign(new Error("it failed"), { code: "XX000" })],
  ["a code that is not text", Object.assign(new Error("it failed"), { code: 57014 })],
  ["no code", new Error("it failed")],
  ["a text in place of an error", "it failed"],
  ["no addresses", new AggregateError([], "it failed")],
])("a failure with %s is explained without a hint", (_, thrown) => {
  expect(databaseFailure(thrown).message).toBe("database: it failed");
});

test("a UserError is returned unchanged", () => {
  const explained = new UserError("a sentence");
  expect(databaseFailure(explained)).toBe(explained);
});

test("a failure on two addresses of a host is explained once", () => {
  const refused = (address: string) =>
    Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: "ECONNREFUSED" });
  const failure = databaseFailure(new AggregateError([refused("::1:1"), refused("127.0.0.1:1")]));
  expect(failure.message).toMatch(/^database: connect ECONNREFUSED ::1:1; nothing listens there; /);
});

async function failureOf(query: () => Promise<unknown>): Promise<Error> {
  try {
    await query();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(UserError);
    return thrown as Error;
  }
  throw new Error("nothing failed");
}
