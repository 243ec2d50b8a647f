import { expect, test } from "vitest";
import { createCompanyGenerator, generateCompany } from "../../../lib/dataset/company-generator";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import type { CompaniesOfSize } from "../../../lib/model/companies-of-size";
import { expectedKpis } from "../../../lib/model/expected-kpis";
import { type ExpectedTotals, expectedTotals } from "../../../lib/model/expected-totals";
import { kpiOracle } from "../../kpi-oracle";

const rules: Rules = { ...defaultRules, companies: 200, months: 4 };

test("the expected totals are the sums of what is expected of the sizes", () => {
  const { totalsPerMonth, sessionsPerMonth, mrrPerMonth } = expectedKpis(rules);

  for (const { month, sessions, mrr } of totalsPerMonth) {
    const ofMonth = <Row extends { month: string }>(rows: readonly Row[]) =>
      rows.filter((row) => row.month === month);
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
    expect(sessions.expected).toBeCloseTo(
      sum(ofMonth(sessionsPerMonth).map((row) => row.sessions.expected)),
      8,
    );
    expect(mrr.expected).toBeCloseTo(sum(ofMonth(mrrPerMonth).map((row) => row.mrr.expected)), 8);
  }
});

test("with as many companies of each size as are expected, the totals are expected to be the same", () => {
  const known = expectedTotals(rules, { small: 140, large: 60 });

  for (const [index, total] of expectedTotals(rules).entries()) {
    expect(known[index]?.mrr.expected).toBeCloseTo(total.mrr.expected, 8);
    // Knowing the sizes leaves less to chance.
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    expect(width(known[index]?.mrr ?? total.mrr)).toBeLessThan(width(total.mrr));
  }
});

test("companies that never leave bring just what is expected", () => {
  const steady = { size: "steady", probability: 1, monthlyPrice: 10.5, sessions: { base: 3, spread: 0 } };

  const [first] = expectedTotals({ ...rules, companies: 7, sizes: [steady] });

  expect(first).toEqual({
    month: "2025-01",
    sessions: { expected: 21, low: 21, high: 21 },
    mrr: { expected: 73.5, low: 73.5, high: 73.5 },
  });
});

// By hand: a company has 0, 1, 2 sessions with probability 1/4, 1/2, 1/4. So each of 200 adds the cumulants 1, 1/2, 0, -1/4
// to the sessions, and 3/4, 3/16, -3/32, -3/128 times the powers of its price to the MRR; then Cornish and Fisher.
test.each<{ name: string; sizes: string[]; given: CompaniesOfSize | undefined }>([
  { name: "all companies", sizes: ["a"], given: undefined },
  { name: "companies of two sizes alike", sizes: ["a", "b"], given: undefined },
  { name: "known companies of two sizes alike", sizes: ["a", "b"], given: { a: 150, b: 50 } },
  { name: "known companies of one of two sizes", sizes: ["a", "b"], given: { a: 200 } },
])("the intervals of the totals are nearly normal: $name", ({ sizes: names, given }) => {
  const sizes = names.map((size) => ({
    size,
    probability: 1 / names.length,
    monthlyPrice: 10.05,
    sessions: { base: 1, spread: 1 },
  }));

  const [{ sessions, mrr } = {}] = expectedTotals({ ...rules, sizes }, given);

  expect(sessions).toEqual({ expected: expect.closeTo(200, 10), low: 180, high: 220 });
  expect(mrr).toEqual({ expected: expect.closeTo(1507.5, 10), low: 1384.57, high: 1625.67 });
});

test("where no company can be active the totals are 0", () => {
  const idle = { size: "idle", probability: 1, monthlyPrice: 10, sessions: { base: 0, spread: 0 } };
  const nothing = { expected: 0, low: 0, high: 0 };

  expect(expectedTotals({ ...rules, months: 1, sizes: [idle] })).toEqual([
    { month: "2025-01", sessions: nothing, mrr: nothing },
  ]);
});

const large = { size: "large", probability: 1, monthlyPrice: 99, sessions: { base: 10, spread: 10 } };
const loyal = { size: "loyal", probability: 1, monthlyPrice: 0.05, sessions: { base: 40, spread: 30 } };

