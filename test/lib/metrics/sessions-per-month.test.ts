import { expect, test } from "vitest";
import { type SessionsPerMonth, sessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { type GivenDataset, writeDataset } from "../../given-dataset";
import { testDatabase } from "../../test-database";
import { sessionsOnPaper } from "./kpis-on-paper";
import { startupOnPaper } from "./startup-on-paper";

type Line = [month: string, size: string, active: number, sessions: number];

async function sessionsOf(given: GivenDataset): Promise<Line[]> {
  const db = await testDatabase();
  await writeDataset(db, given);
  const rows: SessionsPerMonth[] = await sessionsPerMonth(db).execute();
  return rows.map((row) => [row.month, row.company_size, row.active_companies, row.sessions]);
}

test("active companies and sessions are counted per month and size, in this order", async () => {
  const db = await testDatabase();
  await writeDataset(db, startupOnPaper);

  expect(await sessionsPerMonth(db).execute()).toStrictEqual(sessionsOnPaper);
});

test("without a dataset there are no rows", async () => {
  expect(await sessionsPerMonth(await testDatabase()).execute()).toEqual([]);
});

test("months after everybody has gone are rows of zeros", async () => {
  const given: GivenDataset = {
    startMonth: "2025-01",
    months: 3,
    prices: { small: 19 },
    companies: [["small", 1, 0, 0]],
  };
  expect(await sessionsOf(given)).toEqual([
    ["2025-01", "small", 1, 1],
    ["2025-02", "small", 0, 0],
    ["2025-03", "small", 0, 0],
  ]);
});

test("a size without companies is a row of zeros", async () => {
  const given: GivenDataset = {
    startMonth: "2025-01",
    months: 1,
    prices: { huge: 999, small: 19 },
    companies: [["small", 1]],
  };
  expect(await sessionsOf(given)).toEqual([
    ["2025-01", "huge", 0, 0],
    ["2025-01", "small", 1, 1],
  ]);
});

test("a month begins with its first instant, and ends a millisecond before the next one's", async () => {
  const given: GivenDataset = {
    startMonth: "2024-01",
    months: 3,
    prices: { small: 19 },
    companies: [
      ["small", "2024-01-01T00:00:00.000Z", "2024-01-31T23:59:59.999Z"],
      ["small", "2024-02-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z"],
      ["small", "2024-03-01T00:00:00.000Z"],
    ],
  };
  expect(await sessionsOf(given)).toEqual([
    ["2024-01", "small", 1, 2],
    ["2024-02", "small", 1, 2],
    ["2024-03", "small", 1, 1],
  ]);
});

test("a startup that begins in December goes on in January of the next year", async () => {
  const given: GivenDataset = {
    startMonth: "2024-12",
    months: 2,
    prices: { small: 19 },
    companies: [["small", 1, 2]],
  };
  expect(await sessionsOf(given)).toEqual([
    ["2024-12", "small", 1, 1],
    ["2025-01", "small", 1, 2],
  ]);
});

test("sizes are ordered by their characters, capitals first, in any language of the server", async () => {
  const given: GivenDataset = {
    startMonth: "2025-01",
    months: 1,
    prices: { b: 1, a: 1, B: 1, é: 1 },
    companies: [],
  };
  expect((await sessionsOf(given)).map(([, size]) => size)).toEqual(["B", "a", "b", "é"]);
});
