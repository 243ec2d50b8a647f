import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { UserError } from "../../../../db/errors/user-error";
import { exportDataset } from "../../../../lib/dataset/export/export-dataset";
import { fingerprint } from "../../../../lib/dataset/fingerprint";
import { type ImportOptions, importDataset } from "../../../../lib/dataset/import/import-dataset";
import { ImportSummary } from "../../../../lib/dataset/load/load-summary";
import { seed } from "../../../../lib/dataset/load/seed";
import {
  describeProgress,
  type SeedProgress,
  seedFraction,
} from "../../../../lib/dataset/load/seed-progress";
import { currentDataset } from "../../../../lib/dataset/record";
import { defaultRules, type Rules } from "../../../../lib/dataset/rules";
import { saasMetricsPerMonth } from "../../../../lib/metrics/saas-metrics";
import { sessionsPerMonth } from "../../../../lib/metrics/sessions-per-month";
import { startChild } from "../../../child-process";
import { tableHashes } from "../../../table-hashes";
import { databaseInTimeZone, databaseOfFile, testDatabase, urlOf } from "../../../test-database";
import { folderWith } from "./imported-files";
import type { ImportingTask } from "./importing-process";

const file = databaseOfFile();

const COMPANIES =
  "company_id,company_name,company_size,created_at\nx-2,Ada,pro,2025-01-01\nx-1,,free,2025-02-03T04:05:06.000007Z\nlate,,free,2025-04-01\n";
const SESSIONS =
  "company_id,created_at,duration_seconds\nx-1,2025-03-31,7\nx-2,2025-01-31T23:59:59.999999Z,\nx-1,2025-02-03T04:05:06.000007Z,0\nx-2,2025-01-02,5\nx-2,2025-04-01,5\n";
const files = { "companies.csv": COMPANIES, "sessions.csv": SESSIONS };

function sourceOf(folder: string, options: Partial<ImportOptions> = {}): ImportOptions {
  return {
    companies: path.join(folder, "companies.csv"),
    sessions: path.join(folder, "sessions.csv"),
    ...options,
  };
}

test("the tables contain the rows of the files, and the record says where they are from", async () => {
  const db = await databaseInTimeZone("Asia/Kolkata");
  const source = sourceOf(folderWith(files), { prices: { pro: 49.9, free: 0 } });
  const steps: SeedProgress[] = [];
  const summary = await importDataset(db, { ...source, onProgress: (progress) => steps.push(progress) });

  expect(await db.selectFrom("subscriptions").selectAll().orderBy("company_size").execute()).toEqual([
    { company_size: "free", monthly_price: 0 },
    { company_size: "pro", monthly_price: 49.9 },
  ]);
  const { rows: companies } =
    await sql`select *, created_at::text as created_at from companies order by 1`.execute(db);
  expect(companies).toEqual([
    {
      company_id: 1,
      company_name: "Ada",
      company_size: "pro",
      created_at: "2025-01-01 05:30:00+05:30",
      source_id: "x-2",
    },
    {
      company_id: 2,
      company_name: "x-1",
      company_size: "free",
      created_at: "2025-02-03 09:35:06.000007+05:30",
      source_id: "x-1",
    },
  ]);
  const { rows: sessions } =
    await sql`select *, (created_at at time zone 'UTC')::text as created_at from sessions order by 2`.execute(
      db,
    );
  expect(sessions).toEqual([
    { company_id: 1, session_id: 1_000_001, created_at: "2025-01-02 00:00:00", duration_seconds: 5 },
    {
      company_id: 1,
      session_id: 1_000_002,
      created_at: "2025-01-31 23:59:59.999999",
      duration_seconds: null,
    },
    { company_id: 2, session_id: 2_000_001, created_at: "2025-02-03 04:05:06.000007", duration_seconds: 0 },
    { company_id: 2, session_id: 2_000_002, created_at: "2025-03-31 00:00:00", duration_seconds: 7 },
  ]);
  expect(
    await db.selectFrom("company_months").selectAll().orderBy("company_id").orderBy("month_start").execute(),
  ).toEqual([
    { company_id: 1, month_start: "2025-01-01", sessions: 2 },
    { company_id: 2, month_start: "2025-02-01", sessions: 1 },
    { company_id: 2, month_start: "2025-03-01", sessions: 1 },
  ]);
  expect(await db.selectFrom("company_lives").selectAll().orderBy("company_id").execute()).toEqual([
    { company_id: 1, first_month: "2025-01-01", activity: "1" },
    { company_id: 2, first_month: "2025-02-01", activity: "11" },
  ]);
  expect(await currentDataset(db)).toEqual({
    rules: undefined,
    randomSeed: undefined,
    importedFrom: {
      importedAt: expect.any(Date),
      files: [
        {
          name: "companies.csv",
          bytes: COMPANIES.length,
          sha256: expect.stringMatching(/^\w{64}$/),
          rows: 3,
        },
        { name: "sessions.csv", bytes: SESSIONS.length, sha256: expect.stringMatching(/^\w{64}$/), rows: 5 },
      ],
      timeZone: "UTC",
      localMonths: false,
      leftOut: {
        lateSessions: 1,
        lateCompanies: 1,
        duplicateSessions: 0,
        sessionsOfUnknownCompanies: 0,
        companiesWithoutTimes: 0,
      },
    },
    startMonth: "2025-01",
    months: 3,
    companies: 2,
    sessions: 4,
    fingerprint: await fingerprint(db),
  });

  expect(summary).toMatchObject({
    companies: 2,
    sessions: 4,
    startMonth: "2025-01",
    months: 3,
    fingerprint: await fingerprint(db),
  });
  expect(inspect(summary).replace(/ in .* per second\)/, "")).toBe(
    `2 companies and 4 sessions from 2025-01 to 2025-03 imported, fingerprint ${summary.fingerprint.slice(0, 12)}
1 session after 2025-03, the last complete month, was left out
1 company that signed up after 2025-03 was left out`,
  );
  expect(steps.map(({ step }) => step)).toEqual([
    "reading",
    "reading",
    "reading",
    "sorting",
    "waiting",
    "waiting",
    "companies",
    "months",
    "lives",
    "sessions",
    "constraints",
    "done",
  ]);
  const fractions = steps.map(seedFraction);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(steps.map(describeProgress)[0]).toBe("reading the files, 0%");
  expect(steps.at(-1)?.summary).toBeInstanceOf(ImportSummary);

  // A company by hand gets the next number.
  await db
    .insertInto("companies")
    .values({ company_name: "By hand", company_size: "pro", created_at: new Date(0) })
    .execute();
  expect(
    await db.selectFrom("companies").select("company_id").where("company_name", "=", "By hand").execute(),
  ).toEqual([{ company_id: 3 }]);
});

