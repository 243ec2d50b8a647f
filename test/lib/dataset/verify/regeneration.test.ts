import { expect, test } from "vitest";
import { firstDifferences } from "../../../../lib/dataset/verify/regeneration";
import { afterwards, small, smallDatasetOfFile, UNCHECKED } from "./small-dataset";

const file = smallDatasetOfFile();

/** The differences after these statements; the client can be used again whatever they are. */
async function differencesAfter(statements: string): Promise<string[]> {
  return await afterwards(file.db, UNCHECKED + statements, async (client) => {
    const differences = await firstDifferences(client, small);
    expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    return differences;
  });
}

test("the rows that the rules and the seed generate do not differ", async () => {
  expect(await differencesAfter("select 1")).toEqual([]);
});

test.each<[string, string, string]>([
  [
    "a price",
    "update subscriptions set monthly_price = 99.51 where company_size = 'large'",
    "size large has monthly_price 99.51 instead of 99.50",
  ],
  [
    "a company's name",
    "update companies set company_name = 'Ä' where company_id = 3",
    "company 3 has company_name Ä instead of Indigo Films Corp.",
  ],
  [
    "a company's endless name",
    "update companies set company_name = repeat('y', 1000000) where company_id = 3",
    `company 3 has company_name ${"y".repeat(199)}… instead of Indigo Films Corp.`,
  ],
  [
    "a company's size",
    "update companies set company_size = 'large' where company_id = 4",
    "company 4 has company_size large instead of small",
  ],
  [
    "a sign-up",
    "update companies set created_at = created_at + interval '1 microsecond' where company_id = 1",
    "company 1 has created_at 2024-12-03T07:15:18.593001Z instead of 2024-12-03T07:15:18.593Z",
  ],
  [
    "a session's time",
    "update sessions set created_at = '2025-01-23Z' where session_id = 4000002",
    "company 4: session 4000002 has created_at 2025-01-23T00:00:00.000Z instead of 2025-01-23T21:23:28.129Z",
  ],
  [
    "a session's duration",
    "update sessions set duration_seconds = 0 where session_id = 2000010",
    "company 2: session 2000010 has duration_seconds 0 instead of 1299",
  ],
])("%s that differs is shown as stored and as regenerated", async (_, statements, difference) => {
  expect(await differencesAfter(statements)).toEqual([difference]);
});

test.each<[string, string, string]>([
  ["the first size", "delete from subscriptions where company_size = 'large'", "size large is missing"],
  ["the last size", "delete from subscriptions where company_size = 'small'", "size small is missing"],
  ["the first company", "delete from companies where company_id = 1", "company 1 is missing"],
  ["the last companies", "delete from companies where company_id > 2", "company 3 is missing"],
  ["all companies", "delete from companies", "company 1 is missing"],
  [
    "the first session",
    "delete from sessions where session_id = 1000001",
    "company 1: session 1000001 is missing",
  ],
  [
    "a session amid others",
    "delete from sessions where session_id = 2000003",
    "company 2: session 2000003 is missing",
  ],
  [
    "the last session",
    "delete from sessions where session_id = 4000004",
    "company 4: session 4000004 is missing",
  ],
])("%s is missing if it was deleted", async (_, statements, difference) => {
  expect(await differencesAfter(statements)).toEqual([difference]);
});

test.each<[string, string, string]>([
  ["size", "insert into subscriptions values ('medium', 1)", "size medium should not exist"],
  [
    "company",
    "insert into companies values (5, 'Late Inc.', 'small', '2024-12-31Z')",
    "company 5 should not exist",
  ],
  [
    "session of a company without any",
    "insert into sessions values (3, 3000001, '2024-12-31Z', 60)",
    "company 3: session 3000001 should not exist",
  ],
  [
    "session at the end",
    "insert into sessions values (4, 4000005, '2025-02-28Z', 60)",
    "company 4: session 4000005 should not exist",
  ],
])("a %s that was added should not exist", async (_, statements, difference) => {
  expect(await differencesAfter(statements)).toEqual([difference]);
});

test("the first difference of each table is shown, in the order of the tables", async () => {
  const statements = `
    update subscriptions set monthly_price = 1;
    update companies set company_name = 'Other' where company_id >= 2;
    delete from sessions where session_id >= 2000004;
    update sessions set duration_seconds = 1 where session_id = 2000003`;

  expect(await differencesAfter(statements)).toEqual([
    "size large has monthly_price 1.00 instead of 99.50",
    "company 2 has company_name Other instead of Eastern Dynamics Co.",
    "company 2: session 2000003 has duration_seconds 1 instead of 925",
  ]);
});
