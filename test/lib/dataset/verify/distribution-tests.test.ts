import { expect, test } from "vitest";
import { createCompanyGenerator } from "../../../../lib/dataset/company-generator";
import { defaultRandomSeed, defaultRules, type Rules } from "../../../../lib/dataset/rules";
import { type DistributionCounts, SizeCounts } from "../../../../lib/dataset/verify/distribution-counts";
import { testDistributions } from "../../../../lib/dataset/verify/distribution-tests";
import { countsOf, generatedCompanies } from "../../../generated-companies";
import { growing, heterogeneous, returning } from "../../../startups";
import { small } from "./small-dataset";

const startup = createCompanyGenerator(defaultRules, defaultRandomSeed);

/** The default dataset tested by other rules. */
function testedBy(rules: Rules) {
  return testDistributions(countsOf(generatedCompanies(startup), createCompanyGenerator(rules, "any")));
}

test("the default dataset has the statistics that it always had", () => {
  const lines = testedBy(defaultRules).map(({ check, test: name, statistic, detail }) =>
    [check, name, statistic?.toFixed(2), detail].join(", "),
  );

  expect(lines).toMatchInlineSnapshot(`
    [
      "share of company sizes, chi-square, 1 df, 1.37, 500 in 2 groups",
      "sessions per month, small, chi-square, 9 df, 8.56, 2,469 in 10 groups",
      "sessions per month, large, chi-square, 19 df, 22.46, 1,289 in 20 groups",
      "churn, small, chi-square, 12 df, 9.99, 362 in 13 groups",
      "churn, large, chi-square, 5 df, 2.28, 138 in 6 groups",
      "session times in the month, chi-square, 23 df, 23.19, 26,942 in 24 groups",
      "sign-up times, chi-square, 23 df, 13.31, 500 in 24 groups",
      "session durations, chi-square, 23 df, 20.06, 26,942 in 24 groups",
    ]
  `);
});

test("lives and active months are counted by company size, times inside the horizon only", () => {
  const [first, ...rest] = generatedCompanies(small);
  if (!first) throw new Error("no company");
  // Just outside the horizon, at either end.
  const outside = [Date.UTC(2025, 2), Date.UTC(2024, 10, 30, 23, 59, 59, 999)].map((ms) => ms * 1000);
  const { ids, times, durations } = first.sessions;
  const sessions = { ids, times: [...times, ...outside], durations };

  const counts = countsOf([{ ...first, sessions }, ...rest], small);

  expect(
    counts.sizes.map(({ rules: { size }, companies, atRisk, churned, activeMonths }) => {
      return { size, companies, atRisk, churned, activeMonths };
    }),
  ).toEqual([
    { size: "small", companies: [3, 3, 3], atRisk: [3, 2, 1], churned: [1, 1, 0], activeMonths: [0, 3, 1] },
    {
      size: "large",
      companies: [1, 1, 1],
      atRisk: [1, 1, 1],
      churned: [0, 0, 0],
      activeMonths: [0, 0, 0, 2, 1],
    },
  ]);
  expect(counts.sessionTimes.reduce((sum, sessions) => sum + sessions)).toBe(15);
});

test("a life ends at its first month without a session; months after it count for returns and later churn", () => {
  const [size] = defaultRules.sizes;
  if (!size) throw new Error("no size");
  // alpha 0.4, beta 3.6.
  const rules = { ...size, churn: { mean: 0.1, polarization: 0.2 }, reactivation: 0.25 };
  const counts = new SizeCounts(rules, 5);
  counts.add([3, 0, 2, 0, 0]);
  counts.add([1, 1, 1]);
  counts.add([4, 2]);
  counts.add([0, 0]);

  expect(counts).toMatchObject({
    companies: [4, 4, 2, 1, 1],
    atRisk: [4, 3, 1, 0, 0],
    churned: [1, 1, 0, 0, 0],
    activeMonths: [0, 3, 2, 1, 1, 0, 0, 0, 0, 0, 0],
    // Gone for one month before the return, one after it, and the month after a sign-up that never came.
    returns: { observed: 1, expected: 0.75, variance: 3 * 0.25 * 0.75 },
    // One churn in two months as a customer: 1.4 / 6.
    churnAfterReturns: { observed: 1, expected: 1.4 / 6, variance: expect.closeTo((1.4 * 4.6) / 36, 12) },
  });
});

test("companies whose churn rates differ return and churn again as the rules say", () => {
  const sizes = heterogeneous.sizes.map((size) => ({ ...size, reactivation: 0.3 }));
  const generator = createCompanyGenerator({ ...heterogeneous, companies: 3000, sizes }, "again");
  const { sizes: counted } = countsOf(generatedCompanies(generator), generator);

  for (const { returns, churnAfterReturns } of counted) {
    for (const { observed, expected, variance } of [returns, churnAfterReturns]) {
      expect(variance).toBeGreaterThan(300);
      expect(Math.abs(observed - expected)).toBeLessThan(4 * Math.sqrt(variance));
    }
  }
});

/** The cells that contain anything, with their counts. */
function filled(counts: readonly number[]): Record<number, number> {
  return Object.fromEntries(counts.flatMap((count, cell) => (count > 0 ? [[cell, count]] : [])));
}

