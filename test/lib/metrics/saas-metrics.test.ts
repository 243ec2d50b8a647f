import { describe, expect, test } from "vitest";
import { type SaasMetricsPerMonth, saasMetricsPerMonth } from "../../../lib/metrics/saas-metrics";
import { writeDataset } from "../../given-dataset";
import { givenStartup, saasMetricsOracle } from "../../metrics-oracle";
import { databaseInTimeZone, testDatabase } from "../../test-database";
import { type DatasetOnPaper, datasetsOnPaper, nearly, rowsOnPaper } from "./datasets-on-paper";

const columns = [
  ...["month", "company_size"],
  ...["customers", "new_customers", "churned_customers", "reactivated_customers", "customer_churn_rate"],
  ...["mrr", "new_mrr", "churned_mrr", "reactivated_mrr", "mrr_churn_rate"],
  ...["gross_retention", "net_retention", "gross_retention_12", "net_retention_12"],
  ...["arpa", "arr", "annual_churn_rate", "quick_ratio", "ltv"],
];

function onPaper({ given, metrics }: DatasetOnPaper) {
  const oneSize = Object.keys(given.prices).length === 1;
  return rowsOnPaper(metrics, 2).flatMap((row) => {
    const cells = Object.fromEntries(columns.map((column, n) => [column, row[n]]));
    return oneSize ? [cells, { ...cells, company_size: "all" }] : [cells];
  });
}

describe.each(datasetsOnPaper)("$title", (dataset) => {
  test("the oracle returns the numbers on paper", () => {
    expect(saasMetricsOracle(givenStartup(dataset.given))).toEqual(nearly(onPaper(dataset)));
  });

  // 13 hours ahead of UTC, where the last microsecond of a month lies in the next.
  test("the query returns the numbers on paper", async () => {
    const db = await databaseInTimeZone("Pacific/Auckland");
    await writeDataset(db, dataset.given);
    const rows: SaasMetricsPerMonth[] = await saasMetricsPerMonth(db).execute();
    expect(rows).toEqual(nearly(onPaper(dataset)));
  });
});

test("a company that signed up before the dataset's start did so in its first month, one after its end is not part of it", async () => {
  const db = await testDatabase();
  await writeDataset(db, {
    startMonth: "2025-01",
    months: 2,
    prices: { small: 10 },
    companies: [
      ["small", "2024-12-20T00:00:00Z", "2025-01-20T00:00:00Z"],
      ["small", "2025-03-01T00:00:00Z"],
    ],
    signUps: ["2024-12-15T00:00:00Z", "2025-03-01T00:00:00Z"],
  });
  const rows = await saasMetricsPerMonth(db).where("company_size", "=", "small").execute();

  expect(
    rows.map((row) => [
      row.month,
      row.customers,
      row.new_customers,
      row.churned_customers,
      row.net_retention,
    ]),
  ).toEqual([
    ["2025-01", 1, 1, 0, null],
    ["2025-02", 0, 0, 1, 0],
  ]);
});

test("without a dataset there are no rows", async () => {
  expect(await saasMetricsPerMonth(await testDatabase()).execute()).toEqual([]);
});
