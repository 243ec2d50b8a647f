import { expect, test } from "vitest";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { churnRates } from "../../../lib/metrics/churn-rates";
import { customerLifetimes } from "../../../lib/metrics/customer-lifetimes";
import type { MrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import { retentionCurves } from "../../../lib/metrics/retention-curves";
import { forecast } from "../../../lib/model/forecast";
import { summarizeChurnRate } from "../../../lib/notebook/summarize-churn-rate";
import { summarizeDataset } from "../../../lib/notebook/summarize-dataset";
import { summarizeCustomerForecast, summarizeMrrForecast } from "../../../lib/notebook/summarize-forecast";
import { summarizeLifetimes } from "../../../lib/notebook/summarize-lifetimes";
import { summarizeMrrMovements } from "../../../lib/notebook/summarize-mrr-movements";
import { summarizeRetention } from "../../../lib/notebook/summarize-retention";
import { NO_DATA } from "../../../lib/text/numbers-in-words";
import { aheadOnPaper, revenueSoFar } from "../charts/outlook-on-paper";
import { churnOnPaper } from "../metrics/churn-on-paper";
import { mrrBridgeOnPaper } from "../metrics/kpis-on-paper";

/** One company size of which nobody leaves. */
const loyal: Rules = {
  companies: 4,
  startMonth: "2024-12",
  months: 1,
  sizes: [{ size: "loyal", probability: 1, monthlyPrice: 10, sessions: { base: 5, spread: 1 } }],
};
const loyalChurn = [{ month: "2024-12", company_size: "loyal", tenure: 0, at_risk: 4, churned: 0 }];
const loyalRevenue: MrrPerMonth[] = [
  { month: "2024-12", company_size: "loyal", active_companies: 4, mrr: 40, share: 1 },
];

test("retention is read at the end of each curve", () => {
  expect(summarizeRetention(retentionCurves(churnOnPaper), defaultRules)).toMatch(
    /^50\.0% of the large companies stay beyond month 3 \(95% limits .*; expected 87\.0%\); 33\.3% of the small companies/,
  );
});

/** By these a small company leaves in a month with probability 1/4, a large one with 1/8. */
const roundRules: Rules = {
  ...defaultRules,
  sizes: [
    { size: "small", probability: 0.5, monthlyPrice: 19, sessions: { base: 1, spread: 1 } },
    { size: "large", probability: 0.5, monthlyPrice: 99, sessions: { base: 3, spread: 3 } },
  ],
};

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
    "70.0% of the small companies stay beyond month 2 (95% limits 57.0% to 80.0%; expected 56.3%); 50.0% of the large companies stay beyond month 2 (95% limits 40.0% to 76.0%; expected 76.6%). The expected curve lies within the 95% limits at 2 of the 4 points, and the others are no further off than chance allows.",
  );
  // Where all customers signed up and nobody has been seen since, nothing can be said of staying.
  expect(summarizeRetention(points.slice(0, 1), roundRules)).toBe(NO_DATA);
});

test("the least and the most churn are those of the first month that has them", () => {
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
    "In a month the startup loses 10.0% (February 2025) to 20.0% (January 2025) of the small companies (expected 25.0%); 20.0% of the large companies (expected 12.5%). 4 of the 8 confidence intervals (95%) contain the expected rate, and the others are no further off than chance allows.",
  );
});

test("churn rates are read from the least to the most, and without months where they are the same", () => {
  const sentence = summarizeChurnRate(churnRates(churnOnPaper), defaultRules);
  expect(sentence).toContain("0.0% (February 2025) to 50.0% (March 2025) of the small companies");
  expect(sentence).toContain("4 of the 6 confidence intervals (95%) contain the expected rate");
  expect(summarizeChurnRate(churnRates(loyalChurn), loyal)).toContain(
    "loses 0.0% of the loyal companies (expected 0.0%). The 95% confidence interval contains the expected rate.",
  );
});

test("the MRR bridge is read from what was signed up to what is left", () => {
  const row = { month: "2025-01", company_size: "small", opening_mrr: 0, new_mrr: 57 };
  expect(summarizeMrrMovements([{ ...row, churned_mrr: 19, closing_mrr: 38 }])).toBe(
    "Of the $57 of MRR signed up in January 2025, $38 is left after 1 month, 67%.",
  );
  expect(summarizeMrrMovements([{ ...row, new_mrr: 0, churned_mrr: 0, closing_mrr: 0 }])).toBe(
    "No MRR was signed up in January 2025.",
  );
});

test("the costliest month of the MRR bridge is the one that cost the most of all sizes together", () => {
  expect(summarizeMrrMovements(mrrBridgeOnPaper)).toBe(
    "Of the $255 of MRR signed up in January 2025, $118 is left after 3 months, 46%; the costliest month was February 2025, with $99 lost.",
  );
  const [jan, feb, mar] = ["2025-01", "2025-02", "2025-03"];
  const churned = (month: string, company_size: string, churned_mrr: number) => ({
    month,
    company_size,
    opening_mrr: 0,
    new_mrr: 10,
    churned_mrr,
    closing_mrr: 0,
  });
  const rows = [
    churned(jan, "a", 5),
    churned(jan, "b", 6),
    churned(feb, "a", 3),
    churned(feb, "b", 8),
    churned(mar, "a", 9),
  ];
  expect(summarizeMrrMovements(rows)).toContain("the costliest month was January 2025, with $11 lost");
});