/** The counts of one small company with one session. */
function countsOfOne(createdAt: string, session: string, duration: number): DistributionCounts {
  const microseconds = (time: string) => Date.parse(time) * 1000;
  const profile = { size: "small", createdAt: microseconds(createdAt) };
  const sessions = { ids: [1_000_001], times: [microseconds(session)], durations: [duration] };
  return countsOf([{ companyId: 1, profile, sessions }], small);
}

test.each([
  // A part of December is 31 hours long, one of January too, and one of February 28.
  ["2024-12-01T00:00:00.000Z", 0],
  ["2024-12-02T06:59:59.999Z", 0],
  ["2024-12-02T07:00:00.000Z", 1],
  ["2024-12-31T23:59:59.999Z", 23],
  ["2025-01-01T00:00:00.000Z", 0],
  ["2025-02-02T04:00:00.000Z", 1],
  ["2025-02-28T23:59:59.999Z", 23],
])("a session at %s is in part %i of its month", (time, part) => {
  expect(filled(countsOfOne("2024-12-01T00:00Z", time, 60).sessionTimes)).toEqual({ [part]: 1 });
});

test.each<[string, string, Record<number, number>]>([
  ["in the middle of the time to the first session", "2024-12-02T00:00:00.000Z", { 12: 1 }],
  ["at the end of that time", "2024-12-02T23:59:59.999Z", { 23: 1 }],
  ["at the first session", "2024-12-03T00:00:00.000Z", {}],
  ["before the first month", "2024-11-30T23:59:59.999Z", {}],
])("a sign-up %s is counted by its part", (_, createdAt, signUps) => {
  expect(filled(countsOfOne(createdAt, "2024-12-03T00:00:00.000Z", 60).signUps)).toEqual(signUps);
});

test("a sign-up in a later month is counted by its part of that month", () => {
  const generator = createCompanyGenerator({ ...growing, companies: 1 }, "any");
  const profile = { size: "small", createdAt: Date.UTC(2025, 1, 15) * 1000 };
  const sessions = { ids: [], times: [], durations: [] };

  expect(filled(countsOf([{ companyId: 2, profile, sessions }], generator).signUps)).toEqual({ 12: 1 });
  expect(filled(countsOf([{ companyId: 1, profile, sessions }], generator).signUps)).toEqual({});
});

test.each([
  // The normal distribution with mean 900 and deviation 300 has 1/24 below 380.6 and 2/24 below 485.1.
  [0, 0],
  [380, 0],
  [381, 1],
  [484, 1],
  [485, 2],
  [2_147_483_647, 23],
])("a duration of %i s is in part %i", (seconds, part) => {
  expect(filled(countsOfOne("2024-12-01Z", "2024-12-03Z", seconds).durations)).toEqual({ [part]: 1 });
});

test("a size that cannot churn, or always has the same number of sessions, has nothing to test there", () => {
  const [size, other] = defaultRules.sizes;
  if (!size || !other) throw new Error("no sizes");
  const checks = testedBy({
    ...defaultRules,
    sizes: [
      { ...size, sessions: { base: 5, spread: 0 } },
      { ...other, sessions: { base: 0, spread: 0 } },
    ],
  });

  const untested = checks.filter(({ test: name }) => name === undefined);
  expect(untested.map(({ check, passed, detail }) => [check, passed, detail])).toEqual(
    ["sessions per month, small", "sessions per month, large", "churn, small", "churn, large"].map(
      (check) => [check, true, "too few rows to test"],
    ),
  );
});

test("rows of another distribution fail its test and no other", () => {
  const companies = generatedCompanies(startup).map(({ sessions, ...company }) => {
    return { ...company, sessions: { ...sessions, durations: sessions.durations.map((one) => one + 20) } };
  });

  const failed = testDistributions(countsOf(companies, startup)).filter(({ passed }) => !passed);
  expect(failed.map(({ check }) => check)).toEqual(["session durations"]);
});

test("a startup that grows is tested by tenure, and one with returns has two more tests for each size", () => {
  const namesAndResults = (rules: Rules) => {
    const generator = createCompanyGenerator(rules, defaultRandomSeed);
    const counts = countsOf(generatedCompanies(generator), generator);
    return testDistributions(counts).map(({ check, passed, test: name }) => [check, name, passed]);
  };

  expect(namesAndResults(growing)).toContainEqual([
    "churn, small",
    expect.stringMatching(/^chi-square, \d+ df$/),
    true,
  ]);
  expect(namesAndResults(returning)).toEqual([
    ["share of company sizes", "chi-square, 1 df", true],
    ["sessions per month, small", "chi-square, 9 df", true],
    ["sessions per month, large", "chi-square, 19 df", true],
    ["churn, small", expect.stringMatching(/^chi-square, \d+ df$/), true],
    ["churn, large", expect.stringMatching(/^chi-square, \d+ df$/), true],
    ["returns, small", "chi-square, 1 df", true],
    ["returns, large", "chi-square, 1 df", true],
    ["churn after a return, small", "chi-square, 1 df", true],
    ["churn after a return, large", undefined, true],
    ["session times in the month", "chi-square, 23 df", true],
    ["sign-up times", "chi-square, 23 df", true],
    ["session durations", "chi-square, 23 df", true],
  ]);
});
