import { expect, test } from "vitest";
import { describeRules } from "../../../lib/dataset/describe-rules";
import { defaultRules } from "../../../lib/dataset/rules";

test("the default rules read as in the README: shares, prices, sessions in a month and churn rates", () => {
  expect(describeRules(defaultRules)).toEqual([
    {
      company_size: "small",
      share: 0.7,
      monthly_price: 19,
      sessions_per_month: "0 to 10",
      churn_rate: 1 / 12,
    },
    {
      company_size: "large",
      share: 0.3,
      monthly_price: 99,
      sessions_per_month: "0 to 20",
      churn_rate: 1 / 22,
    },
  ]);
});

test("a size that always has sessions has no churn", () => {
  const steady = { size: "steady", probability: 1, monthlyPrice: 49.5, sessions: { base: 40, spread: 30 } };
  expect(describeRules({ ...defaultRules, sizes: [steady] })).toEqual([
    {
      company_size: "steady",
      share: 1,
      monthly_price: 49.5,
      sessions_per_month: "10 to 70",
      churn_rate: 0,
    },
  ]);
});

test("with a rule for churn, a month in which a customer stays has at least one session", () => {
  const sizes = defaultRules.sizes.map((size) => ({ ...size, churn: 0.03, reactivation: 0.1 }));
  expect(describeRules({ ...defaultRules, sizes })[0]).toEqual({
    company_size: "small",
    share: 0.7,
    monthly_price: 19,
    sessions_per_month: "1 to 10",
    churn_rate: 0.03,
    reactivation_rate: 0.1,
  });
});

test.each([
  [20, "14 per month", "6 per month"],
  [[10, 1], "7, 0.7", "3, 0.3"],
  [Array.from({ length: 20 }, () => 10), `${"7, ".repeat(12)}…`, `${"3, ".repeat(12)}…`],
  [{ growth: 0.08 }, "8.0% growth per month", "8.0% growth per month"],
])(
  "new customers and the polarization of churn rates are part of the rules: %j",
  (newCustomers, ...texts) => {
    const [small, large] = defaultRules.sizes.map((size) => ({ ...size, churn: 0.05 }));
    const sizes = small && large ? [{ ...small, churn: { mean: 0.05, polarization: 0.1 } }, large] : [];
    const described = describeRules({ ...defaultRules, sizes, newCustomers });
    expect(described.map(({ new_customers }) => new_customers)).toEqual(texts);
    expect(described.map(({ churn_polarization }) => churn_polarization)).toEqual([0.1, undefined]);
  },
);