// Active with (21/22)^month: 0.955 in the first. A nearly normal sum reaches to $122 for one, or holds no possible value.
test.each([1, 2, 3, 10, 25])("the revenue of %i companies is expected within exact ends", (companies) => {
  const totals = expectedTotals({ ...rules, companies, sizes: [large], months: 60 });

  for (const [index, { mrr }] of totals.entries()) {
    const distribution = binomialPmf(companies, (21 / 22) ** (index + 1));
    const probabilityOf = (holds: (dollars: number) => boolean) =>
      distribution.reduce((sum, probability, count) => (holds(99 * count) ? sum + probability : sum), 0);
    expect(Number.isInteger(mrr.low / 99) && Number.isInteger(mrr.high / 99)).toBe(true);
    expect(probabilityOf((dollars) => dollars < mrr.low)).toBeLessThan(0.025);
    expect(probabilityOf((dollars) => dollars <= mrr.low)).toBeGreaterThanOrEqual(0.025);
    expect(probabilityOf((dollars) => dollars > mrr.high)).toBeLessThanOrEqual(0.025);
    expect(probabilityOf((dollars) => dollars >= mrr.high)).toBeGreaterThan(0.025);
  }
});

test("two companies of known sizes, one of which never leaves, bring what the two can", () => {
  const sizes = [large, loyal].map((size) => ({ ...size, probability: 0.5 }));

  const [first] = expectedTotals({ ...rules, companies: 2, sizes }, { large: 1, loyal: 1 });

  expect(first?.mrr).toEqual({ expected: expect.closeTo(94.55, 10), low: 0.05, high: 99.05 });
  // 10 to 70 of the loyal one, 0 to 20 of the other.
  expect(first?.sessions.low).toBeGreaterThanOrEqual(10);
  expect(first?.sessions.high).toBeLessThanOrEqual(90);
});

// The theory of one size alone counts in another way: it mixes the distributions of sums.
test.each([1, 3, 12])(
  "the sessions of %i companies of one size are expected as those of the size",
  (companies) => {
    const { totalsPerMonth, sessionsPerMonth } = expectedKpis({
      ...rules,
      companies,
      sizes: [large],
      months: 60,
    });

    const ends = ({ low, high }: { low: number; high: number }) => [low, high];
    expect(totalsPerMonth.map(({ sessions }) => ends(sessions))).toEqual(
      sessionsPerMonth.map(({ sessions }) => ends(sessions)),
    );
  },
);

test("a few companies of two sizes alike are expected to bring what those of one do", () => {
  const alike = ["a", "b"].map((size) => ({ ...large, size, probability: 0.5 }));
  const few = { ...rules, companies: 5, months: 12 };

  expect(expectedTotals({ ...few, sizes: alike }).map(ends)).toEqual(
    expectedTotals({ ...few, sizes: [large] }).map(ends),
  );
  expect(expectedTotals({ ...few, sizes: alike }, { a: 2, b: 3 }).map(ends)).toEqual(
    expectedTotals({ ...few, sizes: [large] }).map(ends),
  );
});

function ends({ sessions, mrr }: ExpectedTotals) {
  return [sessions.low, sessions.high, mrr.low, mrr.high];
}

// Too many outcomes to go through: a nearly normal sum would reach beyond both ends.
test("no total is expected to be beyond what is possible", () => {
  const varied = { ...loyal, sessions: { base: 1000, spread: 990 } };
  const [first] = expectedTotals({ ...rules, companies: 1, sizes: [varied] });

  expect(first?.sessions).toMatchObject({ low: 10, high: 1990 });
});

/** The probabilities of 0 to `trials` successes. */
function binomialPmf(trials: number, p: number): number[] {
  let pmf = [1];
  for (let trial = 0; trial < trials; trial += 1)
    pmf = [...pmf, 0].map((_, count) => (pmf[count] ?? 0) * (1 - p) + (pmf[count - 1] ?? 0) * p);
  return pmf;
}

test("the intervals of the totals hold about 95 of 100 datasets: 92 to 98 % of 400 with four months each", () => {
  const expected = expectedTotals(rules);
  let held = 0;
  for (let seed = 1; seed <= 400; seed += 1) {
    const generator = createCompanyGenerator(rules, `totals ${seed}`);
    const companies = Array.from({ length: rules.companies }, (_, id) => generateCompany(generator, id + 1));
    const { mrrPerMonth } = kpiOracle(rules, companies);
    for (const { month, mrr } of expected) {
      const rows = mrrPerMonth.filter((row) => row.month === month);
      const observed = rows.reduce((total, row) => total + row.mrr, 0);
      if (observed >= mrr.low && observed <= mrr.high) held += 1;
    }
  }
  expect(held / 1600).toBeGreaterThan(0.92);
  expect(held / 1600).toBeLessThan(0.98);
});
