import fc from "fast-check";
import { expect, test } from "vitest";
import type { Database } from "../../../db/connection/database";
import { seed } from "../../../lib/dataset/load/seed";
import { churnedCustomersPerMonth } from "../../../lib/metrics/churned-customers-per-month";
import { mrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import { sessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { type GivenDataset, writeDataset } from "../../given-dataset";
import { databaseInTimeZone, databaseOfFile, testDatabase } from "../../test-database";
import { anyRules, anySeed } from "../dataset/any-rules";
import { startupOnPaper } from "./startup-on-paper";
import { startupWithReturns } from "./startup-with-returns";

const file = databaseOfFile();

test("the view has a row per company and month, with its sessions, MRR and status", async () => {
  const db = await testDatabase();
  await writeDataset(db, startupOnPaper);
  const rows = await db
    .selectFrom("monthly_activity")
    .selectAll()
    .orderBy("company_id")
    .orderBy("month")
    .execute();
  const company = (company_id: number) =>
    rows
      .filter((row) => row.company_id === company_id)
      .map(({ month, month_start, sessions, mrr, status }) => [month, month_start, sessions, mrr, status]);

  expect(rows).toHaveLength(5 * 3);
  expect(rows[0]).toMatchObject({ company_size: "small", monthly_price: 19 });
  expect(company(1)).toEqual([
    ["2025-01", "2025-01-01", 2, 19, "active"],
    ["2025-02", "2025-02-01", 1, 19, "active"],
    ["2025-03", "2025-03-01", 0, 0, "churned"],
  ]);
  expect(company(2).map(([, , , , status]) => status)).toEqual(["churned", "gone", "gone"]);
  expect(company(4).map(([, , , , status]) => status)).toEqual(["active", "churned", "gone"]);
});

test("its months are those of UTC, and end with the dataset", async () => {
  const db = await databaseInTimeZone("Pacific/Auckland");
  const given: GivenDataset = {
    startMonth: "2024-12",
    months: 2,
    prices: { small: 19 },
    companies: [["small", "2024-11-30T23:59:59.999Z", "2024-12-31T23:59:59.999Z", "2025-02-01T00:00:00Z"]],
  };
  await writeDataset(db, given);
  const rows = await db
    .selectFrom("monthly_activity")
    .select(["month", "sessions"])
    .orderBy("month")
    .execute();
  expect(rows).toEqual([
    { month: "2024-12", sessions: 1 },
    { month: "2025-01", sessions: 0 },
  ]);
});

/** The months of each company as the view has them: `2025-02 small 2025-01 1 active reactivated`. */
async function livesOf(given: Omit<GivenDataset, "startMonth" | "months" | "prices">): Promise<string[][]> {
  const db = await testDatabase();
  await writeDataset(db, { startMonth: "2025-01", months: 5, prices: { small: 19 }, ...given });
  const rows = await db
    .selectFrom("monthly_activity")
    .selectAll()
    .orderBy("company_id")
    .orderBy("month")
    .execute();
  return given.companies.map((_, index) =>
    rows
      .filter(({ company_id }) => company_id === index + 1)
      .map(({ month, cohort, tenure, status, reactivated }) =>
        [month, cohort, tenure, status, ...(reactivated ? ["reactivated"] : [])].join(" "),
      ),
  );
}

test("a company that returns is reactivated, and can churn again", async () => {
  expect(await livesOf({ companies: [["small", 2, 0, 3, 0, 0]] })).toEqual([
    [
      "2025-01 2025-01 0 active",
      "2025-02 2025-01 1 churned",
      "2025-03 2025-01 2 active reactivated",
      "2025-04 2025-01 3 churned",
      "2025-05 2025-01 4 gone",
    ],
  ]);
});

test("a company has rows before it signs up; one that comes later than it signed up is reactivated", async () => {
  const lives = await livesOf({
    companies: [
      ["small", 0, 0, 1, 1, 0],
      ["small", 0, 0, 0, 0, 1],
      ["small", 1, 0, 0, 1, 1],
      ["small", 1, 1, 1, 1, 1],
      ["small", 0, 0, 0, 0, 0],
    ],
    signUps: ["2025-03-31T23:59:59.999Z", "2025-04-01Z", "2025-04-30Z", "2024-06-15Z", "2025-06-01Z"],
  });
  expect(lives[0]).toEqual([
    "2025-01 2025-03  not signed up",
    "2025-02 2025-03  not signed up",
    "2025-03 2025-03 0 active",
    "2025-04 2025-03 1 active",
    "2025-05 2025-03 2 churned",
  ]);
  expect(lives[1]?.slice(3)).toEqual(["2025-04 2025-04 0 churned", "2025-05 2025-04 1 active reactivated"]);
  // A company that has sessions before it signed up counts as signed up with the first.
  expect(lives[2]).toEqual([
    "2025-01 2025-01 0 active",
    "2025-02 2025-01 1 churned",
    "2025-03 2025-01 2 gone",
    "2025-04 2025-01 3 active reactivated",
    "2025-05 2025-01 4 active",
  ]);
  // A company that signed up before the dataset begins counts as one of its first month.
  expect(lives[3]?.slice(0, 1)).toEqual(["2025-01 2025-01 0 active"]);
  expect(new Set(lives[4]?.map((row) => row.slice(8)))).toEqual(new Set(["2025-06  not signed up"]));
});

test("queries over the view and the functions return the same rows: the startup on paper", async () => {
  const db = await testDatabase();
  await writeDataset(db, startupOnPaper);
  await expectSameRows(db);
});

test("queries over the view and the functions return the same rows: a startup with sign-ups and returns", async () => {
  const db = await testDatabase();
  const early = ["small", 1, 0, 1, 0] as const;
  const { companies, signUps = [] } = startupWithReturns;
  const given = { companies: [...companies, early], signUps: [...signUps, "2025-03-02Z"] };
  await writeDataset(db, { ...startupWithReturns, ...given });
  await expectSameRows(db);
});

test("queries over the view and the functions return the same rows: the default startup", async () => {
  await seed(file.db, { replace: true });
  await expectSameRows(file.db);
});

test("queries over the view and the functions return the same rows: any rules, with any seed", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(anyRules, anySeed, async (rules, seedText) => {
      await seed(file.db, { rules, randomSeed: seedText, replace: true });
      await expectSameRows(file.db);
    }),
    { numRuns: 20, endOnFailure: true },
  );
});

