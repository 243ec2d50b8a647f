import { expect, test } from "vitest";
import { churnProbability, retentionProbability } from "../../../lib/dataset/churn";
import { defaultRules, type Rules, type SessionSpread, type SizeRules } from "../../../lib/dataset/rules";
import { expectedKpis } from "../../../lib/model/expected-kpis";
import type { CompaniesOfSize } from "../../../lib/model/scenario";
import { binomialPrediction, type Prediction } from "../../../lib/stats/prediction";
import {
  binomialOutcomes,
  combine,
  enumerateShares,
  mean,
  type Outcome,
  quantile,
  repeat,
  sessionsOfMonth,
  variance,
} from "./enumerate";

test.each<{ name: string; rules: Rules; given?: CompaniesOfSize }>([
  { name: "500 companies", rules: defaultRules },
  { name: "known companies of each size", rules: defaultRules, given: { small: 352, large: 148 } },
  { name: "60 companies", rules: { ...defaultRules, companies: 60 } },
  { name: "three companies", rules: { ...defaultRules, companies: 3 } },
])("the intervals of companies are those of the binomial distribution: $name", ({ rules, given }) => {
  const { sessionsPerMonth, churnedCustomersPerMonth, mrrPerMonth } = expectedKpis(rules, {
    ...(given && { companiesOfSize: given }),
  });
  for (const [row, { company_size, active_companies }] of sessionsPerMonth.entries()) {
    const size = sizeOf(rules, company_size);
    const { probability, monthlyPrice } = size;
    const companies = given ? (given[company_size] ?? 0) : rules.companies;
    const exact = (ofOne: number) => binomialPrediction(companies, (given ? 1 : probability) * ofOne);
    const month = Math.floor(row / 2) + 1;
    const active = exact(retentionProbability(size, month));
    expectNear(active_companies, active, 1);
    expectNear(mrrPerMonth[row]?.mrr, inUnits(active, monthlyPrice), monthlyPrice);
    const churned = retentionProbability(size, month - 1) * churnProbability(size);
    expectNear(churnedCustomersPerMonth[row]?.churned, exact(churned), 1);
    const churnedToDate = 1 - retentionProbability(size, month);
    expectNear(churnedCustomersPerMonth[row]?.churned_to_date, exact(churnedToDate), 1);
  }
});

const sessionRules = [
  { base: 5, spread: 5 },
  { base: 1, spread: 1 },
  { base: 9, spread: 2 },
  { base: 4, spread: 0 },
];

test.each(sessionRules.flatMap((sessions) => [1, 2, 12, 40].map((companies) => ({ sessions, companies }))))(
  "the sessions of $companies companies with $sessions are predicted as by all outcomes, for the size and in total",
  ({ sessions, companies }) => {
    const sizes = [{ size: "only", probability: 1, monthlyPrice: 1, sessions }];
    const { sessionsPerMonth, totalsPerMonth } = expectedKpis({
      ...defaultRules,
      companies,
      months: 1,
      sizes,
    });
    const all = repeat(companies, sessionsOfMonth(sessions));
    const exact = { expected: mean(all), low: quantile(all, 0.025), high: quantile(all, 0.975) };
    expectNear(sessionsPerMonth[0]?.sessions, exact, 1);
    expect(totalsPerMonth[0]?.sessions).toEqual(sessionsPerMonth[0]?.sessions);
  },
);

test("the totals of two sizes are predicted as by all outcomes", () => {
  const companiesOfSize = { small: 30, large: 12 };
  const [total] = expectedKpis({ ...defaultRules, months: 1 }, { companiesOfSize }).totalsPerMonth;
  const sum = (of: (size: SizeRules) => Outcome[]) => {
    const [small, large] = ["small", "large"].map((name) => of(sizeOf(defaultRules, name)));
    const all = combine(small ?? [], large ?? []);
    return { expected: mean(all), low: quantile(all, 0.025), high: quantile(all, 0.975) };
  };
  const count = ({ size }: SizeRules) => (size === "small" ? 30 : 12);
  expectNear(
    total?.sessions,
    sum((size) => repeat(count(size), sessionsOfMonth(size.sessions as SessionSpread))),
    1,
  );
  expectNear(
    total?.mrr,
    sum((size) =>
      binomialOutcomes(count(size), 1 - churnProbability(size)).map(([active, probability]) => [
        active * size.monthlyPrice,
        probability,
      ]),
    ),
    19,
  );
});

function sizes(
  ...rules: (readonly [probability: number, monthlyPrice: number, base: number])[]
): SizeRules[] {
  return rules.map(([probability, monthlyPrice, base], index) => ({
    size: `size ${index}`,
    probability,
    monthlyPrice,
    sessions: { base, spread: base },
  }));
}

