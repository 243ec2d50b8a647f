import { expect, test } from "vitest";
import { mrrMovements } from "../../../lib/metrics/mrr-movements";
import { type GivenDataset, writeDataset } from "../../given-dataset";
import { testDatabase } from "../../test-database";
import { mrrMovementsOnPaper } from "./kpis-on-paper";
import { startupOnPaper } from "./startup-on-paper";
import { startupWithReturns } from "./startup-with-returns";

async function bridgeOf(given: GivenDataset) {
  const db = await testDatabase();
  await writeDataset(db, given);
  return await mrrMovements(db).execute();
}

test("each month opens with the closing MRR of the month before; all is new in the first", async () => {
  expect(await bridgeOf(startupOnPaper)).toStrictEqual(mrrMovementsOnPaper);
});

test("MRR grows by sign-ups and returns, and falls by churn", async () => {
  const rows = await bridgeOf(startupWithReturns);

  expect(
    rows.map((row) => [
      row.month,
      row.company_size,
      row.opening_mrr,
      row.new_mrr,
      row.churned_mrr,
      row.reactivated_mrr,
      row.closing_mrr,
    ]),
  ).toEqual([
    ["2025-01", "large", 0, 99, 0, 0, 99],
    ["2025-01", "small", 0, 38, 0, 0, 38],
    ["2025-02", "large", 99, 0, 99, 0, 0],
    ["2025-02", "small", 38, 19, 38, 0, 19],
    ["2025-03", "large", 0, 0, 0, 0, 0],
    ["2025-03", "small", 19, 19, 19, 19, 38],
    ["2025-04", "large", 0, 198, 99, 99, 198],
    ["2025-04", "small", 38, 0, 19, 19, 38],
  ]);
});

test("cents are kept", async () => {
  const companies = Array.from({ length: 3 }, () => ["small", 1, 0] as const);
  const rows = await bridgeOf({ startMonth: "2025-01", months: 2, prices: { small: 0.1 }, companies });

  expect(rows.map((row) => [row.opening_mrr, row.new_mrr, row.churned_mrr, row.closing_mrr])).toEqual([
    [0, 0.3, 0, 0.3],
    [0.3, 0, 0.3, 0],
  ]);
});

test("without a dataset there are no rows", async () => {
  expect(await mrrMovements(await testDatabase()).execute()).toEqual([]);
});
