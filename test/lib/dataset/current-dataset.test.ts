import { expect, test } from "vitest";
import { ensureDataset, seed } from "../../../lib/dataset/load/seed";
import { currentDataset } from "../../../lib/dataset/record";
import { defaultRules } from "../../../lib/dataset/rules";
import { testDatabase } from "../../test-database";

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

test("a dataset is generated if there is none, and left alone if there is one", async () => {
  const db = await testDatabase();

  const made = await ensureDataset(db, { randomSeed: "first" });
  const again = await ensureDataset(db, { randomSeed: "second" });

  expect(made).toMatchObject({ companies: 500, randomSeed: "first" });
  expect(again).toBeUndefined();
  expect(await currentDataset(db)).toMatchObject({ randomSeed: "first", rules: defaultRules });
});