const shareCases: readonly { name: string; rules: Partial<Rules>; given?: CompaniesOfSize }[] = [
  { name: "one company", rules: { companies: 1 } },
  { name: "five companies", rules: { companies: 5 } },
  { name: "one company of each size", rules: {}, given: { small: 1, large: 1 } },
  {
    name: "prices far apart",
    rules: { sizes: sizes([0.4, 19.99, 1], [0.3, 0.01, 3], [0.3, 1_000_000, 2]) },
    given: { "size 0": 4, "size 1": 3, "size 2": 2 },
  },
  {
    name: "three sizes, one of them free",
    rules: { companies: 4, sizes: sizes([0.5, 0, 3], [0.2, 5, 2], [0.3, 99, 1]) },
  },
  {
    name: "nobody churns",
    rules: {
      companies: 3,
      sizes: [{ size: "only", probability: 1, monthlyPrice: 7, sessions: { base: 3, spread: 1 } }],
    },
  },
  { name: "nobody is active", rules: { companies: 3, sizes: sizes([0.5, 7, 0], [0.5, 8, 0]) } },
  { name: "no companies of a size", rules: {}, given: { large: 2 } },
];

test.each(shareCases)("shares of MRR are predicted as by all outcomes: $name", ({ rules, given }) => {
  const all = { ...defaultRules, ...rules, months: 1 };
  const { mrrPerMonth } = expectedKpis(all, { ...(given && { companiesOfSize: given }) });
  for (const [place, outcomes] of enumerateShares(all, given).entries()) {
    const row = mrrPerMonth.find(({ company_size }) => company_size === all.sizes[place]?.size);
    expectShare(row?.share, outcomes);
  }
});

test("shares are predicted as by all outcomes if there are thousands of these", () => {
  const companiesOfSize = { small: 40, large: 40 };
  const { mrrPerMonth } = expectedKpis({ ...defaultRules, months: 1 }, { companiesOfSize });
  const [small, large] = ["small", "large"].map((name): Outcome[] => {
    const size = sizeOf(defaultRules, name);
    return binomialOutcomes(40, 1 - churnProbability(size)).map(([count, p]) => [
      count * size.monthlyPrice,
      p,
    ]);
  });
  const share = (own: number, others: number) => own && own / (own + others);
  expectShare(mrrPerMonth[0]?.share, combine(large ?? [], small ?? [], share));
  expectShare(mrrPerMonth[1]?.share, combine(small ?? [], large ?? [], share));
});

test("the only size has all of the MRR, however many companies it has", () => {
  for (const companies of [1, 3, 40]) {
    const only = [{ size: "only", probability: 1, monthlyPrice: 1.1, sessions: { base: 3, spread: 1 } }];
    const [row] = expectedKpis({ ...defaultRules, companies, months: 1, sizes: only }).mrrPerMonth;
    expect(row?.share).toEqual({ expected: 1, low: expect.closeTo(1, 8), high: 1 });
  }
});

function sizeOf({ sizes }: Rules, name: string): SizeRules {
  const found = sizes.find(({ size }) => size === name);
  if (!found) throw new Error(`the rules have no size ${name}`);
  return found;
}

function inUnits({ expected, low, high }: Prediction, unit: number): Prediction {
  return { expected: expected * unit, low: low * unit, high: high * unit };
}

/** Whether the expected value is exact and both ends are within 3% of the interval's width, or within one unit. */
function expectNear(found: Prediction | undefined, exact: Prediction, unit: number): void {
  const tolerance = Math.max(unit, 0.03 * (exact.high - exact.low)) + 1e-9;
  expect(found?.expected).toBeCloseTo(exact.expected, 8);
  expect(Math.abs((found?.low ?? Number.NaN) - exact.low)).toBeLessThanOrEqual(tolerance);
  expect(Math.abs((found?.high ?? Number.NaN) - exact.high)).toBeLessThanOrEqual(tolerance);
}

/** Whether the average of 10,000 shares, and the parts beyond the ends, are those of all outcomes, to 4 standard errors. */
function expectShare(found: Prediction | undefined, outcomes: readonly Outcome[]): void {
  const { expected, low, high } = found ?? { expected: Number.NaN, low: Number.NaN, high: Number.NaN };
  const probabilityOf = (holds: (share: number) => boolean) =>
    outcomes.reduce((sum, [share, probability]) => (holds(share) ? sum + probability : sum), 0);
  const error = 4 * Math.sqrt((0.025 * 0.975) / 10_000);
  expect(Math.abs(expected - mean(outcomes))).toBeLessThanOrEqual(
    0.04 * Math.sqrt(variance(outcomes)) + 1e-9,
  );
  expect(probabilityOf((share) => share < low)).toBeLessThan(0.025 + error);
  expect(probabilityOf((share) => share <= low * (1 + 1e-6))).toBeGreaterThan(0.025 - error);
  expect(probabilityOf((share) => share > high)).toBeLessThan(0.025 + error);
  expect(probabilityOf((share) => share >= high * (1 - 1e-6))).toBeGreaterThan(0.025 - error);
}
