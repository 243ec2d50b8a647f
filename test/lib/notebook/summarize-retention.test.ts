import { expect, test } from "vitest";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { churnRates } from "../../../lib/metrics/churn-rates";
import { customerLifetimes } from "../../../lib/metrics/customer-lifetimes";
import { retentionCurves } from "../../../lib/metrics/retention-curves";
import {
  summarizeChurnRate,
  summarizeLifetimes,
  summarizeRetention,
} from "../../../lib/notebook/summarize-retention";
import { NO_DATA } from "../../../lib/text/numbers-in-words";
import { customersAtRiskOnPaper, lifeTableOnPaper } from "../metrics/life-table-on-paper";
import { loyal } from "./loyal-startup";

const loyalChurn = [{ month: "2024-12", company_size: "loyal", tenure: 0, at_risk: 4, churned: 0 }];

/** By these a small company leaves in a month with probability 1/4, a large one with 1/8. */
const roundRules: Rules = {
  ...defaultRules,
  sizes: [
    { size: "small", probability: 0.5, monthlyPrice: 19, sessions: { base: 1, spread: 1 } },
    { size: "large", probability: 0.5, monthlyPrice: 99, sessions: { base: 3, spread: 3 } },
  ],
};

test("retention is that of the last month with 10 companies at risk, else with the most", () => {
  expect(summarizeRetention(retentionCurves(lifeTableOnPaper), defaultRules)).toMatch(
    /^50\.0% of the large companies have not churned after 2 months \(95% confidence interval .*, expected 91\.1%\) and 66\.7% of the small companies have not churned after 1 month/,
  );
  const life = [12, 10, 1].map((at_risk, tenure) => ({
    company_size: "customer",
    tenure,
    at_risk,
    churned: tenure === 2 ? 1 : 0,
  }));
  expect(summarizeRetention(retentionCurves(life), undefined)).toMatch(
    /^100\.0% of the companies have not churned after 2 months \(.*\)\.$/,
  );
});

test("the expected curve lies within limits that it touches", () => {
  const point = (company_size: string, months: number, low: number, value: number, high: number) => ({
    company_size,
    months,
    at_risk: 8,
    churned: 0,
    retention: { value, low, high },
  });
  // By the rules 0.75 and 0.5625 of the small are left, 0.875 and 0.765625 of the large.
  const points = [
    point("small", 0, 1, 1, 1),
    point("small", 1, 0.75, 0.8, 0.9),
    point("small", 2, 0.57, 0.7, 0.8),
    point("large", 0, 1, 1, 1),
    point("large", 1, 0.5, 0.6, 0.875),
    point("large", 2, 0.4, 0.5, 0.76),
  ];
  expect(summarizeRetention(points, roundRules)).toBe(
    "70.0% of the small companies have not churned after 2 months (95% confidence interval 57.0% to 80.0%, expected 56.3%) and 50.0% of the large companies have not churned after 2 months (95% confidence interval 40.0% to 76.0%, expected 76.6%). The expected curve lies within the 95% limits at 2 of the 4 points, and chance can explain the others.",
  );
  // Before the first month has passed, nothing is known of retention.
  expect(summarizeRetention(points.slice(0, 1), roundRules)).toBe(NO_DATA);
});

test("the lowest and the highest churn are those of the first month that has them", () => {
  const rate = (month: string, company_size: string, low: number, value: number, high: number) => ({
    month,
    company_size,
    at_risk: 8,
    churned: 1,
    churn_rate: { value, low, high },
  });
  const rates = [
    rate("2025-01", "small", 0.1, 0.2, 0.25),
    rate("2025-01", "large", 0.13, 0.2, 0.3),
    rate("2025-02", "small", 0.05, 0.1, 0.24),
    rate("2025-02", "large", 0.125, 0.2, 0.3),
    rate("2025-03", "small", 0.05, 0.1, 0.3),
    rate("2025-03", "large", 0.1, 0.2, 0.3),
    rate("2025-04", "small", 0.1, 0.2, 0.24),
    rate("2025-04", "large", 0, 0.2, 0.12),
  ];
  expect(summarizeChurnRate(rates, roundRules)).toBe(
    "Monthly churn was 10.0% (February 2025) to 20.0% (January 2025) for small companies (expected 25.0%) and 20.0% for large companies (expected 12.5%). The 95% confidence interval contains the expected rate in 4 of the 8 cases, and chance can explain the others.",
  );
});

test("churn rates go from the lowest to the highest, and name no months if all are the same", () => {
  const sentence = summarizeChurnRate(churnRates(customersAtRiskOnPaper), defaultRules);
  expect(sentence).toContain("0.0% (February 2025) to 50.0% (March 2025) for small companies");
  expect(sentence).toContain("contains the expected rate in 4 of the 6 cases");
  expect(summarizeChurnRate(churnRates(loyalChurn), loyal)).toContain(
    "was 0.0% for loyal companies (expected 0.0%). The 95% confidence interval contains the expected rate.",
  );
});

