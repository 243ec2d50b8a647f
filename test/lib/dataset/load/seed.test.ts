import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { Database } from "../../../../db/connection/database";
import { SESSIONS_PER_COMPANY } from "../../../../db/schema/schema";
import {
  createCompanyGenerator,
  generateCompany,
  generatorVersion,
} from "../../../../lib/dataset/company-generator";
import { SeedSummary } from "../../../../lib/dataset/load/load-summary";
import { ensureDataset, seed } from "../../../../lib/dataset/load/seed";
import type { SeedProgress } from "../../../../lib/dataset/load/seed-progress";
import { currentDataset } from "../../../../lib/dataset/record";
import { defaultRandomSeed, defaultRules, type Rules } from "../../../../lib/dataset/rules";
import { tableHashes } from "../../../table-hashes";
import { databaseInTimeZone, emptyDatabaseUrl, testDatabase } from "../../../test-database";

const fewRules: Rules = { ...defaultRules, companies: 40, months: 3 };

test("the tables contain the rows of the generator", async () => {
  const db = await testDatabase();
  const rules: Rules = {
    companies: 50,
    startMonth: "2023-12",
    months: 4,
    sizes: [
      { size: "Klein & fein", probability: 0.5, monthlyPrice: 19.99, sessions: { base: 2, spread: 2 } },
      { size: "大", probability: 0.5, monthlyPrice: 0, sessions: { base: 3, spread: 1 } },
    ],
  };

  const summary = await seed(db, { rules, randomSeed: "rows" });

  const generator = createCompanyGenerator(rules, "rows");
  const companies = Array.from({ length: 50 }, (_, n) => generateCompany(generator, n + 1));
  const sessions = companies.flatMap((company) => {
    const { companyId, sessionTimes } = company;
    const nextDuration = company.durations();
    return sessionTimes.map((time, n) => ({
      company_id: companyId,
      session_id: companyId * SESSIONS_PER_COMPANY + n + 1,
      created_at: new Date(time),
      duration_seconds: nextDuration(),
    }));
  });
  expect(await db.selectFrom("subscriptions").selectAll().orderBy("monthly_price").execute()).toEqual([
    { company_size: "大", monthly_price: 0 },
    { company_size: "Klein & fein", monthly_price: 19.99 },
  ]);
  expect(await db.selectFrom("companies").selectAll().orderBy("company_id").execute()).toEqual(
    companies.map(({ companyId, name, size, createdAt }) => ({
      company_id: companyId,
      company_name: name,
      company_size: size,
      created_at: new Date(createdAt),
      source_id: null,
    })),
  );
  expect(await db.selectFrom("sessions").selectAll().orderBy("session_id").execute()).toEqual(sessions);
  expect(await db.selectFrom("dataset").selectAll().execute()).toEqual([
    expect.objectContaining({
      dataset_id: 1,
      rules,
      seed: "rows",
      start_month: "2023-12-01",
      months: 4,
      companies: 50,
      sessions: sessions.length,
      generator_version: generatorVersion,
    }),
  ]);
  expect(summary).toMatchObject({ companies: 50, sessions: sessions.length, randomSeed: "rows" });
});

test("without options the default startup is generated, and the summary counts the rows of the tables", async () => {
  const db = await testDatabase();

  const summary = await seed(db);

  const { rows } = await sql`select (select count(*) from companies) as companies,
    (select count(*) from sessions) as sessions, seed, rules from dataset`.execute(db);
  expect(rows).toEqual([
    {
      companies: summary.companies,
      sessions: summary.sessions,
      seed: defaultRandomSeed,
      rules: defaultRules,
    },
  ]);
  expect(summary.companies).toBe(500);
});

test("a dataset is generated if there is none, and left alone if there is one", async () => {
  const db = await testDatabase();

  const made = await ensureDataset(db, { rules: fewRules, randomSeed: "first" });
  const again = await ensureDataset(db, { rules: fewRules, randomSeed: "second" });

  expect(made).toMatchObject({ companies: 40, randomSeed: "first" });
  expect(again).toBeUndefined();
  expect((await currentDataset(db)).randomSeed).toBe("first");
});

test("the time of the seeding is recorded", async () => {
  const db = await testDatabase();
  const before = await serverTime(db);
  await seed(db, { rules: fewRules });
  const { seeded_at } = await db.selectFrom("dataset").select("seeded_at").executeTakeFirstOrThrow();
  expect(+seeded_at).toBeGreaterThanOrEqual(+before);
  expect(+seeded_at).toBeLessThanOrEqual(+(await serverTime(db)));
});

test("the same seed generates the same tables in another database, whatever its time zone", async () => {
  const [here, there] = [await testDatabase(), await databaseInTimeZone("Pacific/Auckland")];
  await seed(here, { rules: fewRules });
  await seed(there, { rules: fewRules });
  expect(await sessionsTimeZone(there)).toBe("Pacific/Auckland");
  expect(await tableHashes(there)).toEqual(await tableHashes(here));
});

test("another seed generates other companies and sessions at the same prices", async () => {
  const db = await testDatabase();
  await seed(db, { rules: fewRules, randomSeed: "a" });
  const before = await tableHashes(db);
  await seed(db, { rules: fewRules, randomSeed: "b" });
  const after = await tableHashes(db);
  const same = Object.keys(before).filter((table) => before[table] === after[table]);
  expect(same).toEqual(["subscriptions"]);
});