test.each<[string, Rules, { months?: number }?]>([
  ["the default startup", { ...defaultRules, companies: 60 }],
  [
    "a startup that grows",
    {
      ...defaultRules,
      companies: 20,
      months: 5,
      newCustomers: 7,
      sizes: defaultRules.sizes.map((size) => ({ ...size, churn: 0.2, reactivation: 0.1 })),
    },
  ],
  ["a startup whose last customer churned", { ...defaultRules, companies: 3, months: 100 }],
  [
    "a startup that ends before its last month",
    { ...defaultRules, companies: 1, months: 36 },
    { months: 36 },
  ],
])("%s that is exported and imported has the same rows and the same KPIs", async (_, rules, options) => {
  const { db } = file;
  const folder = path.join(folderWith({}), "export");
  const original = await seed(db, { rules, randomSeed: "there and back", replace: true });
  const kpis = async () => [await sessionsPerMonth(db).execute(), await saasMetricsPerMonth(db).execute()];
  const [tables, expected] = [await tableHashes(db), await kpis()];
  await exportDataset(db, folder);
  for (const format of ["csv", "parquet"]) {
    const source = {
      companies: path.join(folder, `companies.${format}`),
      sessions: path.join(folder, `sessions.${format}`),
      subscriptions: path.join(folder, `subscriptions.${format}`),
      ...options,
      replace: true,
    };
    const { warnings, ...summary } = await importDataset(db, source);
    expect(summary).toMatchObject({
      fingerprint: original.fingerprint,
      months: rules.months,
      startMonth: "2025-01",
    });
    expect(await fingerprint(db)).toBe(original.fingerprint);
    expect(await kpis()).toEqual(expected);
    const { company_months, company_lives } = await tableHashes(db);
    expect({ company_months, company_lives }).toEqual({
      company_months: tables.company_months,
      company_lives: tables.company_lives,
    });
  }
});

test("imported data that is exported and imported again is the same, with the first ids of its companies", async () => {
  const { db } = file;
  const folder = path.join(folderWith({}), "export");
  const first = await importDataset(db, sourceOf(folderWith(files), { replace: true }));
  const tables = await tableHashes(db);
  await exportDataset(db, folder);
  const subscriptions = path.join(folder, "subscriptions.csv");
  const again = await importDataset(db, { ...sourceOf(folder), subscriptions, replace: true });
  expect(again).toMatchObject({ fingerprint: first.fingerprint, warnings: [] });
  const { dataset: _, ...others } = await tableHashes(db);
  expect(tables).toMatchObject(others);
  expect(await db.selectFrom("companies").select("source_id").orderBy("company_id").execute()).toEqual([
    { source_id: "x-2" },
    { source_id: "x-1" },
  ]);
});

