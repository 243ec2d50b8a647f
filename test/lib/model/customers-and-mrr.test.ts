import { expect, test } from "vitest";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { predictCustomersAndMrr } from "../../../lib/model/customers-and-mrr";
import { expectedKpis } from "../../../lib/model/expected-kpis";
import { expectedSaasMetrics } from "../../../lib/model/expected-saas-metrics";
import { simulateStartups } from "../../../lib/model/simulate-startups";

const [small, large] = [
  {
    ...defaultRules.sizes[0],
    size: "small",
    probability: 0.7,
    monthlyPrice: 19,
    sessions: { base: 5, spread: 5 },
  },
  { size: "large", probability: 0.3, monthlyPrice: 99, sessions: { weights: [1, 2, 3] } },
];

test.each<[string, Rules]>([
  ["the default startup", defaultRules],
  // With few companies, sessions are drawn one by one.
  ["a small startup that grows", { ...defaultRules, companies: 20, newCustomers: 9, sizes: [small, large] }],
  [
    "a startup with different churn rates and returns",
    {
      ...defaultRules,
      sizes: [{ ...small, churn: { mean: 0.06, polarization: 0.1 }, reactivation: 0.02 }, large],
    },
  ],
  [
    "a startup without sessions",
    { ...defaultRules, sizes: [{ ...small, probability: 1, sessions: { weights: [1] } }] },
  ],
])("customers and MRR of %s are those of the other predictions, to the digit", (_, rules) => {
  const months = predictCustomersAndMrr(rules, 3);

  expect(months.map(({ month, mrr }) => ({ month, mrr }))).toEqual(
    expectedKpis(rules).totalsPerMonth.map(({ month, mrr }) => ({ month, mrr })),
  );
  expect(months.map(({ customers }) => customers)).toEqual(
    expectedSaasMetrics(rules)
      .filter(({ company_size }) => company_size === "all")
      .map(({ customers }) => customers),
  );
  const startups = simulateStartups(rules, { startups: 3 });
  expect(months.map(({ mrrOfStartups }) => mrrOfStartups)).toEqual(
    months.map(({ month }) => startups.filter((row) => row.month === month).map(({ mrr }) => mrr)),
  );
});
