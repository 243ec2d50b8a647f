import { sql } from "kysely";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { connectionConfig, shownAddress } from "../../../db/connection/connection-config";
import { Database } from "../../../db/connection/database";
import { clientClass } from "../../../db/connection/scram-client";
import { ensureServer } from "../../../db/embedded/server";
import { cuttableWire } from "../../cuttable-wire";
import { runCommand } from "../../run-command";
import { emptyDatabaseUrl } from "../../test-database";
import { serverFolder } from "../embedded/server-folder";

/** The variables that Postgres clients, or `pg` alone, read from the environment: all wrong for the tests' server. */
const elsewhere: NodeJS.ProcessEnv = {
  PGHOST: "no-such-host.invalid",
  PGHOSTADDR: "192.0.2.1",
  PGPORT: "1",
  PGDATABASE: "nowhere",
  PGUSER: "stranger",
  PGPASSWORD: "wrong",
  PGPASSFILE: "/no/such/file",
  PGSERVICE: "nowhere",
  PGSSLMODE: "verify-full",
  PGSSLNEGOTIATION: "direct",
  PGSSLROOTCERT: "/no/such/file",
  PGREQUIRESSL: "1",
  PGGSSENCMODE: "require",
  PGREQUIREAUTH: "none",
  PGCHANNELBINDING: "require",
  PGTARGETSESSIONATTRS: "standby",
  PGREPLICATION: "database",
  PGOPTIONS: "-c default_transaction_read_only=on -c search_path=nowhere",
  PGCLIENTENCODING: "LATIN1",
  PGCLIENT_ENCODING: "LATIN1",
  PGDATESTYLE: "German",
  PGTZ: "Asia/Tokyo",
  PGAPPNAME: "elsewhere",
  PGCONNECT_TIMEOUT: "1",
  PGBINARY: "1",
  PGDATA: "/no/such/folder",
  PGCTLTIMEOUT: "1",
  NODE_PG_FORCE_NATIVE: "1",
};

function setEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

test("variables for another server do not affect the embedded server", async () => {
  setEnvironment(elsewhere);
  const db = new Database(await ensureServer(serverFolder()));
  onTestFinished(() => db.destroy());
  const said = sql`select current_user, current_database(), ${"ä"}::text as text,
    current_setting('search_path') as path, current_setting('default_transaction_read_only') as read_only`;
  expect((await said.execute(db)).rows).toEqual([
    {
      current_user: "startup",
      current_database: "startup",
      text: "ä",
      path: '"$user", public',
      read_only: "off",
    },
  ]);
});

test("variables for another server do not affect commands", async () => {
  const DATABASE_URL = await emptyDatabaseUrl();
  const run = await runCommand("lib/commands/seed.ts", ["--companies", "20"], { ...elsewhere, DATABASE_URL });
  expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^20 companies /), stderr: "" });
});

test("the environment supplies what the URL leaves out, as for all Postgres clients", async () => {
  const { username, password, hostname, port, pathname } = new URL(await emptyDatabaseUrl());
  setEnvironment({ PGUSER: username, PGPASSWORD: password, PGPORT: port, PGOPTIONS: "-c work_mem=7MB" });
  const db = new Database(`postgresql://${hostname}${pathname}`);
  const given = new Database(`postgresql://${hostname}${pathname}?options=-c%20work_mem%3D8MB`);
  const ssl = new Database(`postgresql://${hostname}${pathname}`);
  onTestFinished(async () => void (await Promise.all([db.destroy(), given.destroy(), ssl.destroy()])));
  const workMem = async (of: Database) =>
    (await sql`select current_setting('work_mem') as size`.execute(of)).rows;
  expect(await workMem(db)).toEqual([{ size: "7MB" }]);
  expect(await workMem(given)).toEqual([{ size: "8MB" }]);
  vi.stubEnv("PGSSLMODE", "require");
  await expect(workMem(ssl)).rejects.toThrow("The server does not support SSL connections");
});

test("no startup parameter that a pooler would refuse is sent", async () => {
  const greetings: string[] = [];
  const { hostname, port, username, password, pathname } = new URL(inject("serverUrl"));
  const wire = await cuttableWire(`postgresql://${hostname}:${port}`, (sent) => {
    greetings.push(sent.toString("latin1"));
    return "through";
  });
  const db = new Database(Object.assign(new URL(wire.url), { username, password, pathname }).href);
  onTestFinished(() => db.destroy());
  await sql`select 1`.execute(db);
  const names = greetings[0]
    ?.slice(8)
    .split("\0")
    .filter((_, index) => index % 2 === 0);
  expect(names?.filter(Boolean)).toEqual(["user", "database", "application_name", "client_encoding"]);
});

test.each(["", "?require_auth=scram-sha-256"])(
  "a connection without a password is closed, and keeps no process alive%s",
  async (parameters) => {
    const { hostname, port } = new URL(inject("serverUrl"));
    const url = `postgresql://startup@${hostname}:${port}/startup${parameters}`;
    const client = new (clientClass(url))(connectionConfig(url));
    await expect(client.connect()).rejects.toThrow("client password must be a string");
    expect(client.connection.stream.destroyed).toBe(true);
  },
);

test.each([
  ["?ssl=false", false],
  ["?ssl=0", false],
  ["?sslmode=disable", false],
  ["?ssl=true", true],
  ["?ssl=1", true],
  ["?ssl=require", true],
  ["?ssl=no-verify", { rejectUnauthorized: false }],
  ["?sslmode=require", {}],
  ["?sslmode=no-verify", { rejectUnauthorized: false }],
  ["?uselibpqcompat=true&sslmode=require", { rejectUnauthorized: false }],
  ["", undefined],
])("the URL's parameters %s mean TLS: %j, without a warning", (parameters, ssl) => {
  const warn = vi.spyOn(process, "emitWarning");
  onTestFinished(() => warn.mockRestore());
  expect(connectionConfig(`postgresql://u:p@host/db${parameters}`).ssl).toEqual(ssl);
  expect(warn).not.toHaveBeenCalled();
});

test.each([
  ["postgresql://u:p@host:5433/db", "postgresql://u@host:5433/db"],
  ["postgresql://u@server:p@host/db", "postgresql://u%40server@host:5432/db"],
  ["postgresql://host/db?user=u&password=p&pwd=p", "postgresql://u@host:5432/db"],
  ["postgresql://u:p@[::1]/db", "postgresql://u@[::1]:5432/db"],
  ["postgresql://u:p@host/d b", "postgresql://u@host:5432/d%20b"],
  ["postgresql://u:p@/db?host=/run/postgresql", "postgresql://u@%2Frun%2Fpostgresql:5432/db"],
  ["postgresql://u:p@%2Frun%2Fpostgresql/db", "postgresql://u@%2Frun%2Fpostgresql:5432/db"],
  ["postgresql://u:p@host", "postgresql://u@host:5432/u"],
])("%s is shown as %s", (url, shown) => {
  expect(shownAddress(connectionConfig(url))).toBe(shown);
});