test("lifetimes have their intervals, and no upper limit if nobody has churned", () => {
  expect(summarizeLifetimes(customerLifetimes(lifeTableOnPaper, defaultRules), defaultRules)).toContain(
    "; small companies stay 2.5 months (0.6 to 11.2, expected 11.0) and pay $48 ($11 to $212, expected $209).",
  );
  expect(summarizeLifetimes(customerLifetimes(loyalChurn, loyal), loyal)).toBe(
    "On average loyal companies stay at least 1.0 months (expected without limit) and pay at least $10 (expected without limit).",
  );
});

test("curves and rates that the rules cannot produce are said not to follow them", () => {
  const churn = [
    { month: "2025-01", company_size: "small", tenure: 0, at_risk: 350, churned: 300 },
    { month: "2025-01", company_size: "large", tenure: 0, at_risk: 150, churned: 7 },
    { month: "2025-01", company_size: "odd", tenure: 0, at_risk: 10, churned: 5 },
  ];
  const wrong = "is too far off to be chance: the data does not follow these rules; verify(db) shows where.";
  expect(summarizeChurnRate(churnRates(churn), defaultRules)).toBe(
    `Monthly churn was 85.7% for small companies (expected 8.3%), 4.7% for large companies (expected 4.5%) and 50.0% for odd companies (not a size of these rules). The 95% confidence interval contains the expected rate in 1 of the 2 cases; small in January 2025 (300 of 350 churned) ${wrong}`,
  );
  expect(summarizeRetention(retentionCurves(churn), defaultRules)).toMatch(
    / and 50\.0% of the odd companies have not churned after 1 month .*, not a size of these rules\)\. The expected curve lies within the 95% limits at 1 of the 2 points; small after 1 month \(14\.3%, expected 91\.7%\) is too far off /,
  );
});

test("without data every sentence says so", () => {
  const sentences = [
    summarizeRetention([], loyal),
    summarizeChurnRate([], loyal),
    summarizeLifetimes([], loyal),
  ];
  expect(sentences).toEqual([NO_DATA, NO_DATA, NO_DATA]);
});

test("churn rates that differ between companies are expected to fall, and have no lifetime that one rate tells", () => {
  const rules: Rules = {
    ...loyal,
    months: 3,
    sizes: loyal.sizes.map((size) => ({ ...size, churn: { mean: 0.5, polarization: 1 / 3 } })),
  };
  const atRisk = [
    { month: "2024-12", company_size: "loyal", at_risk: 8, churned: 4 },
    { month: "2025-02", company_size: "loyal", at_risk: 2, churned: 0 },
  ];
  // Rates are uniform from 0 to 1: of those that stayed n months, 1 / (n + 2) churn.
  expect(summarizeChurnRate(churnRates(atRisk), rules)).toBe(
    "Monthly churn was 0.0% (February 2025) to 50.0% (December 2024) for loyal companies (expected 50.0% in the first month and 25.0% in the last). The 95% confidence interval contains the expected rate in all 2 cases.",
  );
  expect(customerLifetimes(loyalChurn, rules)).toEqual([]);
  const returning = { ...loyal, sizes: loyal.sizes.map((size) => ({ ...size, reactivation: 0.1 })) };
  expect(customerLifetimes(loyalChurn, returning)).toEqual([]);
  expect(summarizeLifetimes([], rules)).toBe(
    "No lifetime is estimated, because churn rates differ between loyal companies.",
  );
  const unnamed = { ...returning, sizes: returning.sizes.map((size) => ({ ...size, size: "customer" })) };
  expect(summarizeLifetimes([], unnamed)).toBe("No lifetime is estimated, because companies return.");
});

test("companies that signed up too late to be observed at a point do not make it more certain", () => {
  const life = [
    { company_size: "small", tenure: 0, at_risk: 1000, churned: 250 },
    { company_size: "small", tenure: 1, at_risk: 9, churned: 4 },
  ];
  // Among 12 companies, 41.7% are no surprise where 56.3% are expected; among 1,000 they would be.
  expect(summarizeRetention(retentionCurves(life), roundRules)).toContain(
    "The expected curve lies within the 95% limits at all 2 points.",
  );
  const many = life.map((row) => ({
    ...row,
    at_risk: row.tenure === 0 ? 1000 : 750,
    churned: row.tenure === 0 ? 250 : 334,
  }));
  expect(summarizeRetention(retentionCurves(many), roundRules)).toContain(
    "too far off to be chance: the data",
  );
});
