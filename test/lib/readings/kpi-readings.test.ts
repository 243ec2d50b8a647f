import { expect, test } from "vitest";
import type { CustomersLostPerMonth } from "../../../lib/kpis/customers-lost-per-month";
import { readCustomersLost } from "../../../lib/readings/read-customers-lost";
import { readRevenue } from "../../../lib/readings/read-revenue";
import { readSessions } from "../../../lib/readings/read-sessions";
import {
  customersLostOnPaper,
  expectedOnPaper,
  revenueOnPaper,
  sessionsOnPaper,
} from "../kpis/kpis-on-paper";

const rule = "inside the interval that holds 95 of 100 startups with these rules";

function lost(month: string, company_size: string, lost: number, lost_total: number): CustomersLostPerMonth {
  return { month, company_size, lost, lost_total };
}

test("sessions are read from the first month to the last, with the parts of the sizes", () => {
  expect(readSessions(sessionsOnPaper, expectedOnPaper)).toBe(
    `Sessions per month fell by 43 %, from 7 in January 2025 to 4 in March 2025; in that month large companies made 25 % and small companies made 75 % of them. 3 of the 6 numbers lie ${rule}; outside: small in January 2025 (3, not 4 to 8), large in March 2025 (1, not 2 to 4) and small in March 2025 (3, not 0 to 2).`,
  );
});

test("sessions of one month have not changed", () => {
  expect(readSessions(sessionsOnPaper.slice(0, 2), expectedOnPaper)).toBe(
    `Sessions per month stayed the same, from 7 in January 2025 to 7 in January 2025; in that month large companies made 57 % and small companies made 43 % of them. 1 of the 2 numbers lies ${rule}; outside: small in January 2025 (3, not 4 to 8).`,
  );
});

test("where everybody has gone there are no sessions and no revenue left", () => {
  const sessions = sessionsOnPaper
    .slice(0, 4)
    .map((row) => (row.month === "2025-02" ? { ...row, active_companies: 0, sessions: 0 } : row));
  expect(readSessions(sessions, expectedOnPaper)).toMatch(
    /^Sessions per month fell by 100 %, from 7 in January 2025 to 0 in February 2025; in that month large companies made 0 % and small companies made 0 % of them\. /,
  );
  const revenue = revenueOnPaper
    .slice(0, 4)
    .map((row) => (row.month === "2025-02" ? { ...row, active_companies: 0, revenue: 0, share: 0 } : row));
  expect(readRevenue(revenue, expectedOnPaper)).toMatch(
    /^Monthly revenue fell by 100 %, from \$236 in January 2025 to \$0 in February 2025; in that month large companies, 0 % of those active, bring 0 % and small companies, 0 % of those active, bring 0 % of it\. /,
  );
});

test("customers lost are read in all, by size and in the worst month", () => {
  expect(readCustomersLost(customersLostOnPaper, expectedOnPaper)).toBe(
    `By the end of March 2025 the startup has lost 3 companies, 1 large and 2 small; the most in one month was 1, in January 2025. All 6 numbers lie ${rule}.`,
  );
});

test("the worst month is the one that cost the most of all sizes together", () => {
  const rows = [
    lost("2025-01", "large", 4, 4),
    lost("2025-01", "small", 0, 0),
    lost("2025-02", "large", 1000, 1004),
    lost("2025-02", "small", 500, 500),
    lost("2025-03", "large", 0, 1004),
    lost("2025-03", "small", 1200, 1700),
  ];

  expect(readCustomersLost(rows, expectedOnPaper)).toBe(
    `By the end of March 2025 the startup has lost 2,704 companies, 1,004 large and 1,700 small; the most in one month were 1,500, in February 2025. 2 of the 6 numbers lie ${rule}; outside: large in January 2025 (4, not 0 to 1), large in February 2025 (1,000, not 0 to 1), small in February 2025 (500, not 0 to 2) and 1 more.`,
  );
});

test("one customer lost is read as one", () => {
  const rows = [
    lost("2025-01", "small", 0, 0),
    lost("2025-02", "small", 1, 1),
    lost("2025-03", "small", 0, 1),
  ];
  expect(readCustomersLost(rows, expectedOnPaper)).toBe(
    `By the end of March 2025 the startup has lost 1 company, 1 small; the most in one month was 1, in February 2025. All 3 numbers lie ${rule}.`,
  );
  expect(readCustomersLost(rows.slice(0, 1), expectedOnPaper)).toBe(
    `By the end of January 2025 the startup has lost 0 companies, 0 small; the most in one month were 0, in January 2025. The only number lies ${rule}.`,
  );
});

test("revenue is read from the first month to the last, with the sizes' parts of customers and of revenue", () => {
  expect(readRevenue(revenueOnPaper, expectedOnPaper)).toBe(
    `Monthly revenue fell by 50 %, from $236 in January 2025 to $118 in March 2025; in that month large companies, 50 % of those active, bring 84 % and small companies, 50 % of those active, bring 16 % of it. 5 of the 6 numbers lie ${rule}; outside: small in March 2025 ($19, not $38 to $57).`,
  );
});

test("without data every reading says so", () => {
  for (const sentence of [
    readSessions([], expectedOnPaper),
    readCustomersLost([], expectedOnPaper),
    readRevenue([], expectedOnPaper),
  ]) {
    expect(sentence).toBe("There is no data yet: run the generator first.");
  }
});
