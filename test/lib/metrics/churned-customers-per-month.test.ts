import { expect, test } from "vitest";
import {
  type ChurnedCustomersPerMonth,
  churnedCustomersPerMonth,
} from "../../../lib/metrics/churned-customers-per-month";
import { type GivenDataset, writeDataset } from "../../given-dataset";
import { testDatabase } from "../../test-database";
import { churnedOnPaper } from "./kpis-on-paper";
import { startupOnPaper } from "./startup-on-paper";
import { startupWithReturns } from "./startup-with-returns";

type Line = [month: string, size: string, churned: number, churnedToDate: number];

async function lostOf(given: GivenDataset): Promise<Line[]> {
  const db = await testDatabase();
  await writeDataset(db, given);
  const rows: ChurnedCustomersPerMonth[] = await churnedCustomersPerMonth(db).execute();
  return rows.map((row) => [row.month, row.company_size, row.churned, row.churned_to_date]);
}

/** Three months of small companies only. */
const small = (...companies: GivenDataset["companies"]): GivenDataset => ({
  startMonth: "2025-01",
  months: 3,
  prices: { small: 19 },
  companies,
});

test("churned companies are counted and added up per month and size, in this order", async () => {
  const db = await testDatabase();
  await writeDataset(db, startupOnPaper);

  expect(await churnedCustomersPerMonth(db).execute()).toStrictEqual(churnedOnPaper);
});

test("without a dataset there are no rows", async () => {
  expect(await churnedCustomersPerMonth(await testDatabase()).execute()).toEqual([]);
});

test("companies without any session churn in the first month", async () => {
  expect(await lostOf(small(["small"], ["small"]))).toEqual([
    ["2025-01", "small", 2, 2],
    ["2025-02", "small", 0, 2],
    ["2025-03", "small", 0, 2],
  ]);
});

test("a company that stays never churns", async () => {
  expect(await lostOf(small(["small", 1, 5, 1]))).toEqual([
    ["2025-01", "small", 0, 0],
    ["2025-02", "small", 0, 0],
    ["2025-03", "small", 0, 0],
  ]);
});

test("a company that has churned does not churn again before it returns", async () => {
  expect(await lostOf(small(["small", 1, 0, 0], ["small", 0, 2, 0]))).toEqual([
    ["2025-01", "small", 1, 1],
    ["2025-02", "small", 1, 2],
    ["2025-03", "small", 1, 3],
  ]);
});

test("of companies that sign up month by month and return, each churn counts in its month", async () => {
  expect(await lostOf(startupWithReturns)).toEqual([
    ["2025-01", "large", 0, 0],
    ["2025-01", "small", 0, 0],
    ["2025-02", "large", 1, 1],
    ["2025-02", "small", 2, 2],
    ["2025-03", "large", 0, 1],
    ["2025-03", "small", 1, 3],
    ["2025-04", "large", 1, 2],
    ["2025-04", "small", 1, 4],
  ]);
});

test("sessions outside the dataset's months keep no company", async () => {
  const before = "2024-12-31T23:59:59.999Z";
  const after = "2025-04-01T00:00:00.000Z";
  expect(
    await lostOf(small(["small", before, after], ["small", before, "2025-01-01T00:00:00.000Z", after])),
  ).toEqual([
    ["2025-01", "small", 1, 1],
    ["2025-02", "small", 1, 2],
    ["2025-03", "small", 0, 2],
  ]);
});

test("a size without companies loses none", async () => {
  expect(await lostOf({ ...small(["small", 1]), months: 1, prices: { huge: 999, small: 19 } })).toEqual([
    ["2025-01", "huge", 0, 0],
    ["2025-01", "small", 0, 0],
  ]);
});