test("an import replaces generated rows, and imported or edited ones only with replace", async () => {
  const { db } = file;
  await seed(db, { rules: { ...defaultRules, companies: 5 }, replace: true });
  const source = sourceOf(folderWith(files));
  const first = await importDataset(db, source);
  const refusal =
    /^import: an import replaces only generated rows, but the data was imported from companies\.csv and sessions\.csv on .*; pass \{ replace: true \} \(in a terminal: --replace\) to delete these rows, or import into another database; the previous dataset is unchanged$/;
  await expect(importDataset(db, source)).rejects.toThrow(refusal);
  expect(await importDataset(db, { ...source, replace: true })).toMatchObject({
    fingerprint: first.fingerprint,
  });
  await seed(db, { rules: { ...defaultRules, companies: 5 }, replace: true });
  await sql`update companies set company_name = 'edited' where company_id = 1`.execute(db);
  await expect(importDataset(db, source)).rejects.toThrow(
    "import: an import replaces only generated rows, but companies was changed by hand",
  );
  await importDataset(db, { ...source, replace: true });
});

test("files that have problems and options that are not valid change nothing", async () => {
  const { db } = file;
  await seed(db, { rules: { ...defaultRules, companies: 5 }, replace: true });
  const before = await tableHashes(db);
  const folder = folderWith({
    ...files,
    "sessions.csv": "company_id,created_at\nx-1,soon\nx-3,2025-01-31\n",
  });
  const steps: string[] = [];
  const failing = importDataset(db, sourceOf(folder, { onProgress: ({ step }) => steps.push(step) }));
  await expect(failing).rejects.toThrow(
    /^import: the files have 2 problems, the first: sessions\.csv, line 2: created_at must be .*, received "soon"; nothing was changed$/,
  );
  const shown = inspect(await failing.catch((thrown) => thrown));
  expect(shown.split("\n")).toEqual([
    "import: the files have 2 problems; nothing was changed",
    expect.stringMatching(/^ {2}sessions\.csv, line 2: created_at must be /),
    expect.stringMatching(/^ {2}sessions\.csv, line 3: company_id is not in the file of companies/),
  ]);
  expect(steps.at(-1)).toBe("failed");
  const unknown = { columns: { sessions: { start: "x" } } } as unknown as Partial<ImportOptions>;
  await expect(importDataset(db, sourceOf(folder, unknown))).rejects.toThrow(
    'import: columns.sessions must be an object with only company_id, session_id, created_at and duration_seconds, received "start"',
  );
  expect(await tableHashes(db)).toEqual(before);
});

/** Sessions of so many companies, each with one on the first and one on the last day of January. */
function manySessions(companies: number): string {
  const lines = Array.from({ length: companies }, (_, n) => `${n},2025-01-31\n${n},2025-01-01\n`);
  return `company_id,created_at\n${lines.join("")}`;
}

const temporaryFolders = () =>
  fs
    .readdirSync(os.tmpdir())
    .filter((name) => name.startsWith("startup-notebooks-") && name.includes(`-${process.pid}-`));

test.each(["reading", "sorting", "waiting", "companies", "sessions", "constraints"])(
  "a signal that aborts at the step %s leaves the previous dataset whole and no files",
  async (at) => {
    const { db } = file;
    await seed(db, { rules: { ...defaultRules, companies: 5 }, replace: true });
    const before = await tableHashes(db);
    const sessions = path.join(folderWith({ "sessions.csv": manySessions(20_000) }), "sessions.csv");
    const interruption = new AbortController();
    const importing = importDataset(db, {
      sessions,
      signal: interruption.signal,
      onProgress: ({ step }) => {
        if (step === at) interruption.abort();
      },
    });
    await expect(importing).rejects.toThrow(UserError);
    await expect(importing).rejects.toThrow(
      /^import: it was interrupted; the previous dataset is unchanged$/,
    );
    expect(await tableHashes(db)).toEqual(before);
    expect(temporaryFolders()).toEqual([]);
  },
);

test.skipIf(process.platform === "win32")(
  "an import that is killed leaves the previous dataset whole",
  async () => {
    const db = await testDatabase();
    await seed(db, { rules: { ...defaultRules, companies: 5 } });
    const before = await tableHashes(db);
    const sessions = path.join(folderWith({ "sessions.csv": manySessions(3000) }), "sessions.csv");
    const task: ImportingTask = { url: urlOf(db), sessions, standStillAt: "constraints" };
    const child = startChild("test/lib/dataset/import/importing-process.ts", [JSON.stringify(task)]);
    await child.said("constraints");
    child.process.kill("SIGKILL");
    await child.ended;
    expect(await tableHashes(db)).toEqual(before);
    expect(await importDataset(db, { sessions })).toMatchObject({ companies: 3000, sessions: 6000 });
  },
);
