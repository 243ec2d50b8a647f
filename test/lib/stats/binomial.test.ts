import { expect, test } from "vitest";
import {
  binomialDistribution,
  binomialPrediction,
  binomialRange,
  binomials,
} from "../../../lib/stats/binomial";
import { probabilityAt, probabilityUpTo } from "../../../lib/stats/count-distribution";
import { quantile, repeat } from "../model/enumerate";

const cases = [
  [1, 0.5],
  [2, 0.01],
  [7, 11 / 12],
  [12, 0.3],
  [3, 0],
  [3, 1],
  [0, 0.4],
] as const;

test.each(cases)("of %d companies with probability %d each, the count is that of all outcomes", (n, p) => {
  const all = repeat(n, [
    [0, 1 - p],
    [1, p],
  ]);
  const distribution = binomialDistribution(n, p);

  for (const [count, probability] of all) {
    expect(probabilityAt(distribution, count - distribution.from)).toBeCloseTo(probability, 6);
  }
  const { expected, low, high } = binomialPrediction(n, p);
  expect(expected).toBeCloseTo(n * p, 12);
  expect([low, high]).toEqual([quantile(all, 0.025), quantile(all, 0.975)]);
  expect(Object.is(low, -0)).toBe(false);
});

// As qbinom of the package lib-r-math.js 2.0.3 gives them, a port of R.
test.each([
  [500, 0.63, 294, 336],
  [350, 11 / 12, 310, 331],
  [10_000_000, 0.3, 2_997_160, 3_002_840],
  [10_000_000, 1e-6, 4, 17],
])(
  "the interval of %d companies with probability %d is that of another implementation",
  (n, p, low, high) => {
    expect(binomialPrediction(n, p)).toEqual({ expected: n * p, low, high });
  },
);

test("the distribution has the quantiles of the interval", () => {
  for (const [n, p] of [
    [500, 0.2],
    [10_000, 0.001],
    [10_000_000, 0.64],
  ] as const) {
    const distribution = binomialDistribution(n, p);
    const { low, high } = binomialPrediction(n, p);
    expect(probabilityUpTo(distribution, low - 1)).toBeLessThan(0.025);
    expect(probabilityUpTo(distribution, low)).toBeGreaterThanOrEqual(0.025);
    expect(probabilityUpTo(distribution, high - 1)).toBeLessThan(0.975);
    expect(probabilityUpTo(distribution, high)).toBeGreaterThanOrEqual(0.975);
    expect(distribution.cumulative.at(-1)).toBeCloseTo(1, 12);
  }
});

// By hand: 5 standard deviations of sqrt(10,000 / 4) = 50, and 7 more, to each side of the mean.
test("the range reaches a little beyond 5 standard deviations, but not below 0 nor above all", () => {
  expect(binomialRange(10_000, 0.5)).toEqual({ from: 5000 - 257, to: 5000 + 257 });
  expect(binomialRange(10_000, 0.1)).toEqual({ from: 1000 - 157, to: 1000 + 157 });
  expect(binomialRange(10, 0.5)).toEqual({ from: 0, to: 10 });
  expect(binomialDistribution(10_000, 0.5).cumulative).toHaveLength(515);
});

test("a count that cannot vary has a range of one number", () => {
  expect(binomialRange(500, 0)).toEqual({ from: 0, to: 0 });
  expect(binomialRange(500, 1)).toEqual({ from: 500, to: 500 });
});

test("distributions of the same companies are made once", () => {
  const make = binomials(0.5);
  expect(make(10)).toBe(make(10));
  expect(make(10)).toEqual(binomialDistribution(10, 0.5));
  expect(make(11)).not.toBe(make(10));
});
