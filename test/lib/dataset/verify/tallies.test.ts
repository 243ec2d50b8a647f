import { expect, test } from "vitest";
import { kyselyOn } from "../../../../db/connection/database";
import { readRecord } from "../../../../lib/dataset/record";
import { readDataset } from "../../../../lib/dataset/verify/read-dataset";
import { BINS, type Tallies } from "../../../../lib/dataset/verify/tallies";
import { afterwards, smallDatasetOfFile, UNCHECKED } from "./small-dataset";

const file = smallDatasetOfFile();

/** What is counted after these statements. */
async function talliesAfter(statements: string): Promise<Tallies> {
  return await afterwards(file.db, UNCHECKED + statements, async (client) => {
    const { recorded } = await readRecord(kyselyOn(client));
    if (!recorded) throw new Error("no record");
    return (await readDataset(client, recorded, new AbortController().signal)).tallies;
  });
}

/** The bins that contain anything, with their counts. */
function filled(count: (bin: number) => number): Record<number, number> {
  const bins = Array.from({ length: BINS }, (_, bin) => [bin, count(bin)]);
  return Object.fromEntries(bins.filter(([, rows]) => rows));
}

/** Sessions of company 1 just outside the horizon, at either end. */
const outside = `
  insert into sessions values (1, 1000002, '2025-03-01Z', 60);
  insert into sessions values (1, 1000003, '2024-11-30 23:59:59.999Z', 60);`;

test("companies are counted by size", async () => {
  const tallies = await talliesAfter("");
  expect([tallies.size("small"), tallies.size("large"), tallies.size("huge")]).toEqual([3, 1, 0]);
});

test("companies are counted by size, month and number of sessions inside the horizon", async () => {
  const tallies = await talliesAfter(outside);
  const counted = ["small", "large"].flatMap((size) =>
    [1, 2, 3].flatMap((month) =>
      [1, 2, 3, 4].map((sessions) => [size, month, sessions, tallies.sessionCount(size, month, sessions)]),
    ),
  );
  expect(counted.filter(([, , , companies]) => companies)).toEqual([
    ["small", 1, 1, 2],
    ["small", 2, 2, 1],
    ["small", 3, 1, 1],
    ["large", 1, 3, 1],
    ["large", 2, 3, 1],
    ["large", 3, 4, 1],
  ]);
});

test("companies are counted by size and number of months with sessions inside the horizon", async () => {
  const tallies = await talliesAfter(outside);
  const lives = (size: string) => [0, 1, 2, 3].map((months) => tallies.monthsActive(size, months));
  expect(lives("small")).toEqual([1, 1, 0, 1]);
  expect(lives("large")).toEqual([0, 0, 0, 1]);
});

test("sessions inside the horizon are counted by month and part of the month", async () => {
  const tallies = await talliesAfter(outside);
  const sums = [1, 2, 3, 4].map((month) =>
    Object.values(filled((bin) => tallies.sessionTimes(month, bin))).reduce((sum, rows) => sum + rows, 0),
  );
  expect(sums).toEqual([5, 5, 5, 0]);

  // A part of December is 31 hours long.
  const at = async (time: string) => {
    const moved = await talliesAfter(
      `delete from sessions where session_id <> 2000002; update sessions set created_at = '${time}'`,
    );
    return filled((bin) => moved.sessionTimes(1, bin));
  };
  expect(await at("2024-12-01 00:00Z")).toEqual({ 0: 1 });
  expect(await at("2024-12-02 06:59:59.999999Z")).toEqual({ 0: 1 });
  expect(await at("2024-12-02 07:00Z")).toEqual({ 1: 1 });
  expect(await at("2024-12-31 23:59:59.999999Z")).toEqual({ 23: 1 });
});

test("companies are counted by the part of the time they could sign up in", async () => {
  // Company 1 at 0.39 of the time to its first session, company 2 at 0.995, company 4 at 0.74; company 3, which
  // has no session, at 0.06 of the month.
  const { signUps } = await talliesAfter("").then((tallies) => ({
    signUps: filled((bin) => tallies.signUps(bin)),
  }));
  expect(signUps).toEqual({ 9: 1, 23: 1, 17: 1, 1: 1 });
});

test.each<[string, string]>([
  ["before the first month", "update companies set created_at = '2024-11-30Z' where company_id = 3"],
  [
    "at the first session",
    "update companies set created_at = '2024-12-26 22:13:54.528Z' where company_id = 4",
  ],
  [
    "when there was no time for it",
    "update sessions set created_at = '2024-12-01Z' where session_id = 1000001",
  ],
])("companies that signed up %s are not counted", async (_, statements) => {
  const tallies = await talliesAfter(statements);
  const counts = Object.values(filled((bin) => tallies.signUps(bin)));
  expect(counts.reduce((sum, rows) => sum + rows, 0)).toBe(3);
});

test("sessions are counted by their duration, the lower edge included", async () => {
  // The edges of the normal distribution with mean 900 and deviation 300 at 1/24 and 2/24 are 380.6 and 485.1.
  const set = (seconds: number) => `delete from sessions where session_id <> 2000002;
    update sessions set duration_seconds = ${seconds}`;
  const at = async (seconds: number) => {
    const tallies = await talliesAfter(set(seconds));
    return filled((bin) => tallies.durations(bin));
  };
  expect(await at(0)).toEqual({ 0: 1 });
  expect(await at(380)).toEqual({ 0: 1 });
  expect(await at(381)).toEqual({ 1: 1 });
  expect(await at(484)).toEqual({ 1: 1 });
  expect(await at(485)).toEqual({ 2: 1 });
  expect(await at(2_147_483_647)).toEqual({ 23: 1 });
});
