import { expect, test } from "vitest";
import { kyselyOn } from "../../../../db/connection/database";
import { readRecord } from "../../../../lib/dataset/record";
import { checkCounts } from "../../../../lib/dataset/verify/check-counts";
import { afterwards, smallDatasetOfFile, UNCHECKED } from "./small-dataset";

const file = smallDatasetOfFile();

async function countsAfter(statements: string) {
  return await afterwards(file.db, UNCHECKED + statements, async (client) => {
    const { recorded } = await readRecord(kyselyOn(client));
    if (!recorded) throw new Error("no record");
    return await checkCounts(kyselyOn(client), recorded);
  });
}

test.each<[boolean, string, string]>([
  [true, "select 1", "4 companies, 15 sessions"],
  [false, "delete from companies where company_id = 3", "3 companies and 4 recorded, 15 sessions"],
  [false, "delete from sessions", "4 companies, 0 sessions and 15 recorded"],
  [false, "update dataset set sessions = 1234567", "4 companies, 15 sessions and 1,234,567 recorded"],
])("it is %s after %s: %s", async (passed, statements, detail) => {
  expect(await countsAfter(statements)).toMatchObject({
    check: "counts are the recorded ones",
    passed,
    detail,
  });
});
