import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { Database, withClient } from "../../../db/connection/database";
import { UserError } from "../../../db/errors/user-error";
import { migrate } from "../../../db/migrations/migrate";
import { seed } from "../../../lib/dataset/load/seed";
import { startChild } from "../../child-process";
import { emptyDatabaseUrl } from "../../test-database";
import { waitForSomeoneAtALock } from "../../waiting-at-a-lock";
import { backTo } from "./earlier-version";

const TABLES = [
  "companies",
  "company_lives",
  "company_months",
  "dataset",
  "sessions",
  "startup_edits",
  "startup_migration",
  "startup_migration_lock",
  "subscriptions",
];

async function emptyDatabase(): Promise<{ db: Database; url: string }> {
  const url = await emptyDatabaseUrl();
  const db = new Database(url);
  onTestFinished(() => db.destroy());
  return { db, url };
}

/** The relations in the schema `public`: tables, views, indexes, sequences. */
async function relations(db: Database, kinds = ["r", "v", "m", "i", "S"]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select relname::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = any(${kinds}) order by relname collate "C"`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}

test("an empty database gets the tables and the record of the migrations", async () => {
  const { db } = await emptyDatabase();
  await migrate(db);
  expect(await relations(db, ["r"])).toEqual(TABLES);
});

test("migrating again writes nothing", async () => {
  const { db, url } = await emptyDatabase();
  await migrate(db);
  const name = new URL(url).pathname.slice(1);
  await sql.raw(`alter database ${name} set default_transaction_read_only = on`).execute(db);
  const readOnly = new Database(url);
  onTestFinished(() => readOnly.destroy());
  await expect(sql`create table x ()`.execute(readOnly)).rejects.toThrow(/read-only transaction/);
  await migrate(readOnly);
});

test.each([2, 5])("%i pools that migrate at once all succeed", async (count) => {
  const { db, url } = await emptyDatabase();
  const pools = Array.from({ length: count }, () => new Database(url));
  await Promise.all(pools.map(migrate));
  await Promise.all(pools.map((pool) => pool.destroy()));
  expect(await relations(db, ["r"])).toEqual(TABLES);
});

test("one pool that migrates three times at once succeeds", async () => {
  const { db } = await emptyDatabase();
  await Promise.all([migrate(db), migrate(db), migrate(db)]);
  expect(await relations(db, ["r"])).toEqual(TABLES);
});

test("two processes that migrate at once both succeed", async () => {
  const { db, url } = await emptyDatabase();
  const children = [1, 2].map(() => startChild("test/db/migrations/migrating-process.ts", [url]));
  for (const child of children) expect(await child.ended).toMatchObject({ code: 0, stderr: "" });
  expect(await relations(db, ["r"])).toEqual(TABLES);
});

test("a migration waits for that of another process", async () => {
  const { db } = await emptyDatabase();
  const MIGRATION_LOCK = 7_320_001;
  await withClient(db.pool, async (other) => {
    await other.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const migrating = migrate(db);
    await waitForSomeoneAtALock(db);
    expect(await relations(db)).toEqual([]);
    await other.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    await migrating;
  });
  expect(await relations(db, ["r"])).toEqual(TABLES);
});

describe("relations of others are refused in one line, and stay as they are:", () => {
  test.each([
    ["a table", "companies", "create table companies (id int); insert into companies values (1), (2)"],
    ["a view", "companies", "create table theirs (id int); create view companies as select * from theirs"],
    ["a materialized view", "sessions", "create materialized view sessions as select 1 as id"],
    ["a table sessions", "sessions", "create table sessions (token text)"],
    ["a table dataset", "dataset", "create table dataset (company_id int, created_at date)"],
    ["two tables", "subscriptions and sessions", "create table sessions (); create table subscriptions ()"],
    [
      "a table of a schema on the search path",
      "companies",
      "create schema crm; create table crm.companies (id int)",
    ],
  ])("%s", async (_, names, theirs) => {
    const { db, url } = await emptyDatabase();
    const database = new URL(url).pathname.slice(1);
    await sql.raw(`alter database ${database} set search_path = public, crm; ${theirs}`).execute(db);
    const before = await relations(db);
    const own = new Database(url);
    onTestFinished(() => own.destroy());

    const [tables, exist, them] = names.includes(" and ")
      ? ["tables", "exist and were", "them"]
      : ["table", "exists and was", "it"];
    const sentence = `database: ${tables} ${names} already ${exist} not created by this project; rename ${them}, or set DATABASE_URL to an empty database`;
    for (const attempt of [migrate, seed]) {
      const refused = attempt(own);
      await expect(refused).rejects.toThrow(UserError);
      await expect(refused).rejects.toThrow(sentence);
    }
    expect(await relations(db)).toEqual(before);
  });

  test("and the rows in them", async () => {
    const { db } = await emptyDatabase();
    await sql`create table companies as select n as id from generate_series(1, 5) n`.execute(db);
    await expect(seed(db)).rejects.toThrow(/companies already exists/);
    expect((await sql`select count(*) as count from companies`.execute(db)).rows).toEqual([{ count: 5 }]);
  });
});

test("a view of others with the name of one that a later version creates is refused", async () => {
  const { db } = await emptyDatabase();
  await migrate(db);
  await db.pool.query(backTo("003-edits"));
  await sql`create view monthly_activity as select 1 as id`.execute(db);
  const refused = migrate(db);
  await expect(refused).rejects.toThrow(UserError);
  await expect(refused).rejects.toThrow(/monthly_activity already exists and was not created/);
});

test("hints for the embedded server do not name DATABASE_URL", async () => {
  const { db, url } = await emptyDatabase();
  const embedded = new Database(url, async () => url);
  onTestFinished(() => embedded.destroy());
  await sql`create table companies ()`.execute(db);
  await expect(migrate(embedded)).rejects.toThrow(
    /already exists and was not created by this project; rename it$/,
  );
  await sql`drop table companies`.execute(db);
  await migrate(embedded);
  await sql`drop table dataset cascade`.execute(db);
  await expect(migrate(embedded)).rejects.toThrow(
    / are missing; restore it, or set the tables aside in psql: /,
  );
});

test("tables of others with other names do not matter", async () => {
  const { db } = await emptyDatabase();
  await sql`create table customers (id int)`.execute(db);
  await migrate(db);
  expect(await relations(db, ["r"])).toEqual([...TABLES, "customers"].sort());
});

test("a migration that fails leaves none of the tables, and says why", async () => {
  const { db } = await emptyDatabase();
  // The name of an index that the last table needs.
  await sql`create table theirs (id int)`.execute(db);
  await sql`create index sessions_pkey on theirs (id)`.execute(db);
  await expect(migrate(db)).rejects.toThrow(/^database: relation "sessions_pkey" already exists$/);
  expect(await relations(db, ["r"])).not.toContain("companies");
});

test.each(["14.17", "9.6.24"])("a server of version %s is refused as too old", async (version) => {
  const { db, url } = await emptyDatabase();
  // A function of the same name, found before Postgres's own, stands for an old server.
  await sql
    .raw(`create function current_setting(text) returns text language sql as $$ select '${version}' $$`)
    .execute(db);
  await sql
    .raw(`alter database ${new URL(url).pathname.slice(1)} set search_path = public, pg_catalog`)
    .execute(db);
  const old = new Database(url);
  onTestFinished(() => old.destroy());
  await expect(migrate(old)).rejects.toThrow(
    `database: the server must be Postgres 15 or later, and it is ${version}; set DATABASE_URL to a newer one, or remove it to use the embedded one`,
  );
  expect(await relations(db, ["r"])).toEqual([]);
});

test("a role that may only read names who can bring the tables of an earlier version up to date", async () => {
  const { db, url } = await emptyDatabase();
  await migrate(db);
  const reader = `reader_${randomBytes(6).toString("hex")}`;
  await db.pool.query(
    `${backTo("003-edits")}
     create role ${reader} login password 'secret'; grant select on all tables in schema public to ${reader}`,
  );
  const own = new Database(Object.assign(new URL(url), { username: reader, password: "secret" }).href);
  onTestFinished(async () => {
    await own.destroy();
    await db.pool.query(`drop owned by ${reader}; drop role ${reader}`);
  });

  await expect(migrate(own)).rejects.toThrow(
    /^database: its tables are of an earlier version, and cannot be brought up to date here: permission denied for \w+ \w+; run any command once as the role that owns them$/,
  );
  await migrate(db);
  await migrate(own);
});
