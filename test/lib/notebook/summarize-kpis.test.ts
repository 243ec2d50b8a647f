import { expect, test } from "vitest";
import type { ChurnedCustomersPerMonth } from "../../../lib/metrics/churned-customers-per-month";
import {
  summarizeChurnedCustomers,
  summarizeDataset,
  summarizeMrr,
  summarizeMrrMovements,
  summarizeSessions,
} from "../../../lib/notebook/summarize-kpis";
import {
  churnedOnPaper,
  expectedOnPaper,
  mrrMovementsOnPaper,
  mrrOnPaper,
  sessionsOnPaper,
} from "../metrics/kpis-on-paper";
import { loyal } from "./loyal-startup";

const rule = "within their 95% prediction intervals";
const beyond = "too far off to be chance: the data does not follow these rules; verify(db) shows where.";

function churned(
  month: string,
  company_size: string,
  churned: number,
  churned_to_date: number,
): ChurnedCustomersPerMonth {
  return { month, company_size, churned, churned_to_date };
}

test("sessions go from the first month to the last, with the part of each size", () => {
  expect(summarizeSessions(sessionsOnPaper, expectedOnPaper)).toBe(
    `Sessions per month fell by 43%, from 7 in January 2025 to 4 in March 2025; of these, 25% by large companies and 75% by small companies. 3 of the 6 values lie ${rule}, and chance can explain the others; months of one size share their companies, so they tend to be high or low together.`,
  );
});

test("of one month there are no changes, only totals", () => {
  expect(summarizeSessions(sessionsOnPaper.slice(0, 2), expectedOnPaper)).toMatch(
    /^7 sessions in January 2025; of these, 57% by large companies and 43% by small companies\. 1 of the 2 values lies /,
  );
  expect(summarizeMrr(mrrOnPaper.slice(0, 1), expectedOnPaper)).toBe(
    "MRR was $198 in January 2025. The only value lies within its 95% prediction interval.",
  );
});

test("after everybody has churned there are no sessions and no MRR", () => {
  const sessions = sessionsOnPaper
    .slice(0, 4)
    .map((row) => (row.month === "2025-02" ? { ...row, active_companies: 0, sessions: 0 } : row));
  expect(summarizeSessions(sessions, expectedOnPaper)).toMatch(
    /^Sessions per month fell by 100%, from 7 in January 2025 to 0 in February 2025\. /,
  );
  const mrr = mrrOnPaper
    .slice(0, 4)
    .map((row) => (row.month === "2025-02" ? { ...row, active_companies: 0, mrr: 0, share: 0 } : row));
  expect(summarizeMrr(mrr, expectedOnPaper)).toMatch(
    /^MRR fell by 100%, from \$236 in January 2025 to \$0 in February 2025\. /,
  );
});

test("churned customers are counted in all, by size and in the worst month", () => {
  expect(summarizeChurnedCustomers(churnedOnPaper, expectedOnPaper)).toBe(
    `By the end of March 2025, customers have churned 3 times (1 large and 2 small); the worst month was January 2025, with 1. All 6 values lie ${rule}.`,
  );
});

test("the worst month is that of all sizes together", () => {
  const rows = [
    churned("2025-01", "large", 4, 4),
    churned("2025-01", "small", 0, 0),
    churned("2025-02", "large", 1000, 1004),
    churned("2025-02", "small", 500, 500),
    churned("2025-03", "large", 0, 1004),
    churned("2025-03", "small", 1200, 1700),
  ];

  expect(summarizeChurnedCustomers(rows, expectedOnPaper)).toBe(
    `By the end of March 2025, customers have churned 2,704 times (1,004 large and 1,700 small); the worst month was February 2025, with 1,500. 2 of the 6 values lie ${rule}; large in January 2025 (4, not 0 to 1), large in February 2025 (1,000, not 0 to 1), small in February 2025 (500, not 0 to 2) and 1 more are ${beyond}`,
  );
});