/** The KPIs as a notebook asks for them. */
async function kpisOfView(db: Database) {
  const grouped = db
    .selectFrom("monthly_activity")
    .groupBy(["month", "company_size"])
    .orderBy("month")
    .orderBy("company_size");
  return {
    sessions: await grouped
      .select(({ fn }) => ["month", "company_size", fn.sum<number>("sessions").as("sessions")])
      .execute(),
    churned: await grouped
      .select(({ fn }) => [
        "month",
        "company_size",
        fn.countAll<number>().filterWhere("status", "=", "churned").as("churned"),
      ])
      .execute(),
    mrr: await grouped
      .select(({ fn }) => [
        "month",
        "company_size",
        fn.countAll<number>().filterWhere("status", "=", "active").as("active_companies"),
        fn.sum<number>("mrr").as("mrr"),
      ])
      .execute(),
  };
}

/** Before the first company of a size has signed up, the functions have rows of zeros, the view has none. */
async function expectSameRows(db: Database): Promise<void> {
  const cohorts = await db
    .selectFrom("monthly_activity")
    .select(({ fn }) => ["company_size", fn.min("month").as("first_month")])
    .groupBy("company_size")
    .execute();
  const ofCompanies = <Row extends { company_size: string; month: string }>(rows: readonly Row[]) =>
    rows.filter((row) =>
      cohorts.some((one) => one.company_size === row.company_size && one.first_month <= row.month),
    );
  const [sessions, churned, mrr] = await Promise.all([
    sessionsPerMonth(db).execute(),
    churnedCustomersPerMonth(db).execute(),
    mrrPerMonth(db).execute(),
  ]);
  expect(await kpisOfView(db)).toEqual({
    sessions: ofCompanies(sessions).map(({ active_companies: _, ...row }) => row),
    churned: ofCompanies(churned).map(({ churned_to_date: _, ...row }) => row),
    mrr: ofCompanies(mrr).map(({ share: _, ...row }) => row),
  });
}
