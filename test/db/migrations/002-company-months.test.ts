import { pipeline } from "node:stream/promises";
import { Migrator, sql } from "kysely";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { describe, expect, onTestFinished, test } from "vitest";
import { Database, withClient } from "../../../db/connection/database";
import { migrate, migrations } from "../../../db/migrations/migrate";
import { seed } from "../../../lib/dataset/load/seed";
import { defaultRules } from "../../../lib/dataset/rules";
import { churnedCustomersPerMonth } from "../../../lib/metrics/churned-customers-per-month";
import { mrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import { sessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { type GivenDataset, startupToChange, writeDataset } from "../../given-dataset";
import { emptyDatabaseUrl } from "../../test-database";
import { waitForSomeoneAtALock } from "../../waiting-at-a-lock";

/** A database with the given rows, and the same one with a view of the sessions in place of the table. */
async function givenDatabase(dataset?: GivenDataset) {
  const url = await emptyDatabaseUrl();
  const db = new Database(url);
  const raw = new Database(`${url}&options=-csearch_path%3Draw,public`);
  onTestFinished(async () => {
    await Promise.all([db.destroy(), raw.destroy()]);
  });
  await migrate(db);
  await createRawView(db);
  if (dataset) await writeDataset(db, dataset);
  return { db, expectTruth: () => expectTruth(db, raw) };
}

/** Creates a view `company_months` in a separate schema, which counts the sessions on every query. */
async function createRawView(db: Database): Promise<void> {
  await db.pool.query(`create schema raw;
    create view raw.company_months as
      select company_id, to_char(created_at at time zone 'UTC', 'YYYY-MM-01')::date as month_start,
        count(*)::integer as sessions
      from public.sessions group by 1, 2`);
}

async function expectTruth(db: Database, raw: Database): Promise<void> {
  const cells = (of: Database) =>
    of.selectFrom("company_months").selectAll().orderBy("company_id").orderBy("month_start").execute();
  expect(await cells(db)).toEqual(await cells(raw));
  const kpis = (of: Database) =>
    Promise.all([
      sessionsPerMonth(of).execute(),
      churnedCustomersPerMonth(of).execute(),
      mrrPerMonth(of).execute(),
    ]);
  expect(await kpis(db)).toEqual(await kpis(raw));
}

const row = (company: number, n: number, time: string) => `(${company}, ${company}00000${n}, '${time}', 60)`;

describe("company_months follows", () => {
  test.each<[string, string]>([
    ["a session", `insert into sessions values ${row(2, 9, "2025-02-10Z")}`],
    [
      "sessions of several companies and months in one statement",
      `insert into sessions values ${row(2, 8, "2025-02-10Z")}, ${row(2, 9, "2025-02-11Z")},
        ${row(3, 1, "2025-01-01Z")}, ${row(1, 9, "2025-03-31 23:59:59.999999Z")}`,
    ],
    ["no session", "insert into sessions select * from sessions where false"],
    [
      "a session that exists already and stays unchanged",
      `insert into sessions values ${row(1, 1, "2025-03-10Z")}, ${row(3, 1, "2025-03-10Z")} on conflict do nothing`,
    ],
    [
      "a session that exists already and moves to another month",
      `insert into sessions values ${row(1, 1, "2025-03-10Z")}, ${row(3, 1, "2025-03-10Z")}
       on conflict (company_id, session_id) do update set created_at = excluded.created_at`,
    ],
    ["an update within the month", "update sessions set created_at = created_at + interval '1 minute'"],
    ["an update of something else", "update sessions set duration_seconds = 1"],
    [
      "an update to another month",
      "update sessions set created_at = '2025-02-05Z' where session_id = 1000001",
    ],
    ["an update that empties a month", "update sessions set created_at = '2025-02-05Z' where company_id = 2"],
    ["an update beyond the horizon", "update sessions set created_at = '2026-02-05Z' where company_id = 2"],
    [
      "an update to another company",
      "update sessions set company_id = 3, session_id = session_id + 1000000 where company_id = 2",
    ],
    [
      "months that change places",
      "update sessions set created_at = timestamptz '2025-04-01Z' - (created_at - '2025-01-01Z')",
    ],
    ["a session that is deleted", "delete from sessions where session_id = 1000001"],
    ["the last session of a month that is deleted", "delete from sessions where company_id = 2"],
    ["all sessions deleted", "delete from sessions"],
    ["no session deleted", "delete from sessions where false"],
    ["a truncate", "truncate sessions"],
    ["a truncate of companies that cascades", "truncate companies cascade"],
    ["a truncate of subscriptions that cascades", "truncate subscriptions cascade"],
    [
      "a merge that inserts, updates and deletes",
      `merge into sessions using (values (1, 1000001), (1, 1000002), (3, 3000001)) as source (c, s)
         on session_id = s
       when matched and s = 1000001 then delete
       when matched then update set created_at = '2025-03-03Z'
       when not matched then insert values (c, s, '2025-01-03Z', 1)`,
    ],
    [
      "sessions that are deleted and inserted in one statement",
      `with gone as (delete from sessions where company_id = 2 returning *)
       insert into sessions select 3, session_id + 1000000, created_at, 1 from gone`,
    ],
    [
      "a session whose writer is in another time zone, at the edges of a month",
      `set time zone 'Pacific/Auckland';
       insert into sessions values ${row(3, 1, "2025-01-31T23:59:59.999999Z")}, ${row(3, 2, "2025-02-01T00:00:00Z")};
       set time zone 'Pacific/Pago_Pago';
       insert into sessions values ${row(2, 8, "2025-01-31T23:59:59.999999Z")}, ${row(2, 9, "2025-02-01T00:00:00Z")}`,
    ],
    [
      "a connection that applies changes of another server",
      `set session_replication_role = replica; insert into sessions values ${row(3, 1, "2025-01-31Z")};
       delete from sessions where company_id = 2`,
    ],
    ["a writer with another search path", `set search_path = pg_catalog; delete from public.sessions`],
    [
      "a transaction that is rolled back",
      `begin; insert into sessions values ${row(3, 1, "2025-01-31Z")}; delete from sessions where company_id = 1; rollback`,
    ],
    [
      "a truncate that is rolled back",
      `begin; truncate sessions; insert into sessions values ${row(3, 1, "2025-01-31Z")}; rollback`,
    ],
    [
      "a transaction that is rolled back in part",
      `begin; insert into sessions values ${row(3, 1, "2025-01-31Z")};
       savepoint part; delete from sessions; rollback to part;
       insert into sessions values ${row(3, 2, "2025-01-31Z")}; commit`,
    ],
  ])("%s", async (_, statements) => {
    const { db, expectTruth } = await givenDatabase(startupToChange);
    const client = await db.pool.connect();
    await client.query(statements).finally(() => client.release(true));
    await expectTruth();
  });

  test("COPY", async () => {
    const { db, expectTruth } = await givenDatabase(startupToChange);
    const lines = ["2\t2000008\t2025-02-28T23:59:59Z\t1\n", "2\t2000009\t2025-03-01T00:00:00Z\t1\n"];
    await withClient(db.pool, (client) =>
      pipeline(lines, client.query(copyFrom("copy sessions from stdin"))),
    );
    await expectTruth();
    expect(
      await db.selectFrom("company_months").select("month_start").where("company_id", "=", 2).execute(),
    ).toEqual(["2025-01-01", "2025-02-01", "2025-03-01"].map((month_start) => ({ month_start })));
  });

  test("a writer without permission to write company_months", async () => {
    const { db, expectTruth } = await givenDatabase(startupToChange);
    await withClient(db.pool, async (client) => {
      await client.query(
        "begin; create role writer_of_sessions; grant select, insert, delete on sessions to writer_of_sessions",
      );
      await client.query(`set local role writer_of_sessions; delete from sessions where company_id = 2;
        insert into sessions values ${row(3, 1, "2025-01-31Z")}; reset role`);
      await client.query("drop owned by writer_of_sessions; drop role writer_of_sessions; commit");
    });
    await expectTruth();
  });

  test("a seeding, and a change after it", async () => {
    const { db, expectTruth } = await givenDatabase(startupToChange);
    await seed(db, { rules: { ...defaultRules, companies: 200 }, replace: true });
    await expectTruth();
    await db.deleteFrom("sessions").where("company_id", "<", 20).execute();
    await expectTruth();
  });

  test("a seeding, which restores the triggers", async () => {
    const { db } = await givenDatabase(startupToChange);
    const triggers = async () =>
      (
        await db.pool.query(
          `select tgrelid::regclass::text, tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2`,
        )
      ).rows;
    const before = await triggers();
    expect(before).toHaveLength(25);
    await seed(db, { rules: { ...defaultRules, companies: 20 }, replace: true });
    expect(await triggers()).toEqual(before);
  });

  test("a seeding that is interrupted while the triggers are disabled", async () => {
    const { db, expectTruth } = await givenDatabase(startupToChange);
    const interruption = new AbortController();
    const onProgress = ({ step }: { step: string }) => {
      if (step === "sessions") interruption.abort();
    };
    await expect(seed(db, { replace: true, onProgress, signal: interruption.signal })).rejects.toThrow(
      "interrupted",
    );
    await db.deleteFrom("sessions").where("company_id", "=", 2).execute();
    await expectTruth();
  });
});

describe("two transactions on the same month of a company", () => {
  test.each<[string, string, string]>([
    [
      "both insert the first session of a month",
      `insert into sessions values ${row(3, 1, "2025-01-31Z")}`,
      `insert into sessions values ${row(3, 2, "2025-01-30Z")}`,
    ],
    [
      "both insert one more",
      `insert into sessions values ${row(1, 8, "2025-01-31Z")}`,
      `insert into sessions values ${row(1, 9, "2025-01-30Z")}`,
    ],
    [
      "both delete one",
      "delete from sessions where session_id = 1000001",
      "delete from sessions where session_id = 1000002",
    ],
    [
      "one deletes the last, the other inserts",
      "delete from sessions where company_id = 2",
      `insert into sessions values ${row(2, 9, "2025-01-30Z")}`,
    ],
    [
      "one inserts, the other deletes the last",
      `insert into sessions values ${row(2, 9, "2025-01-30Z")}`,
      "delete from sessions where company_id = 2",
    ],
    [
      "one empties the month, the other moves a session into it",
      "delete from sessions where company_id = 2",
      "insert into sessions values (2, 2000007, '2025-01-09Z', 1), (2, 2000008, '2025-02-09Z', 1)",
    ],
  ])("%s: the second waits, and both count", async (_, first, second) => {
    for (const end of ["commit", "rollback"]) {
      const { db, expectTruth } = await givenDatabase(startupToChange);
      await withClient(db.pool, async (one) => {
        await one.query(`begin; ${first}`);
        const other = withClient(db.pool, (client) => client.query(second));
        await waitForSomeoneAtALock(db);
        await one.query(end);
        await other;
      });
      await expectTruth();
    }
  });

  test("many writers at once lose nothing", async () => {
    const { db, expectTruth } = await givenDatabase(startupToChange);
    const write = async (client: PoolClient, writer: number) => {
      for (let n = 0; n < 20; n += 1) {
        const id = 3_000_001 + writer * 20 + n;
        await client.query("insert into sessions values (3, $1, '2025-02-02Z', 1)", [id]);
        if (n % 3 === 0) await client.query("delete from sessions where session_id = $1", [id]);
      }
    };
    await Promise.all([0, 1, 2, 3].map((writer) => withClient(db.pool, (client) => write(client, writer))));
    await expectTruth();
  });
});

describe("direct writes to company_months are refused:", () => {
  test.each([
    "insert into company_months values (3, '2025-01-01', 7)",
    "update company_months set sessions = sessions + 1",
    "delete from company_months",
    "truncate company_months",
  ])("%s", async (statement) => {
    const { db, expectTruth } = await givenDatabase(startupToChange);
    await expect(db.pool.query(statement)).rejects.toThrow(/company_months is kept by the database/);
    await expectTruth();
  });

  test("no other role can attach the function that maintains them to a table", async () => {
    const { db } = await givenDatabase();
    const { rows } = await db.pool.query(
      "select has_function_privilege('pg_monitor', 'keep_company_months()', 'execute') as allowed",
    );
    expect(rows).toEqual([{ allowed: false }]);
  });
});

test("a database of the previous version gets the months of its sessions", async () => {
  const url = await emptyDatabaseUrl();
  const db = new Database(url);
  const raw = new Database(`${url}&options=-csearch_path%3Draw,public`);
  onTestFinished(async () => {
    await Promise.all([db.destroy(), raw.destroy()]);
  });
  const before = new Migrator({
    db,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(Object.entries(migrations).filter(([name]) => name < "002")),
    },
    migrationTableName: "startup_migration",
    migrationLockTableName: "startup_migration_lock",
  });
  await before.migrateToLatest();
  await writeDataset(db, startupToChange);

  await migrate(db);

  await createRawView(db);
  await expectTruth(db, raw);
  await sql`delete from sessions where company_id = 1`.execute(db);
  await expectTruth(db, raw);
});
