import { expect, test } from "vitest";
import { lifeTable } from "../../../lib/metrics/life-table";
import { type GivenDataset, writeDataset } from "../../given-dataset";
import { testDatabase } from "../../test-database";
import { lifeTableOnPaper } from "./life-table-on-paper";
import { startupOnPaper } from "./startup-on-paper";
import { startupWithReturns } from "./startup-with-returns";

async function churnOf(given: GivenDataset) {
  const db = await testDatabase();
  await writeDataset(db, given);
  return await lifeTable(db).execute();
}

test("companies at risk at a tenure are those that had not churned before", async () => {
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

  expect(rows.map((row) => [row.company_size, row.tenure, row.at_risk, row.churned])).toEqual([
    ["huge", 0, 0, 0],
    ["small", 0, 1, 0],
    ["huge", 1, 0, 0],
    ["small", 1, 1, 1],
    ["huge", 2, 0, 0],
    ["small", 2, 0, 0],
  ]);
});

test("a company that returns churns once and is not at risk again", async () => {
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

test("a company is at risk up to the last month in which it was observed, counted from its own sign-up", async () => {
  const rows = await churnOf(startupWithReturns);

  expect(rows.map((row) => [row.company_size, row.tenure, row.at_risk, row.churned])).toEqual([
    ["large", 0, 3, 1],
    ["small", 0, 4, 2],
    ["large", 1, 1, 1],
    ["small", 1, 2, 1],
    ["large", 2, 0, 0],
    ["small", 2, 1, 0],
    ["large", 3, 0, 0],
    ["small", 3, 1, 0],
  ]);
});
