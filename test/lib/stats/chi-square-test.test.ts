import { expect, test } from "vitest";
import { chiSquareOfEvents, chiSquareTest, poolCells, poolEvents } from "../../../lib/stats/chi-square-test";
import { rejectedByHolm } from "../../../lib/stats/holm";
import { randomStream } from "../../../lib/stats/random-stream";

const cellsOf = (counts: readonly number[], probabilities: readonly number[]) =>
  counts.map((observed, i) => ({ observed, probability: probabilities[i] ?? 0 }));

test.each([
  // Each cell expects 20: (10² + 0² + 10²) / 20. With 2 degrees of freedom the upper tail is exp(-x / 2).
  [[10, 20, 30], [1 / 3, 1 / 3, 1 / 3], 10, Math.exp(-5)],
  // 10² / 50 + 10² / 50: two standard deviations from the mean, on either side.
  [[60, 40], [0.5, 0.5], 4, 0.0455],
  [[10, 40, 50], [0.1, 0.4, 0.5], 0, 1],
])("counts %j with probabilities %j have the chi-square %d", (counts, probabilities, statistic, pValue) => {
  const result = chiSquareTest(cellsOf(counts, probabilities));

  expect(result.degreesOfFreedom).toBe(counts.length - 1);
  expect(result.statistic).toBeCloseTo(statistic, 10);
  expect(result.pValue).toBeCloseTo(pValue, 4);
});

test("p-values of pooled cells are uniform", () => {
  const random = randomStream("uniform", 0, "test");
  const probabilities = [0.01, 0.04, 0.15, 0.2, 0.25, 0.35];
  const pValues = Array.from({ length: 2000 }, () => {
    const counts = probabilities.map(() => 0);
    for (let n = 0; n < 150; n += 1) {
      let left = random();
      const cell = probabilities.findIndex((probability) => {
        left -= probability;
        return left < 0;
      });
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    return chiSquareTest(poolCells(cellsOf(counts, probabilities))).pValue;
  }).sort((a, b) => a - b);

  const distance = Math.max(...pValues.map((p, i) => Math.abs(p - (i + 0.5) / pValues.length)));
  // Kolmogorov-Smirnov for 2000 values: exceeded with a probability of 0.001.
  expect(distance).toBeLessThan(1.95 / Math.sqrt(2000));
});

test.each([
  // 6² / 9 + 2² / 4, and with 2 degrees of freedom the upper tail is exp(-x / 2).
  [[[16, 10, 9] as const, [3, 5, 4] as const], 5, Math.exp(-2.5)],
  // Two standard deviations from the mean, on either side.
  [[[40, 50, 25] as const], 4, 0.0455],
])("events with observed, expected and variance %j have the chi-square %d", (given, statistic, pValue) => {
  const sums = given.map(([observed, expected, variance]) => ({ observed, expected, variance }));
  const result = chiSquareOfEvents(sums);

  expect(result.degreesOfFreedom).toBe(given.length);
  expect(result.statistic).toBeCloseTo(statistic, 10);
  expect(result.pValue).toBeCloseTo(pValue, 4);
});

test.each([
  ["sums that vary enough stay", [10, 25], [10, 25]],
  ["small ones are joined with their neighbors", [4, 6, 3, 20], [10, 23]],
  ["the rest at the end goes to the sum before", [12, 11, 9], [12, 20]],
  ["too few events are none", [4, 5], []],
  ["no sums stay none", [], []],
])("in pooling, %s", (_, variances, pooled) => {
  const sums = variances.map((variance) => ({ observed: 2 * variance, expected: 3 * variance, variance }));

  expect(poolEvents(sums)).toEqual(
    pooled.map((variance) => ({ observed: 2 * variance, expected: 3 * variance, variance })),
  );
});

test("Holm's procedure rejects while each p-value is below its share of the level", () => {
  const of = (...pValues: number[]) => {
    const tests = pValues.map((pValue) => ({ pValue }));
    const rejected = rejectedByHolm(tests, 0.05);
    return tests.map((each) => rejected.has(each));
  };

  expect(of(0.01, 0.04, 0.03)).toEqual([true, false, false]);
  expect(of(0.01, 0.02, 0.06)).toEqual([true, true, false]);
  expect(of(0.02, 0.01, 0.04)).toEqual([true, true, true]);
  expect(of(0.02, 0.02, 0.02)).toEqual([false, false, false]);
  expect(of(0.05)).toEqual([true]);
  expect(of(0.025, 0.0500001)).toEqual([true, false]);
  expect(of()).toEqual([]);
});

test.each([
  ["cells that expect enough stay", [20, 20, 20], [1 / 3, 1 / 3, 1 / 3], [20, 20, 20]],
  ["cells that expect just enough stay", [10, 10, 10, 10], [0.25, 0.25, 0.25, 0.25], [10, 10, 10, 10]],
  ["small ones are joined with their neighbors", [2, 4, 6, 28], [0.1, 0.1, 0.1, 0.7], [12, 28]],
  ["the rest at the end goes to the cell before", [20, 18, 2], [0.5, 0.45, 0.05], [20, 20]],
  ["too few counts are one cell", [1, 2, 3], [0.3, 0.3, 0.4], [6]],
  ["no cells stay none", [], [], []],
])("in pooling, %s", (_, counts, probabilities, pooled) => {
  const result = poolCells(cellsOf(counts, probabilities));

  expect(result.map(({ observed }) => observed)).toEqual(pooled);
  expect(result.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(counts.length && 1, 12);
});
