import { expect, test } from "vitest";
import { lifeTable } from "../../../lib/metrics/life-table";
import { type GivenDataset, writeDataset } from "../../given-dataset";
import { testDatabase } from "../../test-database";
import { lifeTableOnPaper } from "./life-table-on-paper";
import { startupOnPaper } from "./startup-on-paper";

async function churnOf(given: GivenDataset) {
  const db = await testDatabase();
  await writeDataset(db, given);
  return await lifeTable(db).execute();
}

test("companies at risk in a month are those that had not churned before", async () => {
  expect(await churnOf(startupOnPaper)).toStrictEqual(lifeTableOnPaper);
});

test("without a dataset there are no rows", async () => {
  expect(await lifeTable(await testDatabase()).execute()).toEqual([]);
});

test("a size without companies has rows of zeros, even after all of the others have churned", async () => {
  const rows = await churnOf({
    startMonth: "2024-12",
    months: 3,
    prices: { huge: 999, small: 19 },
    companies: [["small", 1, 0, 0]],
  });

  expect(rows.map((row) => [row.month, row.company_size, row.tenure, row.at_risk, row.churned])).toEqual([
    ["2024-12", "huge", 0, 0, 0],
    ["2024-12", "small", 0, 1, 0],
    ["2025-01", "huge", 1, 0, 0],
    ["2025-01", "small", 1, 1, 1],
    ["2025-02", "huge", 2, 0, 0],
    ["2025-02", "small", 2, 0, 0],
  ]);
});

test("a company that returns against the rules churns once and is not at risk again", async () => {
  const rows = await churnOf({
    startMonth: "2025-01",
    months: 3,
    prices: { small: 19 },
    companies: [["small", 0, 2, 2]],
  });

  expect(rows.map((row) => [row.at_risk, row.churned])).toEqual([
    [1, 1],
    [0, 0],
    [0, 0],
  ]);
});
