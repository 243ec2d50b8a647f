import { expect, test } from "vitest";
import { retentionProbability } from "../../../lib/dataset/churn";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { expectedCohorts } from "../../../lib/model/expected-cohorts";
import { binomialPrediction } from "../../../lib/stats/prediction";
import { cohortsOracle } from "../../metrics-oracle";
import { heterogeneous, startups } from "../../startups";
import { enumerateLives, probabilityOf } from "./enumerate-lives";
import { average, expectPredicted, numbersIn } from "./expect-predicted";
import { generatedLives } from "./generated-kpis";

const surely = (value: number) => ({ expected: value, low: value, high: value });

test("the default startup is one cohort, of which as many are left as its churn says", () => {
  const rows = expectedCohorts(defaultRules);
  expect(rows).toHaveLength(36);
  expect(
    rows.slice(0, 3).map(({ cohort, company_size, tenure, month }) => [cohort, company_size, tenure, month]),
  ).toEqual([
    ["2025-01", "large", 0, "2025-01"],
    ["2025-01", "small", 0, "2025-01"],
    ["2025-01", "all", 0, "2025-01"],
  ]);
  const [large, small, all] = rows.slice(-3);
  expect(large?.tenure).toBe(11);
  const { expected, ...ends } = binomialPrediction(500, 0.3 * (21 / 22) ** 12);
  expect(large?.customers).toEqual({ expected: expect.closeTo(expected, 12), ...ends });
  expect(large?.signed_up).toEqual(binomialPrediction(500, 0.3));
  expect(large?.retention?.expected).toBeCloseTo((21 / 22) ** 12, 14);
  expect(all?.signed_up).toEqual(surely(500));
  const active = 0.3 * (21 / 22) ** 12 + 0.7 * (11 / 12) ** 12;
  expect(all?.customers.expected).toBeCloseTo(500 * active, 10);
  expect(all?.retention).toEqual({
    expected: expect.closeTo(active, 12),
    low: (all?.customers.low ?? 0) / 500,
    high: (all?.customers.high ?? 0) / 500,
  });
  expect(small?.mrr.low).toBe(19 * (small?.customers.low ?? 0));
  expect(all?.mrr.expected).toBeCloseTo((small?.mrr.expected ?? 0) + (large?.mrr.expected ?? 0), 10);
});

test("months without sign-ups are no cohorts, and rows are ordered by cohort, month and size", () => {
  const rows = expectedCohorts({ ...defaultRules, months: 4, newCustomers: [5, 0, 7] });
  const all = rows.filter(({ company_size }) => company_size === "all");
  expect(
    all.map(({ cohort, tenure, month, signed_up }) => [cohort, tenure, month, signed_up.expected]),
  ).toEqual([
    ["2025-01", 0, "2025-01", 500],
    ["2025-01", 1, "2025-02", 500],
    ["2025-01", 2, "2025-03", 500],
    ["2025-01", 3, "2025-04", 500],
    ["2025-02", 0, "2025-02", 5],
    ["2025-02", 1, "2025-03", 5],
    ["2025-02", 2, "2025-04", 5],
    ["2025-04", 0, "2025-04", 7],
  ]);
});

test("of cohorts with as many companies, the same is expected at the same tenure", () => {
  const rows = expectedCohorts({ ...defaultRules, months: 5, newCustomers: [7, 500, 7] });
  const ofCohort = (month: string, length: number) =>
    rows
      .filter(({ cohort }) => cohort === month)
      .slice(0, 3 * length)
      .map(({ cohort: _, month: __, ...row }) => row);
  expect(ofCohort("2025-03", 3)).toEqual(ofCohort("2025-01", 3));
  expect(ofCohort("2025-04", 2)).toEqual(ofCohort("2025-02", 2));
  expect(ofCohort("2025-02", 1)).not.toEqual(ofCohort("2025-01", 1));
});

test("if churn rates differ and companies return, as many are active as all lives say", () => {
  const [size] = heterogeneous.sizes;
  if (!size) throw new Error("no size");
  const only = { ...size, probability: 1, reactivation: 0.2 };
  const rules: Rules = { ...defaultRules, companies: 40, months: 5, sizes: [only] };
  const lives = enumerateLives(only, 5);
  for (const { company_size, tenure, customers, retention } of expectedCohorts(rules)) {
    const probability = probabilityOf(lives, (active) => active[tenure] === true);
    const { low, high } = binomialPrediction(40, probability);
    expect(customers, company_size).toEqual({ expected: expect.closeTo(40 * probability, 10), low, high });
    expect(retention?.expected).toBeCloseTo(probability, 12);
    // The only size has all sign-ups, so that its retention is as that of all; drawn, by one company or two.
    expect(Math.abs((retention?.low ?? 0) - low / 40)).toBeLessThanOrEqual(1.001 / 40);
    expect(Math.abs((retention?.high ?? 0) - high / 40)).toBeLessThanOrEqual(1.001 / 40);
  }
});

test("a rate is null if nobody is likely to sign up, or if nothing would be paid", () => {
  const sizes = [
    { size: "free", probability: 0.9, monthlyPrice: 0, sessions: { base: 1, spread: 0 } },
    { size: "rare", probability: 0.1, monthlyPrice: 10, sessions: { base: 1, spread: 0 } },
  ];
  const [free, rare, all] = expectedCohorts({ ...defaultRules, companies: 2, months: 1, sizes });
  expect(free).toMatchObject({ retention: { expected: 1, high: 1 }, mrr: surely(0), mrr_retention: null });
  expect(rare).toMatchObject({ retention: null, mrr_retention: null, customers: { low: 0, high: 1 } });
  expect(all).toMatchObject({ retention: surely(1), mrr_retention: null });
});

test("customers of beta churn are left as in Fader and Hardie's model", () => {
  for (const { company_size, tenure, retention } of expectedCohorts(heterogeneous)) {
    const size = heterogeneous.sizes.find((rules) => rules.size === company_size);
    if (size && retention) expect(retention.expected).toBeCloseTo(retentionProbability(size, tenure + 1), 12);
  }
});

const SEEDS = 100;

test.each(Object.entries(startups))("the generator's cohorts are as expected: %s", (_, rules) => {
  const expected = expectedCohorts(rules);
  const generated = Array.from({ length: SEEDS }, (_, seed) =>
    cohortsOracle(generatedLives(rules, `cohorts ${seed}`)),
  );
  const shares: number[] = [];
  for (const [index, { cohort, company_size, tenure, month, ...figures }] of expected.entries()) {
    expect(generated[0]?.[index]).toMatchObject({ cohort, company_size, tenure, month });
    for (const [figure, prediction] of Object.entries(figures)) {
      if (!prediction) continue;
      const rows = generated.map((cohorts) => cohorts[index]);
      const name = `${figure} of ${company_size} in ${month} of ${cohort}`;
      shares.push(expectPredicted(numbersIn(rows, figure), prediction, name, { inside: 5, average: 5.5 }));
    }
  }
  expect(average(shares)).toBeGreaterThan(0.95);
});

test("broken rules are refused", () => {
  expect(() => expectedCohorts({ ...defaultRules, months: 0 })).toThrow("rules: months must be");
});
