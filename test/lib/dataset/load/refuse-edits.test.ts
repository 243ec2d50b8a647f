import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Database } from "../../../../db/connection/database";
import { migrate } from "../../../../db/migrations/migrate";
import { ensureDataset, seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";
import { backTo } from "../../../db/migrations/earlier-version";
import { startupToChange, writeDataset } from "../../../given-dataset";
import { runCommand } from "../../../run-command";
import { tableHashes } from "../../../table-hashes";
import { testDatabase, urlOf } from "../../../test-database";

const rules = { ...defaultRules, companies: 40, months: 3 };

const refusal = (changed: string) =>
  `seed: a seeding replaces only generated rows, but ${changed} changed by hand; pass { replace: true } (in a terminal: --replace) to delete these rows, or seed another database; the previous dataset is unchanged`;

async function seededDatabase(): Promise<{ db: Database; sessions: string }> {
  const db = await testDatabase();
  const { sessions } = await seed(db, { rules });
  return { db, sessions: sessions.toLocaleString("en-US") };
}

const run = (db: Database, statements: string) => sql.raw(statements).execute(db);

/** Three companies and nine sessions, as somebody puts them in who knows only the tables. */
const rowsByHand = `
  insert into subscriptions values ('small', 19);
  insert into companies select n, 'Mine', 'small', '2025-01-01Z' from generate_series(1, 3) as n;
  insert into sessions select n, n * 1000000 + i, '2025-01-02Z', 60
    from generate_series(1, 3) as n, generate_series(1, 3) as i`;

describe("rows that were inserted by hand, without a record,", () => {
  test("are not replaced, and the sentence says how to go on", async () => {
    const db = await testDatabase();
    await run(db, rowsByHand);
    const before = await tableHashes(db);
    await expect(seed(db, { rules })).rejects.toThrow(
      refusal("subscriptions, companies (3 instead of 0 rows) and sessions (9 instead of 0 rows) were"),
    );
    expect(await tableHashes(db)).toEqual(before);
  });

  test("stay if a dataset is generated only when there is none", async () => {
    const db = await testDatabase();
    await run(db, rowsByHand);
    const before = await tableHashes(db);
    expect(await ensureDataset(db, { rules })).toBeUndefined();
    const DATABASE_URL = urlOf(db);
    const ended = await runCommand("lib/commands/seed.ts", ["--if-empty"], { DATABASE_URL });
    expect(ended).toMatchObject({
      code: 0,
      stdout: "The tables already contain rows, which are unchanged.\n",
    });
    expect(await tableHashes(db)).toEqual(before);
  });

  test("are found in a database of a version that did not note changes", async () => {
    const db = await testDatabase();
    await run(db, `${rowsByHand}; drop table startup_edits; drop function note_edit cascade`);
    await run(db, backTo("002-company-months"));
    await migrate(db);
    await expect(seed(db, { rules })).rejects.toThrow(/companies \(3 instead of 0 rows\)/);
  });
});

test("a dataset of a version that did not note changes is replaced", async () => {
  const { db } = await seededDatabase();
  await run(db, "drop table startup_edits; drop function note_edit cascade");
  await run(db, backTo("002-company-months"));
  await migrate(db);
  await expect(seed(db, { rules, randomSeed: "next" })).resolves.toMatchObject({ randomSeed: "next" });
});

test("a dataset inserted by hand with its record is not replaced", async () => {
  const db = await testDatabase();
  await writeDataset(db, startupToChange);
  await expect(seed(db, { rules })).rejects.toThrow(
    refusal("dataset, subscriptions, companies and sessions were"),
  );
});

describe("one generated row that was changed by hand keeps all from being replaced:", () => {
  test.each([
    [
      "insert into companies values (99, 'Mine', 'small', now())",
      () => "companies (41 instead of 40 rows) was",
    ],
    [
      "delete from sessions where session_id = (select min(session_id) from sessions)",
      (n: string) => `sessions (${Number(n.replace(",", "")) - 1} instead of ${n} rows) was`,
    ],
    ["update companies set company_name = 'Mine' where company_id = 7", () => "companies was"],
    ["update sessions set duration_seconds = 1 where company_id = 7", () => "sessions was"],
    ["update subscriptions set monthly_price = 20 where company_size = 'small'", () => "subscriptions was"],
    ["update dataset set seed = 'mine'", () => "dataset was"],
    ["truncate sessions", (n: string) => `sessions (0 instead of ${n} rows) was`],
    ["begin; delete from sessions; insert into sessions values (1, 1000001, now(), 1); commit", undefined],
    [
      "set session_replication_role = replica; update companies set company_name = 'Mine'; reset session_replication_role",
      () => "companies was",
    ],
    [
      "alter table companies add note text; update companies set note = 'mine' where company_id = 7",
      () => "companies was",
    ],
  ])("%s", async (statement, changed) => {
    const { db, sessions } = await seededDatabase();
    await run(db, statement);
    const before = await tableHashes(db);
    await expect(seed(db, { rules, randomSeed: "next" })).rejects.toThrow(
      changed ? refusal(changed(sessions)) : /changed by hand/,
    );
    expect(await tableHashes(db)).toEqual(before);
  });
});

test.each([
  [
    "what changed no row",
    "update companies set company_name = 'x' where false; delete from sessions where false",
  ],
  ["what was rolled back", "begin; delete from sessions; rollback"],
  ["what was refused", "do $$ begin delete from companies; exception when others then null; end $$"],
  ["what emptied all tables", "truncate dataset, sessions, companies, subscriptions"],
])("%s does not keep a dataset from being replaced", async (_, statements) => {
  const { db } = await seededDatabase();
  await run(db, statements);
  await expect(seed(db, { rules, randomSeed: "next" })).resolves.toMatchObject({ randomSeed: "next" });
});

test("with the option all rows are replaced, and those are generated ones from then on", async () => {
  const { db } = await seededDatabase();
  await run(db, "update companies set company_name = 'Mine' where company_id = 7");
  await expect(seed(db, { rules, replace: true })).resolves.toMatchObject({ companies: 40 });
  await expect(seed(db, { rules })).resolves.toMatchObject({ companies: 40 });
});

test("in the terminal --replace does so, and not together with --if-empty", async () => {
  const db = await testDatabase();
  await run(db, rowsByHand);
  const before = await tableHashes(db);
  const DATABASE_URL = urlOf(db);
  const seedCommand = (...flags: string[]) =>
    runCommand("lib/commands/seed.ts", ["--companies", "40", ...flags], { DATABASE_URL });
  expect(await seedCommand()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("(in a terminal: --replace)"),
  });
  expect(await seedCommand("--replace", "--if-empty")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("'--if-empty' cannot be used with option '--replace'"),
  });
  expect(await tableHashes(db)).toEqual(before);
  expect(await seedCommand("--replace")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^40 companies/),
  });
});

test("a change that is not committed yet is waited for, and then it counts", async () => {
  const { db } = await seededDatabase();
  const client = await db.pool.connect();
  await client.query("begin; update companies set company_name = 'Mine' where company_id = 7");
  const seeding = seed(db, { rules, randomSeed: "next" });
  const outcome = expect(seeding).rejects.toThrow(refusal("companies was"));
  await client.query("select pg_sleep(0.1); commit");
  client.release();
  await outcome;
});
