import { sql } from "kysely";
import { expect, inject, onTestFinished, test } from "vitest";
import { Database, withClient } from "../../db/database";
import { databaseFailure } from "../../db/database-failure";
import { ExplainedError } from "../../db/explained-error";
import { cuttableWire } from "../cuttable-wire";
import { emptyDatabaseUrl, testDatabase } from "../test-database";

/** Another server URL than the tests' own in one part. */
function serverUrl(
  change: Partial<Pick<URL, "username" | "password" | "pathname" | "hostname" | "port">>,
): string {
  return Object.assign(new URL(inject("serverUrl")), change).href;
}

const wayOut = {
  password:
    /^database: password authentication failed for user "startup"; correct the user or the password in DATABASE_URL$/,
  user: /^database: password authentication failed for user "stranger"; correct the user or the password in DATABASE_URL$/,
  database: /^database: database "nowhere" does not exist; create that database, or correct DATABASE_URL$/,
  refused:
    /^database: connect ECONNREFUSED 127\.0\.0\.1:1; nothing listens there; start that server, or correct or remove DATABASE_URL$/,
  host: /^database: getaddrinfo (ENOTFOUND|EAI_AGAIN) no-such-host\.invalid; that host .+ DATABASE_URL$/,
};

test.each<[string, () => string, RegExp]>([
  ["a wrong password", () => serverUrl({ password: "wrong" }), wayOut.password],
  ["an unknown user", () => serverUrl({ username: "stranger" }), wayOut.user],
  ["an unknown database", () => serverUrl({ pathname: "nowhere" }), wayOut.database],
  ["a port where nothing listens", () => serverUrl({ port: "1" }), wayOut.refused],
  ["an unknown host", () => serverUrl({ hostname: "no-such-host.invalid" }), wayOut.host],
])("%s is told with the way out, by Kysely and by a client of the pool", async (_, url, sentence) => {
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
    /statement timeout; the server cancelled the statement; run this again, or raise its statement_timeout$/,
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
    "a missing permission",
    "set role pg_monitor; select * from sessions",
    /permission denied .+; use a role that may read and write these tables$/,
  ],
  [
    "a full disk",
    "do $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$",
    /^database: could not extend file; free some disk space on the server and run this again$/,
  ],
  ["a mistake in SQL", "select * from nowhere", /^database: relation "nowhere" does not exist$/],
])("%s is told with the way out", async (_, statement, sentence) => {
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

test("a backend that is shut down is told with the way out, and the next query works", async () => {
  const db = new Database(await emptyDatabaseUrl());
  onTestFinished(() => db.destroy());
  const failure = failureOf(() => sql`select pg_terminate_backend(pg_backend_pid())`.execute(db));
  expect((await failure).message).toBe(
    "database: terminating connection due to administrator command; the server was shut down; run this again",
  );
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
});

test("a connection that is cut is told with the way out, and the next query works", async () => {
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

test.each<[code: string, wayOut: string]>([
  ["ECONNREFUSED", "nothing listens there; start that server, or correct or remove DATABASE_URL"],
  ["ENOTFOUND", "that host is unknown; correct or remove DATABASE_URL"],
  ["EAI_AGAIN", "that host cannot be looked up; check the network, or correct or remove DATABASE_URL"],
  ["ETIMEDOUT", "that host does not answer; check the network, or correct or remove DATABASE_URL"],
  ["ENOENT", "a file that DATABASE_URL names is not there; correct DATABASE_URL"],
  ["28P01", "correct the user or the password in DATABASE_URL"],
  ["28000", "correct the user in DATABASE_URL, or let the server accept it"],
  ["3D000", "create that database, or correct DATABASE_URL"],
  ["42501", "use a role that may read and write these tables"],
  ["25006", "use a server and a role that may write"],
  ["40001", "another program changed the same rows; run this again"],
  ["40P01", "another program used the tables at the same time; run this again"],
  ["53100", "free some disk space on the server and run this again"],
  ["53200", "give the server more memory and run this again"],
  ["53300", "close other connections to the server and run this again"],
  ["53400", "the query needs more than a limit of the server allows; raise its temp_file_limit"],
  ["55P03", "another program is using the tables; close it and run this again"],
  ["57014", "the server cancelled the statement; run this again, or raise its statement_timeout"],
  ["57P01", "the server was shut down; run this again"],
  ["57P02", "the server crashed; run this again"],
  ["57P03", "the server is starting or stopping; run this again in a moment"],
])("the way out of %s is: %s", (code, wayOut) => {
  const failure = Object.assign(new Error("it failed"), { code });
  expect(databaseFailure(failure).message).toBe(`database: it failed; ${wayOut}`);
});

test.each([
  "Connection terminated unexpectedly",
  "read ECONNRESET",
  "write EPIPE",
  "Connection ended",
  "Client has encountered a connection error and is not queryable",
  "timeout exceeded when trying to connect",
])("a connection that is lost is told by its message: %s", (message) => {
  expect(databaseFailure(new Error(message)).message).toBe(
    `database: ${message}; the connection was lost; run this again`,
  );
});

test.each<[string, unknown]>([
  ["a code that has no way out", Object.assign(new Error("it failed"), { code: "XX000" })],
  ["a code that is no text", Object.assign(new Error("it failed"), { code: 57014 })],
  ["no code", new Error("it failed")],
  ["no error at all", "it failed"],
  ["no addresses", new AggregateError([], "it failed")],
])("a failure with %s is told without a way out", (_, thrown) => {
  expect(databaseFailure(thrown).message).toBe("database: it failed");
});

test("what is explained already stays as it is", () => {
  const explained = new ExplainedError("a sentence");
  expect(databaseFailure(explained)).toBe(explained);
});

test("a failure on two addresses of a host is told once", () => {
  const refused = (address: string) =>
    Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: "ECONNREFUSED" });
  const failure = databaseFailure(new AggregateError([refused("::1:1"), refused("127.0.0.1:1")]));
  expect(failure.message).toMatch(/^database: connect ECONNREFUSED ::1:1; nothing listens there; /);
});

async function failureOf(query: () => Promise<unknown>): Promise<Error> {
  try {
    await query();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ExplainedError);
    return thrown as Error;
  }
  throw new Error("nothing failed");
}
