import type { RawBuilder } from "kysely";
import { expect, test } from "vitest";
import { kyselyOn } from "../../../db/database";
import {
  tallyDurations,
  tallyLives,
  tallySessionCounts,
  tallySessionTimes,
  tallySignUps,
  tallySizes,
} from "../../../lib/verify/tallies";
import { afterwards, small, smallDatasetOfFile, UNCHECKED } from "./small-dataset";

const file = smallDatasetOfFile();

/** The rows of a query, in the order of their values, after these statements. */
async function rowsOf<T extends object>(query: RawBuilder<T>, statements = ""): Promise<string[]> {
  const { rows } = await afterwards(file.db, UNCHECKED + statements, (client) =>
    query.execute(kyselyOn(client)),
  );
  return rows.map((row) => Object.values(row).join(" ")).sort();
}

/** Sessions of company 1 just outside the horizon, at either end. */
const outside = `
  insert into sessions values (1, 1000002, '2025-03-01Z', 60);
  insert into sessions values (1, 1000003, '2024-11-30 23:59:59.999Z', 60);`;

test("companies are counted by size", async () => {
  expect(await rowsOf(tallySizes())).toEqual(["large 1", "small 3"]);
});

test("companies are counted by size, month and number of sessions inside the horizon", async () => {
  expect(await rowsOf(tallySessionCounts(small), outside)).toEqual([
    "large 1 3 1",
    "large 2 3 1",
    "large 3 4 1",
    "small 1 1 2",
    "small 2 2 1",
    "small 3 1 1",
  ]);
});

test("companies are counted by size and number of months with sessions inside the horizon", async () => {
  expect(await rowsOf(tallyLives(small), outside)).toEqual([
    "large 3 1",
    "small 0 1",
    "small 1 1",
    "small 3 1",
  ]);
});

test("sessions inside the horizon are counted by month and part of the month", async () => {
  // Halves begin on 2024-12-16 12:00, 2025-01-16 12:00 and 2025-02-15 00:00.
  const halves = ["1 0 2", "1 1 3", "2 0 2", "2 1 3", "3 0 2", "3 1 3"];
  expect(await rowsOf(tallySessionTimes(small, 2), outside)).toEqual(halves);

  const move = (time: string) => `update sessions set created_at = '${time}' where session_id = 2000002;`;
  expect(await rowsOf(tallySessionTimes(small, 2), move("2024-12-16 12:00Z"))).toEqual(halves);
  expect((await rowsOf(tallySessionTimes(small, 2), move("2024-12-16 11:59:59.999Z"))).slice(0, 2)).toEqual([
    "1 0 3",
    "1 1 2",
  ]);
});

test("companies are counted by the part of the time they could sign up in", async () => {
  // Company 1 at 0.39 of the time to its first session, company 2 at 0.995, company 4 at 0.74; company 3, which
  // has no session, at 0.06 of the month.
  expect(await rowsOf(tallySignUps(small, 2))).toEqual(["0 2", "1 2"]);
  expect(await rowsOf(tallySignUps(small, 4))).toEqual(["0 1", "1 1", "2 1", "3 1"]);
});

test.each<[string, string]>([
  ["before the first month", "update companies set created_at = '2024-11-30Z' where company_id = 3"],
  [
    "at the first session",
    "update companies set created_at = '2024-12-26 22:13:54.528Z' where company_id = 4",
  ],
  [
    "where there was no time for it",
    "update sessions set created_at = '2024-12-01Z' where session_id = 1000001",
  ],
])("companies that signed up %s are not counted", async (_, statements) => {
  const counts = await rowsOf(tallySignUps(small, 1), statements);
  expect(counts).toEqual(["0 3"]);
});

test("sessions are counted by their duration, the lower edge included", async () => {
  // In order: 320, 617, 653, 778, 793, 824, 850, 863, 879, 925, 994, 1121, 1150, 1299, 1495.
  expect(await rowsOf(tallyDurations([617, 925]))).toEqual(["0 1", "1 8", "2 6"]);
});
