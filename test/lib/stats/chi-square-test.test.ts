import { expect, test } from "vitest";
import { binomialResidual, chiSquareTest, poolCells, sumOfTests } from "../../../lib/stats/chi-square-test";
import { rejectedByHolm } from "../../../lib/stats/holm";
import { randomStream } from "../../../lib/stats/random-stream";

const middle = () => 0.5;

test.each([
  // Binomial(10, 0.5): P(< 5) + P(5) / 2 = 0.5.
  [5, 10, 0.5, 0],
  // P(< 2) + P(2) / 2 = 1/1024 + 10/1024 + 22.5/1024 = 0.032715, normal quantile -1.8427.
  [2, 10, 0.5, -1.8427],
  [8, 10, 0.5, 1.8427],
  // P(0) / 2 = 0.1746.
  [0, 1, 0.6508, -0.9361],
])(
  "the residual of %i of %i with probability %d and the middle of the step is %d",
  (count, trials, p, residual) => {
    expect(binomialResidual(count, trials, p, middle)).toBeCloseTo(residual, 3);
  },
);

test("the residual of millions of trials is near the usual one", () => {
  const [n, p] = [50_000_000, 1 / 12];
  const count = Math.round(n * p + 2 * Math.sqrt(n * p * (1 - p)));

  expect(binomialResidual(count, n, p, middle)).toBeCloseTo(2, 3);
  expect(binomialResidual(0, n, p, middle)).toBeLessThan(-8);
  expect(binomialResidual(n, n, p, middle)).toBeGreaterThan(8);
});

test("a count that cannot be is as far out as numbers reach, 8 standard deviations, on either side", () => {
  // 2^-60 / 2 is below the smallest probability that has a quantile, 1e-16.
  expect(binomialResidual(0, 60, 0.5, middle)).toBeCloseTo(-8.2, 1);
  expect(binomialResidual(60, 60, 0.5, middle)).toBeCloseTo(8.2, 1);
});

test("for large counts it is near Pearson's chi-square", () => {
  const counts = [10_120, 19_900, 30_150, 39_830];
  const probabilities = [0.1, 0.2, 0.3, 0.4];
  const pearson = counts.reduce((sum, n, i) => {
    const expected = 100_000 * (probabilities[i] ?? 0);
    return sum + (n - expected) ** 2 / expected;
  }, 0);

  const cells = counts.map((observed, i) => ({ observed, probability: probabilities[i] ?? 0 }));
  const { statistic, degreesOfFreedom, pValue } = chiSquareTest(cells, middle);

  expect(degreesOfFreedom).toBe(3);
  expect(statistic).toBeCloseTo(pearson, 1);
  // Upper tail of chi-square with 3 degrees of freedom at 3.41.
  expect(pValue).toBeCloseTo(0.333, 2);
});

test("p-values are uniform even if a cell expects less than one count", () => {
  const random = randomStream("uniform", 0, "test");
  const pValues = Array.from({ length: 2000 }, () => {
    const counts = [0, 0, 0];
    for (let n = 0; n < 6; n += 1) {
      const u = random();
      const cell = u < 0.1 ? 0 : u < 0.4 ? 1 : 2;
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    const cells = [0.1, 0.3, 0.6].map((probability, i) => ({ observed: counts[i] ?? 0, probability }));
    return chiSquareTest(cells, random).pValue;
  }).sort((a, b) => a - b);

  const distance = Math.max(...pValues.map((p, i) => Math.abs(p - (i + 0.5) / pValues.length)));
  // Kolmogorov-Smirnov for 2000 values: exceeded with a probability of 0.001.
  expect(distance).toBeLessThan(1.95 / Math.sqrt(2000));
});

test("independent tests add up", () => {
  const half = { statistic: 2, degreesOfFreedom: 1, pValue: 0.157 };

  expect(sumOfTests([half, half])).toMatchObject({ statistic: 4, degreesOfFreedom: 2 });
  // The upper tail of chi-square with 2 degrees of freedom is exp(-x / 2).
  expect(sumOfTests([half, half]).pValue).toBeCloseTo(Math.exp(-2), 10);
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
  ["cells that expect enough stay", [10, 10, 10], [1 / 3, 1 / 3, 1 / 3], [10, 10, 10]],
  ["cells that expect just enough stay", [5, 5, 5, 5], [0.25, 0.25, 0.25, 0.25], [5, 5, 5, 5]],
  ["small ones are joined with their neighbors", [1, 2, 3, 14], [0.1, 0.1, 0.1, 0.7], [6, 14]],
  ["the rest at the end goes to the cell before", [10, 9, 1], [0.5, 0.45, 0.05], [10, 10]],
  ["too few counts are one cell", [1, 2, 3], [0.3, 0.3, 0.4], [6]],
  ["no cells stay none", [], [], []],
])("in pooling, %s", (_, counts, probabilities, pooled) => {
  const cells = counts.map((observed, i) => ({ observed, probability: probabilities[i] ?? 0 }));

  const result = poolCells(cells);

  expect(result.map(({ observed }) => observed)).toEqual(pooled);
  expect(result.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(counts.length && 1, 12);
});
