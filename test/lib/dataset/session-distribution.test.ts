import { expect, test } from "vitest";
import { createCompanyGenerator, generateCompany } from "../../../lib/dataset/company-generator";
import type { SessionDistribution } from "../../../lib/dataset/rules";
import {
  activeSessionProbabilities,
  sessionBounds,
  sessionProbabilities,
} from "../../../lib/dataset/session-distribution";
import { merge, sessionsOfMonth } from "../model/enumerate";

const spreads = [0, 1, 2, 3, 7, 10].flatMap((base) =>
  Array.from({ length: base + 1 }, (_, spread) => ({ base, spread })),
);

test("the probabilities are those that all pairs of u and s result in", () => {
  for (const distribution of spreads) {
    const all = new Map(merge(sessionsOfMonth(distribution)));
    const zero = all.get(0) ?? 0;
    for (const [sessions, probability] of sessionProbabilities(distribution).entries()) {
      expect(probability).toBeCloseTo(all.get(sessions) ?? 0, 14);
    }
    for (const [sessions, probability] of activeSessionProbabilities(distribution).entries()) {
      const expected = sessions === 0 || zero === 1 ? 0 : (all.get(sessions) ?? 0) / (1 - zero);
      expect(probability).toBeCloseTo(expected, 14);
    }
    expect(sessionBounds(distribution)).toEqual([Math.min(...all.keys()), Math.max(...all.keys())]);
  }
});

test("weights are probabilities in proportion to each other", () => {
  const distribution = { weights: [1, 0, 2, 1, 0, 0] };
  expect(sessionProbabilities(distribution)).toEqual([0.25, 0, 0.5, 0.25]);
  expect(activeSessionProbabilities(distribution)).toEqual([0, 0, 2 / 3, 1 / 3]);
  expect(sessionBounds(distribution)).toEqual([0, 3]);
});

test("without a weight above that of 0 no month is active", () => {
  expect(sessionProbabilities({ weights: [7, 0] })).toEqual([1]);
  expect(activeSessionProbabilities({ weights: [7, 0] })).toEqual([0]);
  expect(sessionBounds({ weights: [7, 0] })).toEqual([0, 0]);
});

test.each<[string, SessionDistribution, number | undefined]>([
  ["a spread", { base: 3, spread: 3 }, undefined],
  ["a spread, given a rule for churn", { base: 3, spread: 3 }, 0.1],
  ["weights", { weights: [1, 5, 0, 2] }, undefined],
  ["weights, given a rule for churn", { weights: [9, 5, 0, 2] }, 0.1],
])("the generator's active months have these probabilities: %s", (_, sessions, churn) => {
  const size = { size: "only", probability: 1, monthlyPrice: 1, sessions, ...(churn && { churn }) };
  const rules = { companies: 10_000, startMonth: "2025-01", months: 2, sizes: [size] };
  const generator = createCompanyGenerator(rules, "sessions");
  const counts = Array.from(
    { length: rules.companies },
    (_, id) => generateCompany(generator, id + 1).sessionCounts,
  )
    .flat()
    .filter((count) => count > 0);
  const probabilities = activeSessionProbabilities(sessions);
  expect(Math.max(...counts)).toBe(probabilities.length - 1);
  for (const [sessions, probability] of probabilities.entries()) {
    const share = counts.filter((count) => count === sessions).length / counts.length;
    const error = Math.sqrt((probability * (1 - probability)) / counts.length);
    expect(Math.abs(share - probability)).toBeLessThanOrEqual(4 * error);
  }
});
