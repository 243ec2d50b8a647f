import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { churnProbability, retentionProbability } from "../../../lib/dataset/churn";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { sessionProbabilities } from "../../../lib/dataset/session-distribution";
import { type CompaniesOfSize, scenarioOf } from "../../../lib/model/scenario";
import { type SimulatedSize, simulate } from "../../../lib/model/simulation";
import { mean, sessionsOfMonth, sizeWith, variance } from "./enumerate";

function simulated(rules: Rules, companiesOfSize?: CompaniesOfSize): SimulatedSize[] {
  return [...simulate(scenarioOf(rules, companiesOfSize))].flatMap(({ sizes }) => sizes);
}

/** One size whose companies are known. */
function known(companies: number, sessions: { base: number; spread: number }, months = 1): SimulatedSize[] {
  return simulated({ ...defaultRules, months, sizes: [sizeWith(sessions)] }, { only: companies });
}

test("the same rules have the same simulation on any machine", () => {
  const first = simulated(defaultRules).map(({ signUps, active, churned, sessions, mrrCents }) =>
    [signUps, active, churned, sessions, mrrCents].map(([number]) => number),
  );
  expect(first.slice(0, 4)).toMatchInlineSnapshot(`
    [
      [
        160,
        154,
        6,
        1551,
        1524600,
      ],
      [
        340,
        307,
        33,
        1668,
        583300,
      ],
      [
        0,
        145,
        9,
        1432,
        1435500,
      ],
      [
        0,
        286,
        21,
        1612,
        543400,
      ],
    ]
  `);
});

test("two sizes over 12 months are simulated 10,000 times, over 120 months 2,000 times, and many more 1,000 times", () => {
  const startups = (months: number, sizes = defaultRules.sizes) =>
    simulated({ ...defaultRules, months, sizes })[0]?.active.length;
  const ten = Array.from({ length: 10 }, (_, index) => ({
    size: `size ${index}`,
    probability: 0.1,
    monthlyPrice: 1,
    sessions: { base: 5, spread: 5 },
  }));
  expect([startups(1), startups(12), startups(120), startups(120, ten)]).toEqual([
    10_000, 10_000, 2000, 1000,
  ]);
});

test("rules with many classes of customers are simulated at most as often as a page waits for", () => {
  const sizes = Array.from({ length: 3 }, (_, index) => ({
    size: `size ${index}`,
    probability: 1 / 3,
    monthlyPrice: 1,
    sessions: { base: 5, spread: 5 },
    churn: { mean: 0.05, polarization: 0.1 },
  }));
  const startups = (months: number) => simulated({ ...defaultRules, months, sizes })[0]?.active.length;
  // Twenty classes of each size.
  expect([startups(40), startups(60), startups(120)]).toEqual([1000, 667, 333]);
});

test("more months, and sizes in another order, leave the simulation as it was", () => {
  const short = [...simulate(scenarioOf({ ...defaultRules, months: 2 }))];
  const longer = [...simulate(scenarioOf({ ...defaultRules, months: 3 }))];
  const sizes = [...defaultRules.sizes].reverse();
  const reversed = [...simulate(scenarioOf({ ...defaultRules, months: 2, sizes }))];
  // Without the differences of toEqual, which takes a hundred times as long for 10,000 startups.
  expect(isDeepStrictEqual(longer.slice(0, 2), short)).toBe(true);
  expect(isDeepStrictEqual(reversed, short)).toBe(true);
});

test("companies are lost one after the other, and those active have sessions and pay", () => {
  let before: Float64Array[] = [];
  for (const { sizes } of simulate(scenarioOf(defaultRules))) {
    const signUps = sizes.map((size) => size.signUps);
    for (const startup of [0, 1, 4999, 9999]) {
      const all = signUps.reduce((sum, ofSize) => sum + (ofSize[startup] ?? 0), 0);
      expect(all).toBe(before.length === 0 ? 500 : 0);
      for (const [index, { rules, active, churned, sessions, mrrCents }] of sizes.entries()) {
        const count = active[startup] ?? -1;
        expect(count + (churned[startup] ?? 0)).toBe((before[index] ?? signUps[index])?.[startup]);
        expect(count).toBeGreaterThanOrEqual(0);
        expect(sessions[startup]).toBeGreaterThanOrEqual(count);
        expect(sessions[startup]).toBeLessThanOrEqual(
          count * (sessionProbabilities(rules.sessions).length - 1),
        );
        expect(mrrCents[startup]).toBe(count * rules.monthlyPrice * 100);
      }
    }
    before = sizes.map(({ active }) => active);
  }
});

