import { expect, test } from "vitest";
import { activeSessions } from "../../../lib/dataset/session-distribution";
import { activeSessionsCumulants, binomialCumulants, compoundCumulants } from "../../../lib/model/cumulants";
import { nearNormalCdf, nearNormalQuantile } from "../../../lib/model/near-normal";
import { createSessionSums, maxCompaniesOfSums, mixedCdf } from "../../../lib/model/session-sums";
import { createSessionsEstimator } from "../../../lib/model/sessions-estimate";
import { binomialDistribution } from "../../../lib/stats/binomial";
import { searchQuantile } from "../../../lib/stats/count-distribution";
import { mean, type Outcome, quantile, repeat, sessionsOfMonth } from "./enumerate";

const laws = [
  { base: 5, spread: 5 },
  { base: 1, spread: 1 },
  { base: 9, spread: 2 },
  { base: 4, spread: 0 },
];

test.each(laws)("the sessions of few companies with the law %o are those of all outcomes", (law) => {
  for (const [companies, probability] of [
    [1, 0.5],
    [2, 1],
    [3, 0.2],
    [4, 0.9],
  ] as const) {
    const all = repeat(companies, monthOf(law, probability));
    const { expected, low, high } = createSessionsEstimator(law)(companies, probability);
    expect(expected).toBeCloseTo(mean(all), 9);
    expect([low, high]).toEqual([quantile(all, 0.025), quantile(all, 0.975)]);
  }
});

test("where no company is active there are no sessions", () => {
  const nothing = { expected: 0, low: 0, high: 0 };
  expect(createSessionsEstimator({ base: 0, spread: 0 })(500, 0)).toEqual(nothing);
  expect(createSessionsEstimator({ base: 5, spread: 5 })(0, 0.9)).toEqual(nothing);
  expect(createSessionsEstimator({ base: 5, spread: 5 })(500, 0)).toEqual(nothing);
});

test("the estimate of a month does not depend on the months asked before", () => {
  const law = { base: 10, spread: 10 };
  const estimator = createSessionsEstimator(law);
  const inOrder = [0.9, 0.1, 0.5].map((probability) => estimator(300, probability));
  expect(inOrder).toEqual(
    [0.9, 0.1, 0.5].map((probability) => createSessionsEstimator(law)(300, probability)),
  );
});

// Where the change from exact to near takes place, an interval may not jump. The last two laws are the worst:
// sums cluster at the multiples of 1000.
test.each([
  { law: { base: 5, spread: 5 }, tolerance: 0.0001 },
  { law: { base: 10, spread: 10 }, tolerance: 0.0001 },
  { law: { base: 1, spread: 1 }, tolerance: 0.0001 },
  { law: { base: 1000, spread: 1000 }, tolerance: 0.0001 },
  { law: { base: 300, spread: 300 }, tolerance: 0.0001 },
  { law: { base: 1000, spread: 10 }, tolerance: 0.0012 },
  { law: { base: 1000, spread: 1 }, tolerance: 0.0012 },
])("the nearly normal sum is within $tolerance of the exact one for the law $law", ({ law, tolerance }) => {
  const active = activeSessions(law);
  if (!active) throw new Error("no company is active");
  const each = activeSessionsCumulants(active);
  const most = maxCompaniesOfSums(Math.sqrt(each[1]));
  const probability = (most - 5.5 * Math.sqrt(most)) / 10_000;
  const exact = mixedCdf(binomialDistribution(10_000, probability), createSessionSums(active));
  const cumulants = compoundCumulants(binomialCumulants(10_000, probability), each);
  for (const p of [0.025, 0.975]) {
    const value = Math.ceil(nearNormalQuantile(cumulants, p) - 0.5);
    expect(Math.abs(exact(value) - nearNormalCdf(cumulants, value + 0.5))).toBeLessThan(tolerance);
  }
});

test("the nearly normal interval has the very ends of the exact one", () => {
  const law = { base: 1, spread: 1 };
  const active = activeSessions(law);
  if (!active) throw new Error("no company is active");
  const sums = createSessionSums(active);
  const estimator = createSessionsEstimator(law);
  for (const companies of [700, 710, 720, 730, 740]) {
    const cdf = mixedCdf(binomialDistribution(companies, 1), sums);
    const ends = [0.025, 0.975].map((p) => searchQuantile(cdf, p, 2 * companies, []));
    const { low, high } = estimator(companies, 1);
    expect([low, high]).toEqual(ends);
  }
});

