import { expect, test } from "vitest";
import { churnRates } from "../../../lib/metrics/churn-rates";
import { wilsonInterval } from "../../../lib/stats/wilson-interval";
import { churnOnPaper } from "./churn-on-paper";

test("the rate of a month is what is lost of those at risk", () => {
  expect(churnRates(churnOnPaper).map((row) => [row.month, row.company_size, row.churn_rate])).toEqual([
    ["2025-01", "large", wilsonInterval(0, 2)],
    ["2025-01", "small", wilsonInterval(1, 3)],
    ["2025-02", "large", wilsonInterval(1, 2)],
    ["2025-02", "small", wilsonInterval(0, 2)],
    ["2025-03", "large", wilsonInterval(0, 1)],
    ["2025-03", "small", wilsonInterval(1, 2)],
  ]);
});

test("where nobody is left to leave there is no rate", () => {
  expect(
    churnRates([{ month: "2025-01", company_size: "small", tenure: 0, at_risk: 0, churned: 0 }]),
  ).toEqual([]);
});
