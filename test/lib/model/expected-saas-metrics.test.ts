import { expect, test } from "vitest";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { expectedKpis } from "../../../lib/model/expected-kpis";
import { expectedSaasMetrics } from "../../../lib/model/expected-saas-metrics";
import { saasMetricsOracle } from "../../metrics-oracle";
import { startups } from "../../startups";
import { average, expectPredicted, numbersIn } from "./expect-predicted";
import { generatedLives } from "./generated-kpis";

/** Nothing is random: everybody churns, and returns a month later. */
const flickering: Rules = {
  companies: 2,
  startMonth: "2025-01",
  months: 14,
  sizes: [
    {
      size: "only",
      probability: 1,
      monthlyPrice: 10,
      sessions: { base: 1, spread: 0 },
      churn: 1,
      reactivation: 1,
    },
  ],
  newCustomers: [1],
};

const surely = (value: number) => ({ expected: value, low: value, high: value });
/** A quotient, whose ends are rounded outwards. */
const nearly = (value: number) => ({
  expected: expect.closeTo(value, 12),
  low: expect.closeTo(value, 7),
  high: expect.closeTo(value, 7),
});

// Month 1: 2 sign up and churn. Month 2: they return; 1 signs up and churns. Month 3: the 2 churn, the 1 returns. And so on.
test("a startup without chance is worked out by hand", () => {
  const rows = expectedSaasMetrics(flickering);
  expect(rows.map(({ company_size }) => company_size)).toEqual(
    Array.from({ length: 14 }, () => ["only", "all"]).flat(),
  );
  const [first, , second, , third] = rows;
  expect(first).toEqual({
    month: "2025-01",
    company_size: "only",
    customers: surely(0),
    new_customers: surely(2),
    churned_customers: surely(2),
    reactivated_customers: surely(0),
    customer_churn_rate: nearly(1),
    mrr: surely(0),
    new_mrr: surely(20),
    churned_mrr: surely(20),
    reactivated_mrr: surely(0),
    mrr_churn_rate: nearly(1),
    gross_retention: null,
    net_retention: null,
    gross_retention_12: null,
    net_retention_12: null,
    arpa: null,
    arr: surely(0),
    annual_churn_rate: nearly(1),
    quick_ratio: nearly(1),
    ltv: null,
  });
  expect(second).toMatchObject({
    customers: surely(2),
    new_customers: surely(1),
    churned_customers: surely(1),
    reactivated_customers: surely(2),
    customer_churn_rate: nearly(1),
    mrr: surely(20),
    mrr_churn_rate: nearly(1),
    gross_retention: null,
    net_retention: null,
    arpa: nearly(10),
    arr: surely(240),
    quick_ratio: nearly(3),
    ltv: nearly(10),
  });
  expect(third).toMatchObject({
    customers: surely(1),
    new_customers: surely(0),
    churned_customers: surely(2),
    reactivated_customers: surely(1),
    customer_churn_rate: nearly(1),
    gross_retention: nearly(0),
    net_retention: nearly(0.5),
    quick_ratio: nearly(0.5),
  });
  // In month 13 nobody was a customer 12 months earlier; in month 14 the 2 of month 2 are again, after other months without.
  const [thirteenth, , fourteenth] = rows.slice(24);
  expect(thirteenth).toMatchObject({ gross_retention_12: null, net_retention_12: null });
  expect(fourteenth).toMatchObject({ gross_retention_12: nearly(0), net_retention_12: nearly(1) });
});

test("without churn nothing is divided by it", () => {
  const sizes = flickering.sizes.map((size) => ({ ...size, churn: 0, reactivation: 0 }));
  const last = expectedSaasMetrics({ ...flickering, sizes }).at(-1);
  expect(last).toMatchObject({
    customers: surely(3),
    customer_churn_rate: nearly(0),
    annual_churn_rate: nearly(0),
    gross_retention: nearly(1),
    gross_retention_12: nearly(1),
    net_retention_12: nearly(1),
    quick_ratio: null,
    ltv: null,
  });
});

test("a free size has no quotients of MRR", () => {
  const sizes = defaultRules.sizes.map((size) => ({ ...size, monthlyPrice: 0 }));
  for (const row of expectedSaasMetrics({ ...defaultRules, months: 2, sizes })) {
    expect(row).toMatchObject({
      mrr: surely(0),
      mrr_churn_rate: null,
      gross_retention: null,
      quick_ratio: null,
    });
    expect(row.customer_churn_rate).not.toBeNull();
  }
});

test.each(Object.entries({ default: defaultRules, ...startups }))(
  "figures that the KPIs have too are predicted the same: %s",
  (_, rules) => {
    const kpis = expectedKpis(rules);
    const metrics = expectedSaasMetrics(rules);
    const ofSizes = metrics.filter(({ company_size }) => company_size !== "all");
    expect(
      ofSizes.map(({ month, company_size, customers, mrr }) => [month, company_size, customers, mrr]),
    ).toEqual(
      kpis.mrrPerMonth.map(({ month, company_size, active_companies, mrr }) => [
        month,
        company_size,
        active_companies,
        mrr,
      ]),
    );
    expect(ofSizes.map(({ churned_customers }) => churned_customers)).toEqual(
      kpis.churnedCustomersPerMonth.map(({ churned }) => churned),
    );
    const all = metrics.filter(({ company_size }) => company_size === "all");
    for (const [month, { mrr }] of all.entries()) {
      const total = kpis.totalsPerMonth[month]?.mrr;
      expect(mrr).toEqual({ ...total, expected: expect.closeTo(total?.expected ?? Number.NaN, 8) });
    }
  },
);

const SEEDS = 100;

// An expected value that is off by more than 4.5 standard errors shows, and so do intervals that are too narrow.
// test/studies/interval-coverage.ts looks closer.
test.each(Object.entries(startups))("the generator's metrics are as expected: %s", (_, rules) => {
  const expected = expectedSaasMetrics(rules);
  const generated = Array.from({ length: SEEDS }, (_, seed) =>
    saasMetricsOracle(generatedLives(rules, `metrics ${seed}`)),
  );
  const shares: number[] = [];
  for (const [index, { month, company_size, ...figures }] of expected.entries()) {
    for (const [figure, prediction] of Object.entries(figures)) {
      const name = `${figure} of ${company_size} in ${month}`;
      const rows = generated.map((metrics) => metrics[index]);
      const values = numbersIn(rows, figure);
      if (!prediction) {
        expect(values.length, name).toBeLessThan(0.7 * SEEDS);
        continue;
      }
      // Quotients with few in the denominator have long tails, and expected values that are averages of 1,000 startups or more.
      shares.push(expectPredicted(values, prediction, name, { inside: 4.5, average: 5.5 }));
    }
  }
  expect(average(shares)).toBeGreaterThan(0.94);
  expect(average(shares)).toBeLessThan(0.975);
});

test("broken rules are refused", () => {
  expect(() => expectedSaasMetrics({ ...defaultRules, months: 0 })).toThrow("rules: months must be");
});
