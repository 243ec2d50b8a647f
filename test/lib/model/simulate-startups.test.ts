import { expect, test } from "vitest";
import { defaultRules } from "../../../lib/dataset/rules";
import { expectedKpis } from "../../../lib/model/expected-kpis";
import { simulateStartups } from "../../../lib/model/simulate-startups";

test("there is one row per startup and month, by default of 200 startups", () => {
  const rows = simulateStartups({ ...defaultRules, months: 3 });

  expect(rows.map(({ startup, month }) => `${startup} ${month}`)).toEqual(
    Array.from({ length: 200 }, (_, index) =>
      ["2025-01", "2025-02", "2025-03"].map((month) => `${index + 1} ${month}`),
    ).flat(),
  );
});

test("a startup loses its companies one after the other, and each of these pays and has sessions", () => {
  const sizes = defaultRules.sizes.map((size) => ({ ...size, monthlyPrice: 19.99 }));
  let before = 500;
  for (const { startup, month, mrr, active_companies, sessions, churned } of simulateStartups(
    { ...defaultRules, sizes },
    { startups: 20 },
  )) {
    if (month === "2025-01") before = 500;
    expect(active_companies, `startup ${startup} in ${month}`).toBe(before - churned);
    expect(mrr).toBe((active_companies * 1999) / 100);
    expect(sessions).toBeGreaterThanOrEqual(active_companies);
    before = active_companies;
  }
});

test("more startups leave the first ones as they were", () => {
  expect(simulateStartups(defaultRules, { startups: 3 }).slice(0, 12)).toEqual(
    simulateStartups(defaultRules, { startups: 1 }),
  );
});

// Of 1,000 startups, 950 with a standard deviation of 7.
test("in each month the interval of the totals contains about 95 of 100 startups", () => {
  const rows = simulateStartups(defaultRules, { startups: 1000 });

  for (const { month, mrr, sessions } of expectedKpis(defaultRules).totalsPerMonth) {
    const ofMonth = rows.filter((row) => row.month === month);
    const inside = (
      of: (row: (typeof rows)[number]) => number,
      { low, high }: { low: number; high: number },
    ) => ofMonth.filter((row) => low <= of(row) && of(row) <= high).length;
    for (const count of [inside((row) => row.mrr, mrr), inside((row) => row.sessions, sessions)]) {
      expect(count).toBeGreaterThan(950 - 4 * 7);
      expect(count).toBeLessThan(950 + 4 * 7);
    }
  }
});

test.each([0, 1.5, 1001, Number.NaN])("%d startups are refused", (startups) => {
  expect(() => simulateStartups(defaultRules, { startups })).toThrow(
    `simulated startups: startups must be an integer from 1 to 1,000, received ${startups}`,
  );
});

test("broken rules are refused", () => {
  expect(() => simulateStartups({ ...defaultRules, months: 0 })).toThrow("rules: months must be");
});
