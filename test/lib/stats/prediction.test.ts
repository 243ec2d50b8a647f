import fc from "fast-check";
import { expect, test } from "vitest";
import { binomialPrediction, samplePrediction } from "../../../lib/stats/prediction";
import { quantile, repeat } from "../model/enumerate";

const cases = [
  [1, 0.5],
  [2, 0.01],
  [7, 11 / 12],
  [12, 0.3],
  // None succeeds with a probability of 0.97497.
  [100, 0.0002535],
  [3, 0],
  [3, 1],
  [0, 0.4],
] as const;

test.each(cases)("of %d trials with probability %d each, the interval is that of all outcomes", (n, p) => {
  const all = repeat(n, [
    [0, 1 - p],
    [1, p],
  ]);
  const { expected, low, high } = binomialPrediction(n, p);
  expect(expected).toBeCloseTo(n * p, 12);
  expect([low, high]).toEqual([quantile(all, 0.025), quantile(all, 0.975)]);
});

// As qbinom of the package lib-r-math.js 2.0.3 returns them, a port of R.
test.each([
  [500, 0.63, 294, 336],
  [350, 11 / 12, 310, 331],
  [10_000_000, 0.3, 2_997_160, 3_002_840],
  [10_000_000, 1e-6, 4, 17],
])("the interval of %d trials with probability %d is that of another implementation", (n, p, low, high) => {
  expect(binomialPrediction(n, p)).toEqual({ expected: n * p, low, high });
});

test("the interval of a sample leaves out its 2.5% lowest and highest values", () => {
  // 0.025 * (199 + 1) = 5: the fifth from either end.
  const sample = Float64Array.from({ length: 199 }, (_, index) => ((index * 82) % 199) + 1);
  expect(samplePrediction(7, sample)).toEqual({ expected: 7, low: 5, high: 195 });
  expect(sample[1]).toBe(83);
});

test("the ends are those of the sorted sample, whatever its order and however often values repeat", () => {
  const samples = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 39, maxLength: 300 });
  fc.assert(
    fc.property(samples, (values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const rank = Math.floor(0.025 * (values.length + 1));
      expect(samplePrediction(0, Float64Array.from(values))).toEqual({
        expected: 0,
        low: sorted[rank - 1],
        high: sorted.at(-rank),
      });
    }),
  );
});
