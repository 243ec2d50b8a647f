import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";
import { recordedStartup, writeReports } from "../../../../lib/jupyter/report/write-reports";
import { testDatabase } from "../../../test-database";

test("rows that rules and seed do not give are not reported", { timeout: 420_000 }, async () => {
  vi.stubEnv("DATABASE_URL", inject("serverUrl"));
  onTestFinished(() => void vi.unstubAllEnvs());
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "startup report "));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const startup = {
    rules: { ...defaultRules, companies: 9 },
    randomSeed: "demo",
    fingerprint: "0".repeat(64),
  };
  const signal = new AbortController().signal;

  const writing = writeReports(startup, { folder, signal, onProgress: () => undefined });

  await expect(writing).rejects.toThrow(
    /^report: the rows in the database differ from those that the recorded rules and seed generate; .* are unchanged$/,
  );
  expect(fs.readdirSync(folder)).toEqual([]);
});

const never = new AbortController().signal;
const rules = { ...defaultRules, companies: 20, months: 3, startMonth: "2019-10" };

test("it has the rules, the seed and the fingerprint that are recorded with the dataset", async () => {
  const db = await testDatabase();
  const { fingerprint } = await seed(db, { rules, randomSeed: "demo" });
  expect(await recordedStartup(db, never)).toMatchObject({ rules, randomSeed: "demo", fingerprint });
});

test("without a dataset there is none", async () => {
  expect(await recordedStartup(await testDatabase(), never)).toBeUndefined();
});

test("rows that were changed by hand are refused, since a report would leave them out", async () => {
  const db = await testDatabase();
  await seed(db, { rules });
  await sql`insert into companies values (21, 'Mine', 'small', '2019-10-01Z')`.execute(db);
  await expect(recordedStartup(db, never)).rejects.toThrow(
    "report: it contains generated rows only, and companies (21 instead of 20 rows) was changed by hand; describe a startup with --rules, --companies or the like",
  );
});