test("many companies take no longer than few", () => {
  const { expected, low, high } = createSessionsEstimator({ base: 5, spread: 5 })(10_000_000, 0.5);
  expect(expected).toBeCloseTo((10_000_000 * 0.5 * 60) / 11, 3);
  // Second moment of the sessions of an active small company: 25 + 55/6 of the law, times 12/11.
  const secondMoment = ((25 + 55 / 6) * 12) / 11;
  const deviation = Math.sqrt(10_000_000 * (0.5 * secondMoment - (0.5 * (60 / 11)) ** 2));
  expect(low).toBeCloseTo(expected - 1.96 * deviation, -1);
  expect(high).toBeCloseTo(expected + 1.96 * deviation, -1);
});

test("a search finds the smallest number that reaches a probability, whatever it is told to try first", () => {
  const cdf = (value: number) => (value + 1) / 11;
  for (const guesses of [[], [4], [-5, 40], [2, 3], [9, 1]]) {
    expect(searchQuantile(cdf, 0.5, 10, guesses)).toBe(5);
    expect(searchQuantile(cdf, 0.01, 10, guesses)).toBe(0);
    expect(searchQuantile(cdf, 1, 10, guesses)).toBe(10);
    expect(searchQuantile(cdf, 2, 10, guesses)).toBe(10);
  }
});

test("a search takes the number that just reaches a probability", () => {
  expect(searchQuantile((value) => value / 10, 0.5, 10, [])).toBe(5);
  expect(searchQuantile((value) => value / 10, 0.5, 10, [5])).toBe(5);
});

test("a search asks nothing that it knows: neither below what is too little, nor from what is enough", () => {
  const asked: number[] = [];
  const cdf = (value: number) => {
    asked.push(value);
    return (value + 1) / 11;
  };
  expect(searchQuantile(cdf, 0.5, 10, [-1, 4, 3, 10, 7, 7])).toBe(5);
  expect(asked).toEqual([4, 7, 6, 5]);
});

// A company that always has 4 sessions: four times the interval that R gives the active companies, see the binomial.
test("where all active companies have as many sessions the interval is that of the companies, exact also for many", () => {
  expect(createSessionsEstimator({ base: 4, spread: 0 })(10_000_000, 0.3)).toEqual({
    expected: 4 * 3_000_000,
    low: 4 * 2_997_160,
    high: 4 * 3_002_840,
  });
});

test("the table of sums has room for 600 companies, for fewer where their sessions vary much", () => {
  expect(maxCompaniesOfSums(1)).toBe(600);
  // (4,000,000 / (10 * 1000)) ^ (2/3) = 400 ^ (2/3) = 54.3
  expect(maxCompaniesOfSums(1000)).toBe(54);
});

// 100 active small companies: 100 * 60/11 = 545 sessions on average, with a standard deviation of
// sqrt(100 * 7.52) = 27.4; 7.4 of these are 203.
test("sums leave out what is negligible: all beyond 7.4 standard deviations", () => {
  const active = activeSessions({ base: 5, spread: 5 });
  if (!active) throw new Error("no company is active");
  const { from, cumulative } = createSessionSums(active)(100);
  expect(from).toBeGreaterThan(545 - 8 * 27.4);
  expect(from).toBeLessThan(545 - 6.5 * 27.4);
  expect(from + cumulative.length).toBeGreaterThan(545 + 6.5 * 27.4);
  expect(from + cumulative.length).toBeLessThan(545 + 8 * 27.4);
  expect(cumulative[0]).toBeLessThan(1e-12);
  expect(cumulative.at(-1)).toBeCloseTo(1, 12);
});

/** The sessions of a company that is active with a probability. */
function monthOf(law: { base: number; spread: number }, probability: number): Outcome[] {
  const positive = sessionsOfMonth(law).filter(([value]) => value > 0);
  const total = positive.reduce((sum, [, p]) => sum + p, 0);
  return [[0, 1 - probability], ...positive.map(([value, p]): Outcome => [value, (p / total) * probability])];
}
