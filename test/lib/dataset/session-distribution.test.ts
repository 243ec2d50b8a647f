import { expect, test } from "vitest";
import { createCompanyGenerator, generateCompany } from "../../../lib/dataset/company-generator";
import {
  activeProbability,
  activeSessions,
  churnProbability,
} from "../../../lib/dataset/session-distribution";
import { merge, sessionsOfMonth } from "../model/enumerate";

const laws = [0, 1, 2, 3, 7, 10].flatMap((base) =>
  Array.from({ length: base + 1 }, (_, spread) => ({ base, spread })),
);

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
    expect(churnProbability(distribution)).toBe(probability);
  },
);

test("the laws are those that all pairs of u and s give", () => {
  for (const distribution of laws) {
    const all = merge(sessionsOfMonth(distribution));
    const zero = all.find(([value]) => value === 0)?.[1] ?? 0;
    expect(churnProbability(distribution)).toBeCloseTo(zero, 14);
    const active = activeSessions(distribution);
    const positive = all.filter(([value]) => value > 0);
    expect(active?.from).toBe(positive[0]?.[0]);
    expect(active?.to).toBe(positive.at(-1)?.[0]);
    for (const [value, probability] of positive) {
      const found = (active?.probability ?? 0) * (value === active?.base ? 2 : 1);
      expect(found).toBeCloseTo(probability / (1 - zero), 14);
    }
  }
});

test("after 12 months 0.352 of the small and 0.572 of the large companies are still active", () => {
  expect(activeProbability({ base: 5, spread: 5 }, 12)).toBeCloseTo(0.352, 3);
  expect(activeProbability({ base: 10, spread: 10 }, 12)).toBeCloseTo(0.572, 3);
});

test("the generator's companies churn with these probabilities", () => {
  const distribution = { base: 2, spread: 2 };
  const rules = {
    companies: 20_000,
    startMonth: "2025-01",
    months: 3,
    sizes: [{ size: "only", probability: 1, monthlyPrice: 1, sessions: distribution }],
  };
  const generator = createCompanyGenerator(rules, "session distribution");
  const lastMonths = Array.from({ length: rules.companies }, (_, id) => {
    const last = generateCompany(generator, id + 1).sessionTimes.at(-1);
    return last === undefined ? 0 : new Date(last).getUTCMonth() + 1;
  });
  for (const month of [1, 2, 3]) {
    const lost = lastMonths.filter((last) => last === month - 1).length / rules.companies;
    // Four standard errors.
    const probability = activeProbability(distribution, month - 1) * churnProbability(distribution);
    expect(Math.abs(lost - probability)).toBeLessThan((4 * Math.sqrt(0.17 * 0.83)) / Math.sqrt(20_000));
  }
});
