import { expect, test } from "vitest";
import {
  type CompanyGenerator,
  createCompanyGenerator,
  generateCompany,
} from "../../../../lib/dataset/company-generator";
import { defaultRandomSeed, defaultRules, type Rules } from "../../../../lib/dataset/rules";
import { DistributionCounts, testDistributions } from "../../../../lib/dataset/verify/distribution-tests";
import { historyOf } from "../../../../lib/dataset/verify/session-checks";
import type { StoredCompany } from "../../../../lib/dataset/verify/stored-companies";
import { small } from "./small-dataset";

const startup = createCompanyGenerator(defaultRules, defaultRandomSeed);

/** The companies of a generator as they are stored. */
function companiesOf(generator: CompanyGenerator): StoredCompany[] {
  return Array.from({ length: generator.rules.companies }, (_, n) => {
    const company = generateCompany(generator, n + 1);
    const { companyId, size, createdAt, sessionTimes } = company;
    const nextDuration = company.durations();
    const sessions = {
      ids: sessionTimes.map((_, n) => companyId * 1e6 + n + 1),
      times: sessionTimes.map((time) => time * 1000),
      durations: sessionTimes.map(() => nextDuration()),
    };
    return { companyId, profile: { size, createdAt: createdAt * 1000 }, sessions };
  });
}

function countsOf(companies: readonly StoredCompany[], generator: CompanyGenerator): DistributionCounts {
  const counts = new DistributionCounts(generator);
  const starts = generator.monthStarts.map((start) => start * 1000);
  for (const company of companies) counts.add(historyOf(company, starts));
  return counts;
}

/** The default dataset tested by other rules. */
function testedBy(rules: Rules) {
  return testDistributions(countsOf(companiesOf(startup), createCompanyGenerator(rules, "any")));
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

test("sizes, lifetimes and active months are counted by company size, times inside the horizon only", () => {
  const [first, ...rest] = companiesOf(small);
  if (!first) throw new Error("no company");
  // Just outside the horizon, at either end.
  const outside = [Date.UTC(2025, 2), Date.UTC(2024, 10, 30, 23, 59, 59, 999)].map((ms) => ms * 1000);
  const { ids, times, durations } = first.sessions;
  const sessions = { ids, times: [...times, ...outside], durations };

  const counts = countsOf([{ ...first, sessions }, ...rest], small);

  expect(
    counts.sizes.map(({ size, lifetimes, activeMonths }) => ({ size, lifetimes, activeMonths })),
  ).toEqual([
    { size: "small", lifetimes: [1, 1, 0, 1], activeMonths: [0, 3, 1] },
    { size: "large", lifetimes: [0, 0, 0, 1], activeMonths: [0, 0, 0, 2, 1] },
  ]);
  expect(counts.sessionTimes.reduce((sum, sessions) => sum + sessions)).toBe(15);
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
  const companies = companiesOf(startup).map(({ sessions, ...company }) => {
    return { ...company, sessions: { ...sessions, durations: sessions.durations.map((one) => one + 20) } };
  });

  const failed = testDistributions(countsOf(companies, startup)).filter(({ passed }) => !passed);
  expect(failed.map(({ check }) => check)).toEqual(["session durations"]);
});
