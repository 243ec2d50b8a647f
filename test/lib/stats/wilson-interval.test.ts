import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wilsonInterval } from "../../../lib/stats/wilson-interval";

/** R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3: the score method without correction. */
describe("the examples of Newcombe 1998 have the intervals that he prints", () => {
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("%i of %i", (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(Number(interval.low.toFixed(4))).toBe(low);
    expect(Number(interval.high.toFixed(4))).toBe(high);
  });
});

/** `proportion_confint(…, method="wilson")` of statsmodels 0.15.0, and `proportion_ci("wilson")` of SciPy 1.17.1. */
describe("it agrees with statsmodels and SciPy to 12 digits", () => {
  test.each([
    [81, 263, 0.2552885198782742, 0.36620957698280004],
    [15, 148, 0.06238639953073628, 0.16048724172330803],
    [0, 20, 0, 0.1611251580528194],
    [1, 29, 0.006113214292762667, 0.17175521879320294],
    [20, 20, 0.8388748419471804, 1],
    [29, 350, 0.058308177077538506, 0.116463482034436],
  ])("%i of %i", (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval.value).toBe(successes / trials);
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });
});

test("without a trial nothing is known", () => {
  expect(wilsonInterval(0, 0)).toEqual({ value: Number.NaN, low: 0, high: 1 });
});

test("the interval holds the share, lies in 0 to 1, and failures mirror successes", () => {
  const counts = fc
    .integer({ min: 1, max: 10_000_000 })
    .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)));
  fc.assert(
    fc.property(counts, ([successes, trials]) => {
      const { value, low, high } = wilsonInterval(successes, trials);
      const mirrored = wilsonInterval(trials - successes, trials);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      expect(high).toBeLessThanOrEqual(1);
      expect(mirrored.high).toBeCloseTo(1 - low, 12);
    }),
  );
});
