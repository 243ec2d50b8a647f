import { expect, test } from "vitest";
import { kyselyOn } from "../../../db/connection/database";
import { seed } from "../../../lib/dataset/load/seed";
import { checkRecord, currentDataset } from "../../../lib/dataset/record";
import { defaultRules } from "../../../lib/dataset/rules";
import { testDatabase } from "../../test-database";
import { afterwards, small, smallDatasetOfFile } from "./verify/small-dataset";

const file = smallDatasetOfFile();

const recordAfter = (statements: string) =>
  afterwards(file.db, statements, async (client) =>
    checkRecord(await kyselyOn(client).selectFrom("dataset").selectAll().executeTakeFirst()),
  );

test("a record is read back", async () => {
  const { recorded, detail } = await recordAfter("");

  expect(detail).toBe('seed "seed 2670"');
  expect(recorded?.generator.rules).toEqual(small.rules);
  expect(recorded?.generator.randomSeed).toBe(small.randomSeed);
  expect(recorded?.record).toMatchObject({
    start_month: "2024-12-01",
    months: 3,
    companies: 4,
    sessions: 15,
  });
});

test.each<[string, string, string]>([
  [
    "is not there",
    "delete from dataset",
    "the database contains no dataset; generate one with `npm run seed`, or import one with `npm run import`",
  ],
  [
    "disagrees with its rules in all columns",
    "update dataset set start_month = '2025-01-01', months = 4, companies = 5",
    "start_month is 2025-01-01, the recorded rules say 2024-12-01; months is 4, the recorded rules say 3; companies is 5, the recorded rules say 4",
  ],
  [
    "disagrees with its rules in one column",
    "update dataset set months = 2",
    "months is 2, the recorded rules say 3",
  ],
  [
    "has rules that are none",
    "update dataset set rules = jsonb_set(rules, '{months}', '0')",
    "rules: months must be an integer from 1 to 480, received 0",
  ],
])("a record that %s is invalid", async (_, statements, detail) => {
  expect(await recordAfter(statements)).toEqual({ recorded: undefined, detail });
});

test("the rules and the seed of a dataset can be read back", async () => {
  const db = await testDatabase();
  const rules = { ...defaultRules, companies: 3, startMonth: "2019-11", months: 2 };
  const { sessions, fingerprint } = await seed(db, { rules, randomSeed: "mine" });

  expect(await currentDataset(db)).toEqual({
    rules,
    randomSeed: "mine",
    importedFrom: undefined,
    startMonth: "2019-11",
    months: 2,
    companies: 3,
    sessions,
    fingerprint,
  });
});

test("without a dataset there is nothing to read, and the error says how to make one", async () => {
  await expect(currentDataset(await testDatabase())).rejects.toThrow(
    "dataset: the database contains no dataset; generate one with `npm run seed`, or import one with `npm run import`",
  );
});
