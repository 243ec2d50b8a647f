import { expect, test } from "vitest";
import { type MrrPerMonth, mrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import { type GivenDataset, writeDataset } from "../../given-dataset";
import { testDatabase } from "../../test-database";
import { mrrOnPaper } from "./kpis-on-paper";
import { startupOnPaper } from "./startup-on-paper";

type Line = [month: string, size: string, active: number, mrr: number | null, share: number | null];

async function mrrOf(given: GivenDataset): Promise<Line[]> {
  const db = await testDatabase();
  await writeDataset(db, given);
  const rows: MrrPerMonth[] = await mrrPerMonth(db).execute();
  return rows.map((row) => [row.month, row.company_size, row.active_companies, row.mrr, row.share]);
}

/** One month of companies that are active in it, their number by size. */
const oneMonth = (prices: Record<string, number>, active: Record<string, number>): GivenDataset => ({
  startMonth: "2025-01",
  months: 1,
  prices,
  companies: Object.entries(active).flatMap(([size, count]) =>
    Array.from({ length: count }, () => [size, 1] as const),
  ),
});

test("the prices of active companies are added up per month and size, in this order", async () => {
  const db = await testDatabase();
  await writeDataset(db, startupOnPaper);

  expect(await mrrPerMonth(db).execute()).toStrictEqual(
    mrrOnPaper.map((row) => ({ ...row, share: expect.closeTo(Number(row.share), 12) })),
  );
});

test("without a dataset there are no rows", async () => {
  expect(await mrrPerMonth(await testDatabase()).execute()).toEqual([]);
});

test("the shares of a month with MRR add up to 1", async () => {
  const rows = await mrrOf(
    oneMonth({ a: 0.01, b: 19.99, c: 333.33, d: 999_999.99 }, { a: 3, b: 7, c: 1, d: 2 }),
  );
  expect(rows.reduce((sum, [, , , , share]) => sum + Number(share), 0)).toBeCloseTo(1, 14);
});

test("cents are exact, unlike sums of floating-point numbers", async () => {
  // In floats 3 * 0.1 is 0.30000000000000004 and 3 * 19.99 is 59.97 only by luck.
  expect(await mrrOf(oneMonth({ a: 0.1, b: 19.99 }, { a: 3, b: 3 }))).toEqual([
    ["2025-01", "a", 3, 0.3, expect.closeTo(0.3 / 60.27, 12)],
    ["2025-01", "b", 3, 59.97, expect.closeTo(59.97 / 60.27, 12)],
  ]);
});

test("many sessions in a month are paid once", async () => {
  const given: GivenDataset = {
    startMonth: "2025-01",
    months: 1,
    prices: { small: 19 },
    companies: [["small", 30]],
  };
  expect(await mrrOf(given)).toEqual([["2025-01", "small", 1, 19, 1]]);
});

test("a month without MRR has MRR and shares of 0", async () => {
  const given: GivenDataset = {
    startMonth: "2025-01",
    months: 2,
    prices: { free: 0, small: 19 },
    companies: [
      ["small", 1, 0],
      ["free", 2, 2],
    ],
  };
  expect(await mrrOf(given)).toEqual([
    ["2025-01", "free", 1, 0, 0],
    ["2025-01", "small", 1, 19, 1],
    ["2025-02", "free", 1, 0, 0],
    ["2025-02", "small", 0, 0, 0],
  ]);
});

test("a size without companies earns nothing", async () => {
  expect(await mrrOf(oneMonth({ huge: 999, small: 19 }, { small: 1 }))).toEqual([
    ["2025-01", "huge", 0, 0, 0],
    ["2025-01", "small", 1, 19, 1],
  ]);
});