test("seeding replaces the previous dataset, also one with other sizes", async () => {
  const [db, fresh] = [await testDatabase(), await testDatabase()];
  await seed(db, { rules: { ...defaultRules, companies: 100 }, randomSeed: "a" });
  const options = {
    rules: {
      ...fewRules,
      sizes: [{ size: "only", probability: 1, monthlyPrice: 5, sessions: { base: 1, spread: 0 } }],
    },
  };
  await seed(db, options);
  await seed(fresh, options);
  expect(await tableHashes(db)).toEqual(await tableHashes(fresh));
});

test("a dataset in which nobody has a session is a dataset", async () => {
  const db = await testDatabase();
  const sizes = [{ size: "quiet", probability: 1, monthlyPrice: 5, sessions: { base: 0, spread: 0 } }];
  expect(await seed(db, { rules: { ...fewRules, sizes } })).toMatchObject({ companies: 40, sessions: 0 });
});

test("a database without the tables gets them", async () => {
  const db = new Database(await emptyDatabaseUrl());
  try {
    expect(await seed(db, { rules: fewRules })).toMatchObject({ companies: 40 });
  } finally {
    await db.destroy();
  }
});

test.each([
  [
    "rules",
    { rules: { ...fewRules, companies: 0 } },
    "rules: companies must be an integer from 1 to 10,000,000, received 0",
  ],
  ["a seed", { randomSeed: "" }, /^rules: seed must be .+, received ""$/],
])("%s that are not valid reach no database", async (_, options, sentence) => {
  // Nothing listens on port 1: a connection attempt would fail.
  const db = new Database("postgresql://nobody@127.0.0.1:1/nothing");
  const steps: string[] = [];
  await expect(seed(db, { ...options, onProgress: ({ step }) => steps.push(step) })).rejects.toThrow(
    sentence,
  );
  expect(steps).toEqual([]);
  await db.destroy();
});

test("a seeding that is stopped says in one sentence what became of the dataset, and keeps the cause", async () => {
  const db = await testDatabase();
  const before = await seed(db, { rules: fewRules });
  const seeding = seed(db, { randomSeed: "other", signal: AbortSignal.abort() });
  await expect(seeding).rejects.toThrow(/^seed: it was interrupted; the previous dataset is unchanged$/);
  await expect(seeding).rejects.toHaveProperty("cause.message", "it was interrupted");
  const { fingerprint } = await db.selectFrom("dataset").select("fingerprint").executeTakeFirstOrThrow();
  expect(fingerprint).toBe(before.fingerprint);
});

describe("progress", () => {
  async function progressOf(rules: Rules): Promise<readonly SeedProgress[]> {
    const reports: SeedProgress[] = [];
    await seed(await testDatabase(), { rules, onProgress: (report) => reports.push(report) });
    return reports;
  }

  test("comes in the order of the steps and ends with the summary", async () => {
    const reports = await progressOf(fewRules);
    const steps = reports.map(({ step }) => step);
    expect(steps.filter((step, n) => step !== steps[n - 1])).toEqual([
      "waiting",
      "companies",
      "months",
      "lives",
      "sessions",
      "constraints",
      "done",
    ]);
    const [last, ...before] = [...reports].reverse();
    expect(last?.summary).toBeInstanceOf(SeedSummary);
    expect(last?.summary).toMatchObject({ companies: last?.companies, sessions: last?.sessions });
    expect(before.some((report) => "summary" in report)).toBe(false);
  });

  test.each(["companies", "sessions"] as const)(
    "of the step %s grows with each chunk up to all companies",
    async (step) => {
      // Enough rows for several chunks of each table.
      const rules = { ...fewRules, companies: 16_000, months: 1 };
      const counts = (await progressOf(rules)).filter((report) => report.step === step);
      const companies = counts.map((report) => report.companies);
      expect(companies.length).toBeGreaterThan(3);
      expect(companies).toEqual([...companies].sort((a, b) => a - b));
      expect(companies.at(-1)).toBe(16_000);
      expect(counts.every((report) => report.companiesTotal === 16_000)).toBe(true);
    },
  );

  test("counts seconds since the start, and those before the first row as waited", async () => {
    const start = performance.now();
    const reports = await progressOf(fewRules);
    const elapsed = (performance.now() - start) / 1000;
    const seconds = reports.map((report) => report.seconds);
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
    expect(seconds.at(-1)).toBeGreaterThan(0);
    expect(seconds.at(-1)).toBeLessThan(elapsed);
    const [begin, free, ...loading] = reports;
    expect([begin?.step, free?.step]).toEqual(["waiting", "waiting"]);
    expect(begin).toMatchObject({ companies: 0, sessions: 0 });
    expect(begin?.waitedSeconds).toBe(begin?.seconds);
    expect(free?.waitedSeconds).toBe(free?.seconds);
    expect(new Set(loading.map((report) => report.waitedSeconds))).toEqual(new Set([free?.seconds]));
    expect(reports.at(-1)?.summary?.seconds).toBeLessThan(elapsed);
  });
});

async function serverTime(db: Database): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  return rows[0]?.now ?? new Date(Number.NaN);
}

async function sessionsTimeZone(db: Database): Promise<string | undefined> {
  const { rows } = await sql<{ zone: string }>`select current_setting('timezone') as zone`.execute(db);
  return rows[0]?.zone;
}