test.each([
  [0.7, 0.3],
  [0.2, 0.3, 0.5],
  [0, 1],
  [1, 0],
  // They add up to 1 except for rounding.
  [0.1, 0.2, 0.7 - 9e-10],
])("every company has a size: probabilities %d, %d", (...probabilities) => {
  const sizes = probabilities.map((probability, index) => ({
    size: `size ${index}`,
    probability,
    monthlyPrice: 1,
    sessions: { base: 1, spread: 0 },
  }));
  const all = 10_000_000;
  const drawn = simulated({ ...defaultRules, companies: all, months: 1, sizes });
  for (const [index, { signUps }] of drawn.entries()) {
    const probability = probabilities[index] ?? 0;
    // Standard error of the average of 10,000 binomial numbers.
    const error = Math.sqrt((all * probability * (1 - probability)) / 10_000);
    expect(Math.abs(average(signUps) - all * probability)).toBeLessThanOrEqual(4 * error + 0.01);
  }
  const sums = Float64Array.from({ length: 10_000 }, (_, startup) =>
    drawn.reduce((sum, { signUps }) => sum + (signUps[startup] ?? 0), 0),
  );
  expect(new Set(sums)).toEqual(new Set([all]));
});

const sessionRules = [
  { base: 5, spread: 5 },
  { base: 1, spread: 1 },
  { base: 9, spread: 2 },
  { base: 4, spread: 0 },
  { base: 1000, spread: 990 },
];

// Up to 32 companies are drawn one by one.
test.each(
  sessionRules.flatMap((sessions) => [1, 4, 32, 33, 5000].map((companies) => ({ sessions, companies }))),
)(
  "$companies companies with $sessions sessions have the mean and the variance of these, to 4 standard errors",
  ({ sessions, companies }) => {
    const [month] = known(companies, sessions);
    const drawn = month?.sessions ?? new Float64Array();
    const ofOne = sessionsOfMonth(sessions);
    const expected = companies * mean(ofOne);
    const deviation = Math.sqrt(companies * variance(ofOne));
    expect(Math.abs(average(drawn) - expected)).toBeLessThanOrEqual((4 * deviation) / 100);
    const squares = average(drawn.map((sum) => (sum - expected) ** 2));
    // The kurtosis of the sessions of one company is below 9.
    expect(Math.abs(squares - deviation ** 2)).toBeLessThanOrEqual((4 * 3 * deviation ** 2) / 100);
  },
);

// About 33 of the 44 are active, with 44 sessions and a standard deviation of 2.7: of 200,000 sums, some lie below 33.
test("sessions are never fewer than the active companies must have, nor more than they can have", () => {
  const sizes = Array.from({ length: 20 }, (_, index) => ({
    size: `size ${index}`,
    probability: 0.05,
    monthlyPrice: 1,
    sessions: { base: 1, spread: 1 },
  }));
  const companiesOfSize = Object.fromEntries(sizes.map(({ size }) => [size, 44]));
  let outside = 0;
  for (const { active, sessions } of simulated({ ...defaultRules, months: 1, sizes }, companiesOfSize)) {
    for (const [startup, count] of active.entries()) {
      const sum = sessions[startup] ?? Number.NaN;
      if (!(count <= sum && sum <= 2 * count)) outside += 1;
    }
  }
  expect(outside).toBe(0);
});

test("a size that never churns keeps its companies, one without sessions loses all at once", () => {
  for (const { active, churned } of known(7, { base: 3, spread: 2 }, 3)) {
    expect([new Set(active), new Set(churned)]).toEqual([new Set([7]), new Set([0])]);
  }
  const [first, second] = known(7, { base: 0, spread: 0 }, 2);
  expect([new Set(first?.churned), new Set(first?.sessions)]).toEqual([new Set([7]), new Set([0])]);
  expect([new Set(second?.churned), new Set(second?.mrrCents)]).toEqual([new Set([0]), new Set([0])]);
});

test("in every month the same part of the customers churns, to 4 standard errors", () => {
  const sessions = { base: 5, spread: 5 };
  const size = sizeWith(sessions);
  for (const [monthsBefore, { churned }] of known(500, sessions, 6).entries()) {
    const probability = retentionProbability(size, monthsBefore) * churnProbability(size);
    const error = Math.sqrt((500 * probability * (1 - probability)) / 10_000);
    expect(Math.abs(average(churned) - 500 * probability)).toBeLessThan(4 * error);
  }
});

function average(numbers: Float64Array): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
