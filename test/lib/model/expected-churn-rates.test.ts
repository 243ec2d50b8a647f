import { expect, test } from "vitest";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { expectedChurnRates } from "../../../lib/model/expected-churn-rates";

const [small] = defaultRules.sizes;
const rulesWith = (change: Partial<Rules>, churn: object): Rules => ({
  ...defaultRules,
  months: 3,
  sizes: [{ ...(small as NonNullable<typeof small>), probability: 1, ...churn }],
  ...change,
});
const ratesOf = (rules: Rules) => expectedChurnRates(rules).map(({ churn_rate }) => churn_rate);

test("the default startup has the same churn rates in every month", () => {
  const rows = expectedChurnRates(defaultRules);
  expect(rows).toHaveLength(24);
  for (const { company_size, churn_rate } of rows) {
    expect(churn_rate).toBeCloseTo(company_size === "small" ? 1 / 12 : 1 / 22, 12);
  }
  expect(rows.slice(0, 3).map(({ month, company_size }) => [month, company_size])).toEqual([
    ["2025-01", "large"],
    ["2025-01", "small"],
    ["2025-02", "large"],
  ]);
});

// Rates are uniform from 0 to 1: of the companies that stayed n months, 1 / (n + 2) churn.
const uniform = { churn: { mean: 0.5, polarization: 1 / 3 } };

test("where rates differ they fall with tenure, and new customers raise them again", () => {
  const falling = ratesOf(rulesWith({}, uniform));
  for (const [tenure, rate] of falling.entries()) expect(rate).toBeCloseTo(1 / (tenure + 2), 12);
  // In month 2, 1/2 of the first and 2 new ones: (1/2 * 1/3 + 2 * 1/2) / (1/2 + 2).
  const rates = ratesOf(rulesWith({ companies: 1, newCustomers: [2] }, uniform));
  expect(rates[1]).toBeCloseTo((1 / 6 + 1) / 2.5, 12);
});

test("a month in which nobody can be a customer has no rate", () => {
  expect(ratesOf(rulesWith({}, { churn: 1 }))).toEqual([1]);
});
