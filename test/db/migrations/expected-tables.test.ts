import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { Database, withClient } from "../../../db/connection/database";
import { expectedParts, foundParts, partsAfter } from "../../../db/migrations/expected-tables";
import { migrate, migrations } from "../../../db/migrations/migrate";
import { seed } from "../../../lib/dataset/load/seed";
import { defaultRules } from "../../../lib/dataset/rules";
import { verify } from "../../../lib/dataset/verify/verify";
import { testDatabase, urlOf } from "../../test-database";
import { backTo } from "./earlier-version";

const rules = { ...defaultRules, companies: 40, months: 3 };

test("the expected parts of the tables are those that the migrations create", async () => {
  expect(Object.keys(expectedParts)).toEqual(Object.keys(migrations));
  const found = await foundParts(await testDatabase());
  expect([...found].sort()).toEqual(partsAfter(Object.keys(migrations)).sort());
});

/** The first version of the database: one migration, and no column for the fingerprint. */
const earlyVersion = `${backTo("001-dataset")} alter table dataset drop column fingerprint;`;

describe("tables that are not as the migrations create them are refused before any change:", () => {
  test.each([
    [
      "those of an early version",
      earlyVersion,
      "column dataset.fingerprint text not null and check of dataset (fingerprint) are",
    ],
    [
      "a column of another type",
      "alter table sessions alter duration_seconds type bigint",
      "column sessions.duration_seconds integer is",
    ],
    [
      "a column that may be null",
      "alter table companies alter company_name drop not null",
      "column companies.company_name text not null is",
    ],
    [
      "a missing key",
      "alter table sessions drop constraint sessions_company_id_fkey",
      "foreign key of sessions (company_id) to companies is",
    ],
    [
      "a missing primary key",
      "alter table company_months drop constraint company_months_pkey",
      "primary key of company_months (company_id, month_start) is",
    ],
    [
      "a missing check",
      'alter table subscriptions drop constraint "monthly_price must be 0 or more"',
      "check of subscriptions (monthly_price) is",
    ],
    [
      "a missing trigger",
      "drop trigger company_months_update on sessions",
      "trigger company_months_update on sessions is",
    ],
    [
      "a disabled trigger",
      "alter table companies disable trigger startup_edits_update",
      "trigger startup_edits_update on companies is",
    ],
    [
      "a missing table",
      "drop table sessions",
      "column sessions.company_id integer not null, column sessions.session_id bigint not null, column sessions.created_at timestamp with time zone not null and 13 more are",
    ],
  ])("%s", async (_, statements, missing) => {
    const db = await testDatabase();
    await seed(db, { rules });
    await sql.raw(statements).execute(db);
    const before = (await foundParts(db)).sort();
    for (const attempt of [() => migrate(db), () => seed(db, { replace: true })]) {
      await expect(attempt()).rejects.toThrow(
        `database: the tables must be as the migrations create them, and ${missing} missing; restore it, set DATABASE_URL to an empty database, or set the tables aside in psql: alter schema "public" rename to previous, then create schema "public"`,
      );
    }
    expect((await foundParts(db)).sort()).toEqual(before);
  });
});

test("the hint sets the old tables aside, and new ones are created", async () => {
  const db = await testDatabase();
  await seed(db, { rules });
  await sql
    .raw(`${earlyVersion}; alter schema "public" rename to previous; create schema "public"`)
    .execute(db);
  const fresh = new Database(urlOf(db));
  onTestFinished(() => fresh.destroy());
  await seed(fresh, { rules });
  expect((await verify(fresh)).passed).toBe(true);
  expect((await sql`select count(*) as companies from previous.companies`.execute(db)).rows).toEqual([
    { companies: 40 },
  ]);
});

test("checking the tables does not wait for a seeding", async () => {
  const db = await testDatabase();
  await withClient(db.pool, async (other) => {
    await other.query("begin; lock table dataset, subscriptions, companies, sessions, company_months");
    await other.query("alter table sessions drop constraint sessions_pkey");
    await migrate(db);
    await other.query("rollback");
  });
});

test("seedings that rebuild the keys meanwhile do not confuse the check", async () => {
  const db = await testDatabase();
  let seeding = true;
  const looking = (async () => {
    while (seeding) await migrate(db);
  })();
  for (let n = 0; n < 10; n += 1) await seed(db, { rules });
  seeding = false;
  await looking;
});
