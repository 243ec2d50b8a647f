import { expect, test } from "vitest";
import { retentionProbability } from "../../../lib/dataset/churn";
import { defaultRules } from "../../../lib/dataset/rules";
import { customerLifetimes, lifetimeMonths } from "../../../lib/metrics/customer-lifetimes";
import type { LifeTableRow } from "../../../lib/metrics/life-table";
import type { Estimate } from "../../../lib/stats/estimate";
import { lifeTableOnPaper } from "./life-table-on-paper";

function churn(company_size: string, at_risk: number, churned: number): LifeTableRow {
  return { company_size, tenure: 0, at_risk, churned };
}

function expectClose(found: Estimate | undefined, value: number, low: number, high: number): void {
  expect(found?.value).toBeCloseTo(value, 8);
  expect(found?.low).toBeCloseTo(low, 8);
  expect(found?.high).toBeCloseTo(high, 8);
}

test("lifetime and value of the startup on paper", () => {
  const [large, small, ...others] = customerLifetimes(lifeTableOnPaper, defaultRules);

  // Large: 1 churned in 5 months, so (1 - 1/5) / (1/5) = 4 months of 99 dollars. Small: 2 in 7, so 2.5 months of 19.
  // The ends are (1 - h) / h of those of `proportion_confint(…, method="wilson")` of statsmodels 0.15.0.
  expect(large).toMatchObject({ company_size: "large", churned: 1, company_months: 5 });
  expectClose(large?.lifetime_months, 4, 0.6013698239499092, 26.605924279520696);
  expectClose(large?.lifetime_value, 396, 59.535612571041014, 2633.986503672549);
  expect(small).toMatchObject({ company_size: "small", churned: 2, company_months: 7 });
  expectClose(small?.lifetime_months, 2.5, 0.559902888025582, 11.162650048189159);
  expectClose(small?.lifetime_value, 47.5, 10.638154872486057, 212.090350915594);
  expect(others).toEqual([]);
});

test("a year of 500 companies has the interval of statsmodels 0.15.0", () => {
  const [large, small] = customerLifetimes(
    [churn("large", 1341, 52), churn("small", 2715, 246)],
    defaultRules,
  );

  expectClose(large?.lifetime_months, 24.78846153846154, 18.80329646372902, 32.67872878721433);
  expectClose(small?.lifetime_months, 10.036585365853659, 8.804740066771545, 11.440774519423586);
});

test("by the default rules a small company stays 11 months and pays 209 dollars, a large one 21 and 2,079", () => {
  const [large, small] = customerLifetimes(lifeTableOnPaper, defaultRules);

  expect(large?.true_lifetime_months).toBeCloseTo(21, 12);
  expect(large?.true_lifetime_value).toBeCloseTo(2079, 9);
  expect(small?.true_lifetime_months).toBeCloseTo(11, 12);
  expect(small?.true_lifetime_value).toBeCloseTo(209, 10);
});

test("the lifetime is the sum of the probabilities to be active in each month", () => {
  const [small] = defaultRules.sizes;
  let sum = 0;
  for (let month = 1; month <= 1000; month += 1) sum += small ? retentionProbability(small, month) : 0;

  expect(lifetimeMonths(1 / 12)).toBeCloseTo(sum, 10);
});

test("if none has churned the lifetime has no upper end, if all churn at once it is 0", () => {
  const [stays, leaves] = customerLifetimes([churn("large", 50, 0), churn("small", 50, 50)], defaultRules);

  expect(stays?.lifetime_months.value).toBe(Number.POSITIVE_INFINITY);
  expect(stays?.lifetime_months.high).toBe(Number.POSITIVE_INFINITY);
  expect(stays?.lifetime_months.low).toBeGreaterThan(10);
  expect(leaves?.lifetime_months.value).toBe(0);
  expect(leaves?.lifetime_months.low).toBe(0);
  expect(leaves?.lifetime_months.high).toBeLessThan(0.1);
});

test("a free subscription is worth nothing, even if it never ends", () => {
  // With a spread below its base a size never leaves: infinitely many months of 0 dollars.
  const sizes = [{ size: "free", probability: 1, monthlyPrice: 0, sessions: { base: 5, spread: 4 } }];

  expect(customerLifetimes([churn("free", 50, 0)], { ...defaultRules, sizes })[0]).toMatchObject({
    true_lifetime_months: Number.POSITIVE_INFINITY,
    lifetime_value: { value: 0, low: 0, high: 0 },
    true_lifetime_value: 0,
  });
});

test("a size without companies has no lifetime", () => {
  expect(customerLifetimes([churn("small", 0, 0)], defaultRules)).toEqual([]);
  expect(customerLifetimes([], defaultRules)).toEqual([]);
});
