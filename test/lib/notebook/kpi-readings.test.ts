import { expect, test } from "vitest";
import type { ChurnedCustomersPerMonth } from "../../../lib/metrics/churned-customers-per-month";
import { summarizeChurnedCustomers } from "../../../lib/notebook/summarize-churned-customers";
import { summarizeMrr } from "../../../lib/notebook/summarize-mrr";
import { summarizeSessions } from "../../../lib/notebook/summarize-sessions";
import {
  customersLostOnPaper,
  expectedOnPaper,
  revenueOnPaper,
  sessionsOnPaper,
} from "../metrics/kpis-on-paper";

const rule = "within their 95% prediction intervals";
const beyond =
  "further off than chance allows: the data does not follow these rules, and verify(db) says where.";

function churned(
  month: string,
  company_size: string,
  churned: number,
  churned_to_date: number,
): ChurnedCustomersPerMonth {
  return { month, company_size, churned, churned_to_date };
}

test("sessions are read from the first month to the last, with the parts of the sizes", () => {
  expect(summarizeSessions(sessionsOnPaper, expectedOnPaper)).toBe(
    `Sessions per month fell by 43%, from 7 in January 2025 to 4 in March 2025; in that month large companies made 25% and small companies made 75% of them. 3 of the 6 values lie ${rule}, and the others are no further off than chance allows; months of one size share their companies, and are high or low together.`,
  );
});

test("of one month, sessions and revenue are read as they are", () => {
  expect(summarizeSessions(sessionsOnPaper.slice(0, 2), expectedOnPaper)).toMatch(
    /^The companies had 7 sessions in January 2025; in that month large companies made 57% and small companies made 43% of them\. 1 of the 2 values lies /,
  );
  expect(summarizeMrr(revenueOnPaper.slice(0, 1), expectedOnPaper)).toBe(
    "Revenue was $198 in January 2025. The only value lies within its 95% prediction interval.",
  );
});

test("where everybody has gone there are no sessions and no revenue left", () => {
  const sessions = sessionsOnPaper
    .slice(0, 4)
    .map((row) => (row.month === "2025-02" ? { ...row, active_companies: 0, sessions: 0 } : row));
  expect(summarizeSessions(sessions, expectedOnPaper)).toMatch(
    /^Sessions per month fell by 100%, from 7 in January 2025 to 0 in February 2025\. /,
  );
  const mrr = revenueOnPaper
    .slice(0, 4)
    .map((row) => (row.month === "2025-02" ? { ...row, active_companies: 0, mrr: 0, share: 0 } : row));
  expect(summarizeMrr(mrr, expectedOnPaper)).toMatch(
    /^Monthly revenue fell by 100%, from \$236 in January 2025 to \$0 in February 2025\. /,
  );
});

test("customers lost are read in all, by size and in the worst month", () => {
  expect(summarizeChurnedCustomers(customersLostOnPaper, expectedOnPaper)).toBe(
    `By the end of March 2025 the startup has lost 3 companies, 1 large and 2 small; the worst month was January 2025, with 1. All 6 values lie ${rule}.`,
  );
});

test("the worst month is the one that cost the most of all sizes together", () => {
  const rows = [
    churned("2025-01", "large", 4, 4),
    churned("2025-01", "small", 0, 0),
    churned("2025-02", "large", 1000, 1004),
    churned("2025-02", "small", 500, 500),
    churned("2025-03", "large", 0, 1004),
    churned("2025-03", "small", 1200, 1700),
  ];

  expect(summarizeChurnedCustomers(rows, expectedOnPaper)).toBe(
    `By the end of March 2025 the startup has lost 2,704 companies, 1,004 large and 1,700 small; the worst month was February 2025, with 1,500. 2 of the 6 values lie ${rule}; large in January 2025 (4, not 0 to 1), large in February 2025 (1,000, not 0 to 1), small in February 2025 (500, not 0 to 2) and 1 more are ${beyond}`,
  );
});

test("one customer lost is read as one", () => {
  const rows = [
    churned("2025-01", "small", 0, 0),
    churned("2025-02", "small", 1, 1),
    churned("2025-03", "small", 0, 1),
  ];
  expect(summarizeChurnedCustomers(rows, expectedOnPaper)).toBe(
    `By the end of March 2025 the startup has lost 1 company; the worst month was February 2025, with 1. All 3 values lie ${rule}.`,
  );
  expect(summarizeChurnedCustomers(rows.slice(0, 1), expectedOnPaper)).toBe(
    `By the end of January 2025 the startup has lost 0 companies. The only value lies within its 95% prediction interval.`,
  );
});

test("revenue is read from the first month to the last, with the sizes' parts of customers and of revenue", () => {
  expect(summarizeMrr(revenueOnPaper, expectedOnPaper)).toBe(
    `Monthly revenue fell by 50%, from $236 in January 2025 to $118 in March 2025; in that month large companies, 50% of those active, bring 84% and small companies, 50% of those active, bring 16% of it. 5 of the 6 values lie ${rule}, and the other is no further off than chance allows.`,
  );
});

test("without data every reading says so", () => {
  for (const sentence of [
    summarizeSessions([], expectedOnPaper),
    summarizeChurnedCustomers([], expectedOnPaper),
    summarizeMrr([], expectedOnPaper),
  ]) {
    expect(sentence).toBe("There is no data yet: run the generator first.");
  }
});
