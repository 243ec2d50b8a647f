import { expect, test } from "vitest";
import { churnRates, customersAtRiskPerMonth } from "../../../lib/metrics/churn-rates";
import { wilsonInterval } from "../../../lib/stats/wilson-interval";
import { writeDataset } from "../../given-dataset";
import { testDatabase } from "../../test-database";
import { customersAtRiskOnPaper } from "./life-table-on-paper";
import { startupOnPaper } from "./startup-on-paper";
import { startupWithReturns } from "./startup-with-returns";

test("customers at risk are those of the month before and those that sign up", async () => {
  const db = await testDatabase();
  await writeDataset(db, startupOnPaper);

  expect(await customersAtRiskPerMonth(db).execute()).toStrictEqual(customersAtRiskOnPaper);
});

test("a company that returned is at risk again in the month after", async () => {
  const db = await testDatabase();
  await writeDataset(db, startupWithReturns);
  const rows = await customersAtRiskPerMonth(db).execute();

  expect(rows.map((row) => [row.month, row.company_size, row.at_risk, row.churned])).toEqual([
    ["2025-01", "large", 1, 0],
    ["2025-01", "small", 2, 0],
    ["2025-02", "large", 1, 1],
    ["2025-02", "small", 3, 2],
    ["2025-03", "large", 0, 0],
    ["2025-03", "small", 2, 1],
    ["2025-04", "large", 2, 1],
    ["2025-04", "small", 2, 1],
  ]);
});

test("without a dataset nobody is at risk", async () => {
  expect(await customersAtRiskPerMonth(await testDatabase()).execute()).toEqual([]);
});

test("the rate of a month is the share that churned of those at risk", () => {
  expect(
    churnRates(customersAtRiskOnPaper).map((row) => [row.month, row.company_size, row.churn_rate]),
  ).toEqual([
    ["2025-01", "large", wilsonInterval(0, 2)],
    ["2025-01", "small", wilsonInterval(1, 3)],
    ["2025-02", "large", wilsonInterval(1, 2)],
    ["2025-02", "small", wilsonInterval(0, 2)],
    ["2025-03", "large", wilsonInterval(0, 1)],
    ["2025-03", "small", wilsonInterval(1, 2)],
  ]);
});

test("the rate of several months is that of all their companies at risk, under the first month", () => {
  expect(
    churnRates(customersAtRiskOnPaper, { months: 2 }).map((row) => [
      row.month,
      row.company_size,
      row.churn_rate,
    ]),
  ).toEqual([
    ["2025-01", "large", wilsonInterval(1, 4)],
    ["2025-01", "small", wilsonInterval(1, 5)],
    ["2025-03", "large", wilsonInterval(0, 1)],
    ["2025-03", "small", wilsonInterval(1, 2)],
  ]);
});

test.each([0, 1.5, Number.NaN])("%d months cannot be averaged", (months) => {
  expect(() => churnRates(customersAtRiskOnPaper, { months })).toThrow(
    `churnRates: months must be a whole number of 1 or more, received ${months}`,
  );
});

test("without a company at risk there is no rate", () => {
  expect(churnRates([{ month: "2025-01", company_size: "small", at_risk: 0, churned: 0 }])).toEqual([]);
});
