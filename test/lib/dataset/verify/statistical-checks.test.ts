import { expect, test } from "vitest";
import {
  type CompanyGenerator,
  createCompanyGenerator,
  generateCompany,
} from "../../../../lib/dataset/company-generator";
import { defaultRules, type Rules } from "../../../../lib/dataset/rules";
import { historyOf } from "../../../../lib/dataset/verify/company-history";
import { durationEdges } from "../../../../lib/dataset/verify/duration-distribution";
import { type StatisticalCheck, statisticalChecks } from "../../../../lib/dataset/verify/statistical-checks";
import { BINS, Tallies } from "../../../../lib/dataset/verify/tallies";

const generator = createCompanyGenerator(defaultRules, "startup");
const companies = Array.from({ length: 500 }, (_, n) => generateCompany(generator, n + 1));

/** The default dataset counted, and tested by other rules. */
const checksBy = (rules: Rules) =>
  statisticalChecks(createCompanyGenerator(rules, "startup"), countsOf(generator));

function countsOf(generator: CompanyGenerator): Tallies {
  const starts = generator.monthStarts.map((start) => start * 1000);
  const tallies = new Tallies({ bins: BINS, durationEdges: durationEdges(BINS), starts });
  for (const company of companies) {
    const { companyId, size, createdAt, sessionTimes } = company;
    const nextDuration = company.durations();
    const sessions = {
      ids: sessionTimes.map((_, n) => companyId * 1e6 + n + 1),
      times: sessionTimes.map((time) => time * 1000),
      durations: sessionTimes.map(() => nextDuration()),
    };
    tallies.add(historyOf({ companyId, profile: { size, createdAt: createdAt * 1000 }, sessions }, starts));
  }
  return tallies;
}

function testsOf(checks: readonly StatisticalCheck[], check: string) {
  return checks.find((each) => each.check === check)?.tests ?? [];
}

/** Pearson's chi-square of counts whose probabilities are given. */
function pearson(counts: readonly number[], probabilities: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count);
  return counts.reduce((sum, count, n) => {
    const expected = total * (probabilities[n] ?? 0);
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}

test("the default dataset has the statistics that it always had", async () => {
  const lines = checksBy(defaultRules).flatMap(({ check, tests }) =>
    tests.map(
      ({ month = "all", degreesOfFreedom, statistic }) =>
        `${check.padEnd(26)} ${month.padEnd(7)} ${String(degreesOfFreedom).padStart(2)} df ${statistic.toFixed(2).padStart(6)}`,
    ),
  );

  expect(lines).toHaveLength(5 * 12 + 3);
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("./default-statistics.txt");
});

test("they are near Pearson's chi-square of what the generator makes", () => {
  const checks = checksBy(defaultRules);
  const statisticOf = (check: string) => testsOf(checks, check)[0]?.statistic;

  const small = companies.filter(({ size }) => size === "small");
  const sizes = [small.length, 500 - small.length];
  expect(Math.abs((statisticOf("share of company sizes") ?? 99) - pearson(sizes, [0.7, 0.3]))).toBeLessThan(
    0.2,
  );

  // In January: 0 sessions with probability 1/12, and of the others each number with 1/11 but 5 with 2/11.
  const january = small.map(
    ({ sessionTimes }) => sessionTimes.filter((time) => time < Date.UTC(2025, 1)).length,
  );
  const having = (sessions: number) => january.filter((each) => each === sessions).length;
  const lost = pearson([having(0), small.length - having(0)], [1 / 12, 11 / 12]);
  expect(Math.abs((statisticOf("churn, small") ?? 99) - lost)).toBeLessThan(0.3);
  const law = Array.from({ length: 10 }, (_, n) => (n === 4 ? 2 / 11 : 1 / 11));
  const counts = law.map((_, n) => having(n + 1));
  expect(Math.abs((statisticOf("sessions per month, small") ?? 99) - pearson(counts, law))).toBeLessThan(1);
});

test("a size that cannot churn, or has always the same number of sessions, has nothing to test there", async () => {
  const [size, other] = defaultRules.sizes;
  if (!size || !other) throw new Error("no sizes");
  const checks = checksBy({
    ...defaultRules,
    sizes: [
      { ...size, sessions: { base: 5, spread: 0 } },
      { ...other, sessions: { base: 0, spread: 0 } },
    ],
  });

  const counts = checks.map(({ check, tests }): [string, number] => [check, tests.length]);
  expect(counts).toEqual([
    ["share of company sizes", 1],
    ["sessions per month, small", 0],
    ["sessions per month, large", 0],
    ["churn, small", 0],
    ["churn, large", 0],
    ["session times in the month", 12],
    ["sign-up times", 1],
    ["session durations", 1],
  ]);
});
