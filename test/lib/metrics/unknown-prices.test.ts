import { expect, test } from "vitest";
import { cohorts } from "../../../lib/metrics/cohorts";
import { mrrMovements } from "../../../lib/metrics/mrr-movements";
import { mrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import { saasMetricsPerMonth } from "../../../lib/metrics/saas-metrics";
import { type GivenDataset, writeDataset } from "../../given-dataset";
import { testDatabase } from "../../test-database";
import { startupWithReturns } from "./startup-with-returns";

const amounts = /mrr|share|retention(_12)?$|^arpa$|^arr$|^ltv$|quick_ratio/;

/** All rows about MRR, each with what depends on prices and what does not. */
async function rowsOf(given: GivenDataset) {
  const db = await testDatabase();
  await writeDataset(db, given);
  const rows: object[] = [
    ...(await mrrPerMonth(db).execute()),
    ...(await mrrMovements(db).execute()),
    ...(await saasMetricsPerMonth(db).execute()),
    ...(await cohorts(db).execute()).map(({ retention, ...row }) => ({ ...row, companies_left: retention })),
  ];
  const pick = (row: object, ofPrices: boolean) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => amounts.test(name) === ofPrices));
  return { ofPrices: rows.map((row) => pick(row, true)), others: rows.map((row) => pick(row, false)) };
}

test("without prices, all that follows from them is null, and nothing else changes", async () => {
  const unknown = await rowsOf({ ...startupWithReturns, prices: { small: null, large: null } });
  const known = await rowsOf(startupWithReturns);

  expect(new Set(unknown.ofPrices.flatMap((row) => Object.values(row)))).toEqual(new Set([null]));
  expect(unknown.others).toEqual(known.others);
});

test("with one unknown price, what all sizes pay is null, and what the others pay is known", async () => {
  const { others, ofPrices } = await rowsOf({ ...startupWithReturns, prices: { small: null, large: 99 } });
  const known = await rowsOf(startupWithReturns);

  const isLarge = (_: object, index: number) => others[index]?.company_size === "large";
  const large = ofPrices.filter(isLarge);
  const amountsOf = (rows: readonly Record<string, unknown>[]) => rows.map(({ share: _, ...row }) => row);
  expect(amountsOf(large)).toEqual(amountsOf(known.ofPrices.filter(isLarge)));
  // The share of nothing is 0.
  expect(new Set(large.flatMap(({ share, mrr }) => (mrr === 0 ? [] : (share ?? null))))).toEqual(
    new Set([null]),
  );
  const rest = ofPrices.filter((row, index) => !isLarge(row, index));
  expect(new Set(rest.flatMap((row) => Object.values(row)))).toEqual(new Set([null]));
});

test("prices of 0 are known: MRR is 0", async () => {
  const { ofPrices } = await rowsOf({ ...startupWithReturns, prices: { small: 0, large: 0 } });

  for (const name of ["mrr", "share", "churned_mrr", "arr"]) {
    const values = ofPrices.filter((row) => name in row).map((row) => row[name]);
    expect(new Set(values)).toEqual(new Set([0]));
  }
});
