import { pipeline } from "node:stream/promises";
import { sql } from "kysely";
import { from as copyFrom } from "pg-copy-streams";
import { describe, expect, onTestFinished, test } from "vitest";
import { Database, withClient } from "../../../db/connection/database";
import { migrate } from "../../../db/migrations/migrate";
import { fingerprint } from "../../../lib/dataset/fingerprint";
import { seed } from "../../../lib/dataset/load/seed";
import { defaultRules } from "../../../lib/dataset/rules";
import { verify } from "../../../lib/dataset/verify/verify";
import { churnedCustomersPerMonth } from "../../../lib/metrics/churned-customers-per-month";
import { mrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import { sessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { startupToChange, writeDataset } from "../../given-dataset";
import { testDatabase } from "../../test-database";
import { distributedScans } from "./distributed-scans";

/** A Citus coordinator, whose database the tests fill. */
const url = process.env.CITUS_URL ?? "";
const rules = { ...defaultRules, companies: 2000 };
const kpis = { sessionsPerMonth, churnedCustomersPerMonth, mrrPerMonth };

async function citusDatabase(): Promise<Database> {
  const db = new Database(url);
  onTestFinished(() => db.destroy());
  await migrate(db);
  return db;
}

/** The cluster and a single Postgres, with the same rows. */
async function givenOnBoth(): Promise<[citus: Database, alone: Database]> {
  const both = [await citusDatabase(), await testDatabase()] as [Database, Database];
  for (const db of both) {
    await db.pool.query("truncate dataset, sessions, companies, subscriptions");
    await writeDataset(db, startupToChange);
  }
  return both;
}

/** The tables that KPIs read, and their results. */
async function answers(db: Database) {
  const months = db.selectFrom("company_months").selectAll().orderBy("company_id").orderBy("month_start");
  const lives = db.selectFrom("company_lives").selectAll().orderBy("company_id");
  const activity = db.selectFrom("monthly_activity").selectAll().orderBy("company_id").orderBy("month");
  return {
    months: await months.execute(),
    lives: await lives.execute(),
    activity: await activity.execute(),
    kpis: await Promise.all(Object.values(kpis).map((kpi) => kpi(db).execute())),
  };
}

describe.skipIf(!url)(`Citus${url ? "" : " (skipped: CITUS_URL names no coordinator)"}`, () => {
  test("companies and sessions are distributed by company, the small tables are on every node", async () => {
    const db = await citusDatabase();
    const { rows } = await sql`select table_name::text, citus_table_type, distribution_column
      from citus_tables order by 1`.execute(db);
    expect(rows).toEqual([
      { table_name: "companies", citus_table_type: "distributed", distribution_column: "company_id" },
      { table_name: "dataset", citus_table_type: "reference", distribution_column: "<none>" },
      { table_name: "sessions", citus_table_type: "distributed", distribution_column: "company_id" },
      { table_name: "subscriptions", citus_table_type: "reference", distribution_column: "<none>" },
    ]);
  });

  test("the sessions of a company are on its node", async () => {
    const db = await citusDatabase();
    await seed(db, { replace: true, rules });
    const { rows } = await sql`select count(distinct colocation_id)::int as groups from citus_tables
      where citus_table_type = 'distributed'`.execute(db);
    expect(rows).toEqual([{ groups: 1 }]);
    const nodes = (table: string) =>
      sql`select company_id, nodename, nodeport from generate_series(1, 20) as companies (company_id)
        join pg_dist_shard_placement
          on shardid = get_shard_id_for_distribution_column(${table}, company_id)
        order by 1`.execute(db);
    expect((await nodes("sessions")).rows).toEqual((await nodes("companies")).rows);
  });

  test("every key of the tables exists", async () => {
    const keys = async (db: Database) =>
      (
        await sql`select conname, pg_get_constraintdef(oid) from pg_constraint
          where conrelid in ('companies'::regclass, 'sessions'::regclass) and contype in ('p', 'f') order by 1`.execute(
          db,
        )
      ).rows;
    const [citus, alone] = [await citusDatabase(), await testDatabase()];
    await seed(citus, { replace: true, rules });
    expect(await keys(citus)).toEqual(await keys(alone));
  });

  test("the same seeds create the same datasets and KPIs as on a single Postgres", async () => {
    const [citus, alone] = [await citusDatabase(), await testDatabase()];
    for (const name of ["startup", "another", "startup"]) {
      const made = [
        await seed(citus, { replace: true, rules, randomSeed: name }),
        await seed(alone, { rules, randomSeed: name }),
      ];
      expect(made[0]?.fingerprint).toBe(made[1]?.fingerprint);
      expect(await fingerprint(citus)).toBe(made[1]?.fingerprint);
      expect(await answers(citus)).toEqual(await answers(alone));
    }
  });

  test("the default dataset has its usual fingerprint", async () => {
    const db = await citusDatabase();
    expect((await seed(db, { replace: true })).fingerprint).toMatch(/^60c70382bbd6/);
    expect((await verify(db)).rows.filter(({ passed }) => !passed)).toEqual([]);
  });

  test.each(Object.entries(kpis))("the workers count for %s: no session leaves its node", async (_, kpi) => {
    const db = await citusDatabase();
    const { sessions } = await seed(db, { replace: true, rules });
    const plan = await kpi(db).explain("json", sql`analyze`);
    const scans = distributedScans(plan).filter(({ tables }) => tables.includes("sessions"));
    expect(scans).toHaveLength(1);
    const shards = await sql<{ shards: number }>`select shard_count as shards from citus_tables
      where table_name = 'sessions'::regclass`.execute(db);
    expect(scans[0]?.tasks).toBe(shards.rows[0]?.shards);
    // Of each shard at most one row per size and month, or one more month: that of those who stay.
    const cells = rules.sizes.length * (rules.months + 1);
    expect(scans[0]?.rows).toBeLessThanOrEqual(cells * (scans[0]?.tasks ?? 0));
    expect(sessions).toBeGreaterThan(100 * cells);
  });

  const row = (company: number, n: number, time: string) =>
    `(${company}, ${company}00000${n}, '${time}', 60)`;

  test.each<[string, string]>([
    ["an insert", `insert into sessions values ${row(2, 8, "2025-02-10Z")}, ${row(3, 1, "2025-01-01Z")}`],
    [
      "an update within the month",
      "update sessions set created_at = '2025-01-31T23:59:59Z' where session_id = 1000001",
    ],
    ["an update to another month", "update sessions set created_at = '2025-02-05Z' where company_id = 2"],
    ["a delete", "delete from sessions where session_id = 1000001"],
    ["a delete of a month's last session", "delete from sessions where company_id = 2"],
    ["a delete of all", "delete from sessions"],
    ["a truncate", "truncate sessions"],
    ["a truncate of companies that cascades", "truncate companies cascade"],
    [
      "an insert on conflict",
      `insert into sessions values ${row(1, 1, "2025-03-10Z")} on conflict do nothing`,
    ],
    [
      "a writer in another time zone",
      `set time zone 'Pacific/Auckland'; insert into sessions values ${row(3, 1, "2025-01-31T23:59:59.999999Z")}`,
    ],
    ["a company of another size", "update companies set company_size = 'large' where company_id = 1"],
    [
      "a company that is gone",
      "delete from sessions where company_id = 2; delete from companies where company_id = 2",
    ],
    ["another price", "update subscriptions set monthly_price = 20 where company_size = 'small'"],
    ["a longer horizon", "update dataset set months = 4"],
    ["what is rolled back", `begin; insert into sessions values ${row(3, 1, "2025-01-31Z")}; rollback`],
    ["a truncate that is rolled back", "begin; truncate sessions; rollback"],
  ])("the KPIs are never stale: %s", async (_, statements) => {
    const [citus, alone] = await givenOnBoth();
    for (const db of [citus, alone]) {
      const client = await db.pool.connect();
      await client.query(statements).finally(() => client.release(true));
    }
    expect(await answers(citus)).toEqual(await answers(alone));
  });

  test("the KPIs are never stale: COPY", async () => {
    const [citus, alone] = await givenOnBoth();
    for (const db of [citus, alone]) {
      const lines = ["2\t2000008\t2025-02-28T23:59:59Z\t1\n", "3\t3000001\t2025-03-01T00:00:00Z\t1\n"];
      await withClient(db.pool, (client) =>
        pipeline(lines, client.query(copyFrom("copy sessions from stdin"))),
      );
    }
    expect(await answers(citus)).toEqual(await answers(alone));
  });

  test.each([
    "insert into company_months values (3, '2025-01-01', 7)",
    "update company_months set sessions = sessions + 1",
    "delete from company_months",
  ])("writing the months directly is refused: %s", async (statement) => {
    const db = await citusDatabase();
    await expect(db.pool.query(statement)).rejects.toThrow(/^cannot .* view "company_months"$/);
  });

  test.each(["companies", "sessions", "constraints"])(
    "a seeding that is interrupted at the step %s leaves the dataset before whole, and nothing on any node",
    async (at) => {
      const db = await citusDatabase();
      const before = await seed(db, { replace: true, rules, randomSeed: "before" });
      const interruption = new AbortController();
      const seeding = seed(db, {
        replace: true,
        rules,
        signal: interruption.signal,
        onProgress: ({ step }) => {
          if (step === at) interruption.abort();
        },
      });
      await expect(seeding).rejects.toThrow("it was interrupted; the previous dataset is unchanged");
      expect(await fingerprint(db)).toBe(before.fingerprint);
      const { rows } = await sql`select distinct success, result
        from run_command_on_all_nodes('select count(*) from pg_prepared_xacts')`.execute(db);
      expect(rows).toEqual([{ success: true, result: "0" }]);
    },
  );
});
