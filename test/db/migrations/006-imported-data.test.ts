import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Database } from "../../../db/connection/database";
import { migrate } from "../../../db/migrations/migrate";
import { seed, seedUnlessImported } from "../../../lib/dataset/load/seed";
import { currentDataset } from "../../../lib/dataset/record";
import { defaultRules } from "../../../lib/dataset/rules";
import { mrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import { sessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { testDatabase } from "../../test-database";
import { backTo } from "./earlier-version";

const run = (db: Database, statements: string) => sql.raw(statements).execute(db);
const rules = { ...defaultRules, companies: 40, months: 3 };

/** As somebody inserts rows who knows the tables from `\\d` alone. */
const byHand = `
  insert into dataset (start_month, months) values ('2025-01-01', 2);
  insert into subscriptions values ('pro', 49);
  insert into companies (company_name, company_size, created_at) values ('A', 'pro', '2025-01-05Z'), ('B', 'pro', '2025-02-01Z');
  insert into sessions (company_id, created_at) values (1, '2025-01-06Z'), (1, '2025-02-03Z'), (2, '2025-02-04Z')`;

test("rows that are inserted without ids are counted by the KPIs", async () => {
  const db = await testDatabase();
  await run(db, byHand);
  expect(await sessionsPerMonth(db).execute()).toMatchObject([{ sessions: 1 }, { sessions: 2 }]);
  expect(await mrrPerMonth(db).execute()).toMatchObject([{ mrr: 49 }, { mrr: 98 }]);
  expect(await currentDataset(db)).toEqual({
    rules: undefined,
    randomSeed: undefined,
    importedFrom: undefined,
    startMonth: "2025-01",
    months: 2,
    companies: 2,
    sessions: 3,
    fingerprint: undefined,
  });
});

test("after a seeding, the next company has the next id and the next session an id of its own", async () => {
  const db = await testDatabase();
  await seed(db, { rules });
  await run(
    db,
    `insert into companies (company_name, company_size, created_at) values ('Mine', 'small', '2025-01-05Z');
     insert into sessions (company_id, created_at) values (41, '2025-01-06Z'), (7, '2025-01-06Z')`,
  );
  const { rows } =
    await sql`select company_id, session_id from sessions order by session_id desc limit 2`.execute(db);
  expect(rows).toEqual([
    { company_id: 7, session_id: 3_000_000_000_000_001 },
    { company_id: 41, session_id: 3_000_000_000_000_000 },
  ]);
});

test("a database of an earlier version continues with the next id", async () => {
  const db = await testDatabase();
  await seed(db, { rules });
  await run(db, backTo("005-company-lives"));
  await migrate(db);
  await run(
    db,
    "insert into companies (company_name, company_size, created_at) values ('Mine', 'small', '2025-01-05Z')",
  );
  expect((await sql`select max(company_id) as id from companies`.execute(db)).rows).toEqual([{ id: 41 }]);
});

test("the view has no MRR if the prices are unknown", async () => {
  const db = await testDatabase();
  await run(db, byHand.replace("49", "null"));
  const { rows } = await sql`select distinct mrr from monthly_activity`.execute(db);
  expect(rows).toEqual([{ mrr: null }]);
});

test.each([
  [
    "both generated and imported",
    "update dataset set imported_from = '{}'",
    "dataset must be generated, imported or neither",
  ],
  [
    "generated from rules without a seed",
    "update dataset set seed = null",
    "dataset must be generated, imported or neither",
  ],
  [
    "that was never loaded, with a fingerprint missing",
    "update dataset set fingerprint = null",
    "dataset must be generated, imported or neither",
  ],
  [
    "with a sign-up at infinity",
    "update companies set created_at = 'infinity'",
    "created_at must be a time, not infinity",
  ],
])("a dataset %s is refused", async (_, statement, rule) => {
  const db = await testDatabase();
  await seed(db, { rules });
  await expect(run(db, statement)).rejects.toThrow(rule);
});

test("imported data is replaced by a seeding only if that is asked for", async () => {
  const db = await testDatabase();
  await run(
    db,
    `insert into dataset (start_month, months, companies, sessions, fingerprint, imported_from, seeded_at) values
      ('2025-01-01', 2, 0, 0, repeat('0', 64), '{"files": [{"name": "customers.csv"}, {"name": "events.csv"}]}', '2026-03-01Z');
     delete from startup_edits`,
  );
  await expect(seed(db, { rules })).rejects.toThrow(
    "seed: a seeding replaces only generated rows, but the data was imported from customers.csv and events.csv on 2026-03-01; pass { replace: true } (in a terminal: --replace) to delete these rows, or seed another database; the previous dataset is unchanged",
  );
  expect(await seedUnlessImported(db, { rules })).toBeUndefined();
  await seed(db, { rules, replace: true });
  expect(await seedUnlessImported(db, { rules })).toMatchObject({ companies: 40 });
});
