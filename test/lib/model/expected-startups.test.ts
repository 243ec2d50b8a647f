import { expect, test } from "vitest";
import { signUpsPerMonth } from "../../../lib/dataset/rules";
import { expectedKpis } from "../../../lib/model/expected-kpis";
import { simulateStartups } from "../../../lib/model/simulate-startups";
import type { Prediction } from "../../../lib/stats/prediction";
import { heterogeneous, startups } from "../../startups";
import { average, expectPredicted, numbersIn } from "./expect-predicted";
import { generatedKpis } from "./generated-kpis";

const kpis = ["sessionsPerMonth", "churnedCustomersPerMonth", "mrrPerMonth"] as const;
const SEEDS = 150;

// An expected value that is off by more than 4.5 standard errors shows, and so do intervals that are too narrow.
// test/studies/interval-coverage.ts looks closer.
test.each(Object.entries(startups))("the generator's KPIs are as expected: %s", (_, rules) => {
  const expected = expectedKpis(rules);
  const generated = Array.from({ length: SEEDS }, (_, seed) => generatedKpis(rules, `expected ${seed}`));
  const held: number[] = [];
  for (const kpi of kpis) {
    for (const [index, row] of expected[kpi].entries()) {
      for (const [column, prediction] of predictionsOf(row)) {
        const rows = generated.map((kpis) => kpis[kpi][index]);
        const name = `${column} in row ${index}`;
        held.push(expectPredicted(numbersIn(rows, column), prediction, name, { inside: 4.5, average: 4.5 }));
      }
    }
  }
  expect(average(held)).toBeGreaterThan(0.94);
  expect(average(held)).toBeLessThan(0.975);
});

test.each(Object.entries(startups))(
  "the totals are those of simulated startups, whose movements add up: %s",
  (_, rules) => {
    const signUps = signUpsPerMonth(rules);
    let before = 0;
    for (const [index, row] of simulateStartups(rules, { startups: 20 }).entries()) {
      const month = index % rules.months;
      if (month === 0) before = 0;
      expect(row.new_customers).toBe(signUps[month]);
      expect(row.active_companies).toBe(before + row.new_customers + row.reactivated - row.churned);
      before = row.active_companies;
    }
  },
);

test("companies of known sizes sign up in the first month only, and growth follows from their number", () => {
  const { mrrPerMonth } = expectedKpis(heterogeneous, { companiesOfSize: { small: 1000 } });
  // By hand: mean churn rates of 0.06 and 0.1, 50 sign-ups in month 2; 1 - alpha / (alpha + beta + 1) of the small ones stay.
  const [largeFirst, smallFirst, large, small] = mrrPerMonth.map((row) => row.active_companies);
  expect(largeFirst).toEqual({ expected: 0, low: 0, high: 0 });
  expect(smallFirst?.expected).toBeCloseTo(900, 9);
  expect(large?.expected).toBeCloseTo(50 * 0.3 * 0.94, 9);
  expect(small?.expected).toBeCloseTo(900 * (1 - 0.4 / 5) + 50 * 0.7 * 0.9, 9);
});

// A second and a half of the processor; with instrumented code, on a busy machine, several times that.
test("a million companies that sign up over 120 months, with churn rates that differ and returns, are not counted one by one", () => {
  const sizes = heterogeneous.sizes.map((size) => ({ ...size, reactivation: 0.05 }));
  const rules = { ...heterogeneous, companies: 100_000, months: 120, newCustomers: 7500, sizes };
  const before = process.cpuUsage();
  expect(expectedKpis(rules).totalsPerMonth).toHaveLength(120);
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(8);
});

function predictionsOf(row: object): [string, Prediction][] {
  return Object.entries(row).filter(([, value]) => typeof value === "object");
}
