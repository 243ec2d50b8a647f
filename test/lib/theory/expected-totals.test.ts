import { expect, test } from "vitest";
import { createGenerator, generateCompany } from "../../../lib/generate/generate-company";
import { defaultRules, type Rules } from "../../../lib/rules/rules";
import type { CompaniesOfSize } from "../../../lib/theory/companies-of-size";
import { expectedKpis } from "../../../lib/theory/expected-kpis";
import { expectedTotals } from "../../../lib/theory/expected-totals";
import { kpiOracle } from "../../kpi-oracle";

const rules: Rules = { ...defaultRules, companies: 200, months: 4 };

test("the expected totals are the sums of what is expected of the sizes", () => {
  const { totalsPerMonth, sessionsPerMonth, revenuePerMonth } = expectedKpis(rules);

  for (const { month, sessions, revenue } of totalsPerMonth) {
    const ofMonth = <Row extends { month: string }>(rows: readonly Row[]) =>
      rows.filter((row) => row.month === month);
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
    expect(sessions.expected).toBeCloseTo(
      sum(ofMonth(sessionsPerMonth).map((row) => row.sessions.expected)),
      8,
    );
    expect(revenue.expected).toBeCloseTo(sum(ofMonth(revenuePerMonth).map((row) => row.revenue.expected)), 8);
  }
});

test("with as many companies of each size as are expected, the totals are expected to be the same", () => {
  const known = expectedTotals(rules, { small: 140, large: 60 });

  for (const [index, total] of expectedTotals(rules).entries()) {
    expect(known[index]?.revenue.expected).toBeCloseTo(total.revenue.expected, 8);
    // Knowing the sizes leaves less to chance.
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    expect(width(known[index]?.revenue ?? total.revenue)).toBeLessThan(width(total.revenue));
  }
});

test("companies that never leave bring just what is expected", () => {
  const steady = { size: "steady", probability: 1, monthlyPrice: 10.5, sessions: { base: 3, spread: 0 } };

  const [first] = expectedTotals({ ...rules, companies: 7, sizes: [steady] });

  expect(first).toEqual({
    month: "2025-01",
    sessions: { expected: 21, low: 21, high: 21 },
    revenue: { expected: 73.5, low: 73.5, high: 73.5 },
  });
});

// By hand: a company has 0, 1, 2 sessions with probability 1/4, 1/2, 1/4. So each of 200 adds the cumulants 1, 1/2, 0, -1/4
// to the sessions, and 3/4, 3/16, -3/32, -3/128 times the powers of its price to the revenue; then Cornish and Fisher.
test.each<{ name: string; sizes: string[]; given: CompaniesOfSize | undefined }>([
  { name: "all companies", sizes: ["a"], given: undefined },
  { name: "companies of two sizes alike", sizes: ["a", "b"], given: undefined },
  { name: "known companies of two sizes alike", sizes: ["a", "b"], given: { a: 150, b: 50 } },
  { name: "known companies of one of two sizes", sizes: ["a", "b"], given: { a: 200 } },
])("the intervals of the totals are nearly normal: $name", ({ sizes: names, given }) => {
  const sizes = names.map((size) => ({
    size,
    probability: 1 / names.length,
    monthlyPrice: 10.05,
    sessions: { base: 1, spread: 1 },
  }));

  const [{ sessions, revenue } = {}] = expectedTotals({ ...rules, sizes }, given);

  expect(sessions).toEqual({ expected: expect.closeTo(200, 10), low: 180, high: 220 });
  expect(revenue).toEqual({ expected: expect.closeTo(1507.5, 10), low: 1384.57, high: 1625.67 });
});

test("where no company can be active the totals are 0", () => {
  const idle = { size: "idle", probability: 1, monthlyPrice: 10, sessions: { base: 0, spread: 0 } };
  const nothing = { expected: 0, low: 0, high: 0 };

  expect(expectedTotals({ ...rules, months: 1, sizes: [idle] })).toEqual([
    { month: "2025-01", sessions: nothing, revenue: nothing },
  ]);
});

// 3 companies of which each is active in month 4 with probability (3/4)^4 = 0.32: far from normal.
test("no total is expected to be below 0", () => {
  const sizes = [{ size: "only", probability: 1, monthlyPrice: 10, sessions: { base: 1, spread: 1 } }];

  const [, , , last] = expectedTotals({ ...rules, companies: 3, sizes });

  expect(last?.sessions.low).toBe(0);
  expect(last?.revenue.low).toBe(0);
});

test("the intervals of the totals hold about 95 of 100 datasets: 92 to 98 % of 400 with four months each", () => {
  const expected = expectedTotals(rules);
  let held = 0;
  for (let seed = 1; seed <= 400; seed += 1) {
    const generator = createGenerator(rules, `totals ${seed}`);
    const companies = Array.from({ length: rules.companies }, (_, id) => generateCompany(generator, id + 1));
    const { revenuePerMonth } = kpiOracle(rules, companies);
    for (const { month, revenue } of expected) {
      const rows = revenuePerMonth.filter((row) => row.month === month);
      const observed = rows.reduce((total, row) => total + row.revenue, 0);
      if (observed >= revenue.low && observed <= revenue.high) held += 1;
    }
  }
  expect(held / 1600).toBeGreaterThan(0.92);
  expect(held / 1600).toBeLessThan(0.98);
});
