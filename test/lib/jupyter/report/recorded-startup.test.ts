import { sql } from "kysely";
import { expect, test } from "vitest";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";
import { recordedStartup } from "../../../../lib/jupyter/report/recorded-startup";
import { testDatabase } from "../../../test-database";

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
    "report: it shows generated rows only, and companies (21 instead of 20 rows) was changed by hand; describe a startup with --companies, --months, --start and --seed, or set DATABASE_URL to another database",
  );
});
