import { expect, test } from "vitest";
import {
  betaParameters,
  churnGivenPast,
  churnProbability,
  retentionProbability,
} from "../../../lib/dataset/churn";
import { createCompanyGenerator, generateCompany } from "../../../lib/dataset/company-generator";
import type { BetaChurn, SizeRules } from "../../../lib/dataset/rules";
import { sizeWith } from "../model/enumerate";

test.each([
  { distribution: { base: 5, spread: 5 }, probability: 1 / 12 },
  { distribution: { base: 10, spread: 10 }, probability: 1 / 22 },
  { distribution: { base: 10, spread: 9 }, probability: 0 },
  { distribution: { base: 0, spread: 0 }, probability: 1 },
  { distribution: { base: 1, spread: 0 }, probability: 0 },
  { distribution: { base: 1, spread: 1 }, probability: 1 / 4 },
])(
  "a company with sessions $distribution churns in a month with probability $probability",
  ({ distribution, probability }) => {
    expect(churnProbability(sizeWith(distribution))).toBe(probability);
  },
);

test("a rule for churn counts, not the sessions", () => {
  const size = { ...sizeWith({ base: 5, spread: 5 }), churn: 0.03 };
  expect([churnProbability(size), churnProbability(size, 40)]).toEqual([0.03, 0.03]);
  expect(retentionProbability(size, 12)).toBeCloseTo(0.97 ** 12, 14);
});

test("after 12 months 0.352 of the small and 0.572 of the large companies are still active", () => {
  expect(retentionProbability(sizeWith({ base: 5, spread: 5 }), 12)).toBeCloseTo(0.352, 3);
  expect(retentionProbability(sizeWith({ base: 10, spread: 10 }), 12)).toBeCloseTo(0.572, 3);
});

// The example of Fader and Hardie (2007), "Regular" customers: alpha 0.704, beta 1.182.
const regular: BetaChurn = { mean: 0.704 / 1.886, polarization: 1 / 2.886 };

test("churn rates that differ leave the shares of Fader and Hardie's paper, and churn falls with tenure", () => {
  const size = { ...sizeWith({ base: 1, spread: 0 }), churn: regular };
  const { alpha, beta } = betaParameters(regular);
  expect([alpha, beta]).toEqual([expect.closeTo(0.704, 12), expect.closeTo(1.182, 12)]);
  expect(retentionProbability(size, 0)).toBe(1);
  // By hand: 1.182 / 1.886 = 0.6267, times 2.182 / 2.886 = 0.4738, times 3.182 / 3.886 = 0.3880.
  expect(retentionProbability(size, 1)).toBeCloseTo(0.6267, 4);
  expect(retentionProbability(size, 2)).toBeCloseTo(0.4738, 4);
  expect(retentionProbability(size, 3)).toBeCloseTo(0.388, 4);
  const rates = [0, 1, 2, 12].map((tenure) => churnProbability(size, tenure));
  expect(rates).toEqual([...rates].sort((a, b) => b - a));
});

test("a customer that churned before churns more probably, if churn rates differ, and otherwise as others do", () => {
  const size = sizeWith({ base: 5, spread: 5 });
  // alpha 0.4, beta 3.6.
  const differing = churnGivenPast({ ...size, churn: { mean: 0.1, polarization: 0.2 } });
  expect([differing(0, 0), differing(3, 0), differing(3, 1), differing(3, 2)]).toEqual(
    [0.1, 0.4 / 7, 0.2, 2.4 / 7].map((probability) => expect.closeTo(probability, 12)),
  );
  expect(churnGivenPast({ ...size, churn: 0.03 })(3, 1)).toBe(0.03);
  expect(churnGivenPast(size)(3, 1)).toBe(1 / 12);
});

test.each<[string, Partial<SizeRules>]>([
  ["churn that follows from sessions", { sessions: { base: 2, spread: 2 } }],
  ["churn that follows from weights", { sessions: { weights: [1, 0, 3, 1] } }],
  ["a churn rate", { churn: 0.2 }],
  ["churn rates that differ", { churn: { mean: 0.2, polarization: 0.3 } }],
  ["churn rates that differ extremely", { churn: { mean: 0.2, polarization: 0.9 } }],
  ["churn rates that hardly differ", { churn: { mean: 0.2, polarization: 0.001 } }],
])("the generator's companies churn with these probabilities: %s", (_, change) => {
  const size = { ...sizeWith({ base: 3, spread: 1 }), ...change };
  const rules = { companies: 20_000, startMonth: "2025-01", months: 4, sizes: [size] };
  const generator = createCompanyGenerator(rules, "churn");
  const lifetimes = Array.from(
    { length: rules.companies },
    (_, id) => generateCompany(generator, id + 1).sessionCounts.filter((count) => count > 0).length,
  );
  for (const months of [0, 1, 2, 3]) {
    const share = lifetimes.filter((lifetime) => lifetime === months).length / rules.companies;
    const probability = retentionProbability(size, months) * churnProbability(size, months);
    const error = Math.sqrt((probability * (1 - probability)) / rules.companies);
    expect(Math.abs(share - probability)).toBeLessThan(4 * error);
  }
});
