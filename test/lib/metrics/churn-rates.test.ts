import { expect, test } from "vitest";
import { churnRates } from "../../../lib/metrics/churn-rates";
import { wilsonInterval } from "../../../lib/stats/wilson-interval";
import { lifeTableOnPaper } from "./life-table-on-paper";

test("the rate of a month is the share that churned of those at risk", () => {
  expect(churnRates(lifeTableOnPaper).map((row) => [row.month, row.company_size, row.churn_rate])).toEqual([
    ["2025-01", "large", wilsonInterval(0, 2)],
    ["2025-01", "small", wilsonInterval(1, 3)],
    ["2025-02", "large", wilsonInterval(1, 2)],
    ["2025-02", "small", wilsonInterval(0, 2)],
    ["2025-03", "large", wilsonInterval(0, 1)],
    ["2025-03", "small", wilsonInterval(1, 2)],
  ]);
});

test("without a company at risk there is no rate", () => {
  expect(
    churnRates([{ month: "2025-01", company_size: "small", tenure: 0, at_risk: 0, churned: 0 }]),
  ).toEqual([]);
});
