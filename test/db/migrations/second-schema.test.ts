import { randomBytes } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../../db/connection/database";
import { migrate } from "../../../db/migrations/migrate";
import { fingerprint } from "../../../lib/dataset/fingerprint";
import { seed } from "../../../lib/dataset/load/seed";
import { defaultRules } from "../../../lib/dataset/rules";
import { verify } from "../../../lib/dataset/verify/verify";
import { emptyDatabaseUrl, testDatabase, urlOf } from "../../test-database";
import { backTo } from "./earlier-version";

const rules = { ...defaultRules, companies: 40, months: 3 };

/** The database as a role sees it whose search path is this. */
async function withSearchPath(db: Database, path: string): Promise<Database> {
  const role = `test_${randomBytes(6).toString("hex")}`;
  await db.pool.query(`create role ${role} login superuser password 'secret'`);
  await db.pool.query(`alter role ${role} set search_path = ${path.replace("ROLE", role)}`);
  const own = new Database(Object.assign(new URL(urlOf(db)), { username: role, password: "secret" }).href);
  onTestFinished(async () => {
    await own.destroy();
    await db.pool.query(`reassign owned by ${role} to current_user; drop role ${role}`);
  });
  return own;
}

const schemasOf = async (db: Database, table: string) =>
  (
    await db.pool.query(
      "select relnamespace::regnamespace::text as schema from pg_class where relname = $1 order by 1",
      [table],
    )
  ).rows.map(({ schema }) => schema);

test("each schema of a database has a dataset of its own", async () => {
  const here = await testDatabase();
  const first = await seed(here, { rules, randomSeed: "here" });
  await here.pool.query('create schema "There, too"');
  const there = await withSearchPath(here, '"There, too"');
  const second = await seed(there, { rules, randomSeed: "there" });
  expect(await fingerprint(here)).toBe(first.fingerprint);
  expect(await fingerprint(there)).toBe(second.fingerprint);
  expect((await verify(there)).passed).toBe(true);
  for (const table of [
    "startup_migration",
    "startup_migration_lock",
    "company_months",
    "company_lives",
    "startup_edits",
    "monthly_activity",
  ])
    expect(await schemasOf(here, table)).toEqual(['"There, too"', "public"]);
});

test("a role with an empty schema of its own uses the tables that its search path leads to", async () => {
  const db = await testDatabase();
  await db.pool.query("create schema theirs");
  const role = await withSearchPath(db, "theirs, public");
  const { fingerprint: made } = await seed(role, { rules });
  expect(await fingerprint(db)).toBe(made);
  expect(await schemasOf(db, "companies")).toEqual(["public"]);
});

test("later migrations use the schema of the first ones, not the first of the search path", async () => {
  const db = await testDatabase();
  await db.pool.query(`create schema theirs; ${backTo("002-company-months")}`);
  const role = await withSearchPath(db, "theirs, public");
  await migrate(role);
  expect(await schemasOf(db, "startup_edits")).toEqual(["public"]);
  expect(await schemasOf(db, "monthly_activity")).toEqual(["public"]);
  expect((await role.pool.query("show search_path")).rows).toEqual([{ search_path: "theirs, public" }]);
});

test("a search path without an existing schema is refused", async () => {
  const db = new Database(await emptyDatabaseUrl());
  onTestFinished(() => db.destroy());
  const role = await withSearchPath(db, "nowhere");
  await expect(migrate(role)).rejects.toThrow(
    "database: the tables need a schema, and search_path (nowhere) names none that exists; create one of these schemas, or correct search_path",
  );
});
