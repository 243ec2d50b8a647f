import { expect, test } from "vitest";
import { binomialCumulants, type Cumulants } from "../../../lib/model/cumulants";
import { nearNormalCdf, nearNormalQuantile } from "../../../lib/model/near-normal";
import { binomialDistribution } from "../../../lib/stats/binomial";
import { probabilityUpTo } from "../../../lib/stats/count-distribution";

test("without skewness and kurtosis it is the normal distribution", () => {
  expect(nearNormalQuantile([10, 4, 0, 0], 0.975)).toBeCloseTo(10 + 2 * 1.959963984540054, 12);
  expect(nearNormalCdf([10, 4, 0, 0], 10 - 2 * 1.959963984540054)).toBeCloseTo(0.025, 12);
});

test("without variance it is a step", () => {
  expect(nearNormalQuantile([3, 0, 0, 0], 0.975)).toBe(3);
  expect([2.9, 3, 3.1].map((value) => nearNormalCdf([3, 0, 0, 0], value))).toEqual([0, 1, 1]);
});

// The gamma distribution with shape 50 has the cumulants 50, 50, 2 * 50, 6 * 50, and is half a chi-square one with 100
// degrees of freedom, whose quantiles are in every table: 74.222 and 129.561.
test("the quantiles of a skewed sum are near the exact ones", () => {
  const gamma: Cumulants = [50, 50, 100, 300];
  expect(nearNormalQuantile(gamma, 0.025)).toBeCloseTo(74.222 / 2, 2);
  expect(nearNormalQuantile(gamma, 0.975)).toBeCloseTo(129.561 / 2, 2);
});

test("quantile and probability undo each other, and agree with an exact count", () => {
  const cumulants = binomialCumulants(2000, 0.05);
  const exact = binomialDistribution(2000, 0.05);
  for (const probability of [0.025, 0.975]) {
    expect(nearNormalCdf(cumulants, nearNormalQuantile(cumulants, probability))).toBeCloseTo(probability, 4);
  }
  for (const count of [80, 100, 120]) {
    expect(nearNormalCdf(cumulants, count + 0.5)).toBeCloseTo(probabilityUpTo(exact, count), 3);
  }
});

test("far out the probability is 0 or 1", () => {
  expect(nearNormalCdf([0, 1, 0.5, 0.5], -9)).toBe(0);
  expect(nearNormalCdf([0, 1, 0.5, 0.5], 9)).toBe(1);
});
