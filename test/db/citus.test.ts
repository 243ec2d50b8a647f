import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { Database } from "../../db/database";
import { migrate } from "../../db/migrate";
import { customersLostPerMonth } from "../../lib/kpis/customers-lost-per-month";
import { revenuePerMonth } from "../../lib/kpis/revenue-per-month";
import { sessionsPerMonth } from "../../lib/kpis/sessions-per-month";
import { defaultRules } from "../../lib/rules/rules";
import { seed } from "../../lib/seed/seed";
import { testDatabase } from "../test-database";

/** A Citus coordinator, whose database is the tests' to fill. */
const url = process.env.CITUS_URL ?? "";
const rules = { ...defaultRules, companies: 2000 };

async function citusDatabase(): Promise<Database> {
  const db = new Database(url);
  onTestFinished(() => db.destroy());
  await migrate(db);
  return db;
}

describe.skipIf(!url)(`Citus${url ? "" : " (skipped: CITUS_URL names no coordinator)"}`, () => {
  test("companies and sessions are spread by company, the small tables are everywhere", async () => {
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

  test("the same seed gives the same dataset and KPIs as one Postgres alone", async () => {
    const [citus, alone] = [await citusDatabase(), await testDatabase()];
    const made = await Promise.all([citus, alone].map((db) => seed(db, { rules })));
    expect(made[0]?.fingerprint).toBe(made[1]?.fingerprint);
    for (const kpi of [sessionsPerMonth, customersLostPerMonth, revenuePerMonth]) {
      expect(await kpi(citus).execute()).toEqual(await kpi(alone).execute());
    }
  });

  test("the workers count", async () => {
    const db = await citusDatabase();
    const plan = await sessionsPerMonth(db).explain("text");
    expect(JSON.stringify(plan)).toMatch(/Custom Scan \(Citus Adaptive\)/);
  });
});