test("one churned customer is one", () => {
  const rows = [
    churned("2025-01", "small", 0, 0),
    churned("2025-02", "small", 1, 1),
    churned("2025-03", "small", 0, 1),
  ];
  expect(summarizeChurnedCustomers(rows, expectedOnPaper)).toBe(
    `By the end of March 2025, customers have churned once; the worst month was February 2025, with 1. All 3 values lie ${rule}.`,
  );
  expect(summarizeChurnedCustomers(rows.slice(0, 1), expectedOnPaper)).toBe(
    `By the end of January 2025, customers have churned 0 times. The only value lies within its 95% prediction interval.`,
  );
});

test("MRR goes from the first month to the last, with the part of each size in customers and MRR", () => {
  expect(summarizeMrr(mrrOnPaper, expectedOnPaper)).toBe(
    `MRR fell by 50%, from $236 in January 2025 to $118 in March 2025; in that month, large companies (50% of the customers) pay 84% and small companies (50%) pay 16%. 5 of the 6 values lie ${rule}, and chance can explain the other.`,
  );
});

test("without data every sentence says so", () => {
  for (const sentence of [
    summarizeSessions([], expectedOnPaper),
    summarizeChurnedCustomers([], expectedOnPaper),
    summarizeMrr([], expectedOnPaper),
    summarizeMrrMovements([]),
  ]) {
    expect(sentence).toBe("There is no data yet: generate or import a dataset first.");
  }
});

test("MRR movements go from what was signed up to what is left", () => {
  const row = { month: "2025-01", company_size: "small", opening_mrr: 0, new_mrr: 57, reactivated_mrr: 0 };
  expect(summarizeMrrMovements([{ ...row, churned_mrr: 19, closing_mrr: 38 }])).toBe(
    "Of the $57 of MRR signed up in January 2025, $38 (67%) is left after 1 month.",
  );
  expect(summarizeMrrMovements([{ ...row, new_mrr: 0, churned_mrr: 0, closing_mrr: 0 }])).toBe(
    "No MRR was signed up in January 2025.",
  );
});

test("the costliest month is that of all sizes together", () => {
  expect(summarizeMrrMovements(mrrMovementsOnPaper)).toBe(
    "Of the $255 of MRR signed up in January 2025, $118 (46%) is left after 3 months; the costliest month was February 2025, with $99 lost.",
  );
  const [jan, feb, mar] = ["2025-01", "2025-02", "2025-03"];
  const churned = (month: string, company_size: string, churned_mrr: number) => ({
    month,
    company_size,
    opening_mrr: 0,
    new_mrr: 10,
    churned_mrr,
    reactivated_mrr: 0,
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

test("sign-ups of later months and returns are added to those of the first", () => {
  const movement = (month: string, new_mrr: number, reactivated_mrr: number, churned_mrr: number) => ({
    month,
    company_size: "a",
    opening_mrr: 0,
    new_mrr,
    reactivated_mrr,
    churned_mrr,
    closing_mrr: 80,
  });
  const later = [movement("2025-01", 100, 0, 10), movement("2025-02", 20, 0, 30)];
  expect(summarizeMrrMovements(later)).toBe(
    "Sign-ups added $120 of MRR, and churn removed $40 from January 2025 to February 2025, which leaves $80; the costliest month was February 2025, with $30 lost.",
  );
  const returned = [movement("2025-01", 100, 0, 30), movement("2025-02", 0, 10, 0)];
  expect(summarizeMrrMovements(returned)).toMatch(
    /^Sign-ups added \$100 of MRR and returns \$10, and churn removed \$30 from /,
  );
});

test("the dataset has its months and its seed", () => {
  const dataset = {
    rules: loyal,
    importedFrom: undefined,
    startMonth: "2024-12",
    months: 1,
    randomSeed: "s",
    companies: 4,
    sessions: 1234,
    fingerprint: "0123456789abcdef",
  };
  expect(summarizeDataset(dataset)).toBe(
    'The dataset was generated from the seed "s": 4 companies and 1,234 sessions in December 2024, fingerprint 0123456789ab.',
  );
  const rules = { ...loyal, companies: 1, months: 3 };
  expect(summarizeDataset({ ...dataset, rules, months: 3, companies: 1, sessions: 1 })).toBe(
    'The dataset was generated from the seed "s": 1 company and 1 session from December 2024 to February 2025, fingerprint 0123456789ab.',
  );
});