test("lifetimes are read with their intervals, and those that do not end as such", () => {
  expect(summarizeLifetimes(customerLifetimes(churnOnPaper, defaultRules))).toContain(
    "; small companies stay 2.5 months (0.6 to 11.2, expected 11.0) and pay $48 ($11 to $212, expected $209) each.",
  );
  expect(summarizeLifetimes(customerLifetimes(loyalChurn, loyal))).toBe(
    "On average loyal companies stay at least 1.0 months (expected without end) and pay at least $10 (expected without end) each.",
  );
});

test("the outlook is read from the last month to the last one ahead", () => {
  const ahead = forecast(loyal, loyalRevenue, { months: 3 });
  expect(summarizeCustomerForecast(loyalRevenue, ahead)).toBe(
    "Of the customers active in December 2024, these are expected to be left in March 2025, with 95% prediction intervals: 4 (4 to 4) of the 4 loyal companies.",
  );
  expect(summarizeMrrForecast(loyalRevenue, ahead)).toBe(
    "Monthly revenue is expected to go from $40 in December 2024 to $40 in March 2025 (95% prediction interval $40 to $40), 100% of it; until then $120 is expected to come in.",
  );
});

test("of each size those who are left are read, also where nobody is expected of it", () => {
  const ahead = {
    ...aheadOnPaper,
    mrrPerMonth: aheadOnPaper.mrrPerMonth.filter(({ company_size }) => company_size === "large"),
  };
  expect(summarizeCustomerForecast(revenueSoFar, ahead)).toBe(
    "Of the customers active in December 2025, these are expected to be left in March 2026, with 95% prediction intervals: 7 (4 to 8) of the 8 large companies and 0 of the 16 small companies.",
  );
  const [one] = loyalRevenue.map((row) => ({ ...row, active_companies: 1 }));
  const oneLeft = one ? [one] : [];
  expect(summarizeCustomerForecast(oneLeft, forecast(loyal, oneLeft, { months: 1 }))).toMatch(
    /: 1 \(1 to 1\) of the 1 loyal company\.$/,
  );
});

test("revenue ahead is read in whole dollars of all sizes together", () => {
  expect(summarizeMrrForecast(revenueSoFar, aheadOnPaper)).toBe(
    "Monthly revenue is expected to go from $1,096 in December 2025 to $926 in March 2026 (95% prediction interval $640 to $1,080), 84% of it; until then $2,923 is expected to come in.",
  );
});

test("the dataset is read with its months and its seed", () => {
  const dataset = { rules: loyal, randomSeed: "s", sessions: 1234, fingerprint: "0123456789abcdef" };
  expect(summarizeDataset(dataset)).toBe(
    'The dataset was generated from the seed "s": 4 companies and 1,234 sessions in December 2024, fingerprint 0123456789ab.',
  );
  const rules = { ...loyal, companies: 1, months: 3 };
  expect(summarizeDataset({ ...dataset, rules, sessions: 1 })).toBe(
    'The dataset was generated from the seed "s": 1 company and 1 session from December 2024 to February 2025, fingerprint 0123456789ab.',
  );
});

test("without a month ahead there is no outlook to read", () => {
  const nothing = {
    sessionsPerMonth: [],
    churnedCustomersPerMonth: [],
    mrrPerMonth: [],
    totalsPerMonth: [],
  };
  expect(summarizeCustomerForecast(revenueSoFar, nothing)).toBe(NO_DATA);
  expect(summarizeMrrForecast(revenueSoFar, nothing)).toBe(NO_DATA);
});

test("without data every reading says so", () => {
  const ahead = forecast(loyal, loyalRevenue);
  for (const sentence of [
    summarizeRetention([], loyal),
    summarizeChurnRate([], loyal),
    summarizeMrrMovements([]),
    summarizeLifetimes([]),
    summarizeCustomerForecast([], ahead),
    summarizeMrrForecast([], ahead),
  ]) {
    expect(sentence).toBe(NO_DATA);
  }
});

test("curves and rates that the rules cannot have made are said not to follow them", () => {
  const churn = [
    { month: "2025-01", company_size: "small", tenure: 0, at_risk: 350, churned: 300 },
    { month: "2025-01", company_size: "large", tenure: 0, at_risk: 150, churned: 7 },
    { month: "2025-01", company_size: "odd", tenure: 0, at_risk: 10, churned: 5 },
  ];
  const wrong =
    "is further off than chance allows: the data does not follow these rules, and verify(db) says where.";
  expect(summarizeChurnRate(churnRates(churn), defaultRules)).toBe(
    `In a month the startup loses 85.7% of the small companies (expected 8.3%); 4.7% of the large companies (expected 4.5%); 50.0% of the odd companies (not a size of these rules). 1 of the 2 confidence intervals (95%) contains the expected rate; small in January 2025 (300 lost of 350) ${wrong}`,
  );
  expect(summarizeRetention(retentionCurves(churn), defaultRules)).toMatch(
    /; 50\.0% of the odd companies .*; not a size of these rules\)\. The expected curve lies within the 95% limits at 1 of the 2 points; small beyond month 1 \(14\.3%, expected 91\.7%\) is further off /,
  );
});

test("where nobody is left there is nothing to expect", () => {
  const rows = loyalRevenue.map((row) => ({ ...row, active_companies: 0, mrr: 0, share: 0 }));
  const ahead = forecast(loyal, rows, { months: 3 });
  expect(summarizeCustomerForecast(rows, ahead)).toBe(
    "No customer is active in December 2024, and none is to be expected later.",
  );
  expect(summarizeMrrForecast(rows, ahead)).toBe(
    "There is no revenue in December 2024, and none is to be expected later.",
  );
});
