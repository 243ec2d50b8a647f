import { expect, test } from "vitest";
import {
  type CompanyGenerator,
  createCompanyGenerator,
  type GeneratedCompany,
  generateCompany,
} from "../../../lib/dataset/company-generator";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { type ExpectedKpis, expectedKpis } from "../../../lib/model/expected-kpis";
import type { CompaniesOfSize } from "../../../lib/model/scenario";
import type { Prediction } from "../../../lib/stats/prediction";
import { type KpiRows, kpiOracle } from "../../kpi-oracle";

const oneCompany: Rules = {
  companies: 1,
  startMonth: "2024-12",
  months: 2,
  sizes: [{ size: "only", probability: 1, monthlyPrice: 19.99, sessions: { base: 1, spread: 1 } }],
};

test("the default startup's expectations are those of its design", () => {
  const { sessionsPerMonth, churnedCustomersPerMonth, mrrPerMonth } = expectedKpis(defaultRules);

  expect(mrrPerMonth.map(({ month }) => month)).toEqual(
    Array.from({ length: 24 }, (_, row) => `2025-${String(Math.floor(row / 2) + 1).padStart(2, "0")}`),
  );
  expect(mrrPerMonth.slice(0, 2).map(({ company_size }) => company_size)).toEqual(["large", "small"]);
  for (const [row, { month, company_size, mrr }] of mrrPerMonth.entries()) {
    const n = Number(month.slice(5));
    const large = company_size === "large";
    expect(mrr.expected).toBeCloseTo(
      large ? 500 * 0.3 * 99 * (21 / 22) ** n : 500 * 0.7 * 19 * (11 / 12) ** n,
      8,
    );
    const active = sessionsPerMonth[row]?.active_companies.expected ?? 0;
    expect(sessionsPerMonth[row]?.sessions.expected).toBeCloseTo(active * (large ? 220 / 21 : 60 / 11), 8);
    const churnedToDate = churnedCustomersPerMonth[row]?.churned_to_date.expected ?? 0;
    expect(active + churnedToDate).toBeCloseTo(large ? 150 : 350, 8);
  }
});

// By hand: sessions 0, 1, 2 with probability 1/4, 1/2, 1/4; active in month 2 with 9/16.
test("a single company is worked out by hand", () => {
  const { sessionsPerMonth, churnedCustomersPerMonth, mrrPerMonth } = expectedKpis(oneCompany);

  expect(sessionsPerMonth).toEqual([
    {
      month: "2024-12",
      company_size: "only",
      active_companies: { expected: 0.75, low: 0, high: 1 },
      sessions: { expected: 1, low: 0, high: 2 },
    },
    {
      month: "2025-01",
      company_size: "only",
      active_companies: { expected: 0.5625, low: 0, high: 1 },
      sessions: { expected: 0.75, low: 0, high: 2 },
    },
  ]);
  expect(churnedCustomersPerMonth.map(({ churned }) => churned)).toEqual([
    { expected: 0.25, low: 0, high: 1 },
    { expected: 0.1875, low: 0, high: 1 },
  ]);
  expect(churnedCustomersPerMonth[1]?.churned_to_date).toEqual({
    expected: expect.closeTo(0.4375, 12),
    low: 0,
    high: 1,
  });
  expect(mrrPerMonth[0]?.mrr).toEqual({ expected: expect.closeTo(14.9925, 12), low: 0, high: 19.99 });
  // Four standard errors of the average of 10,000 shares.
  expect(Math.abs((mrrPerMonth[0]?.share.expected ?? 0) - 0.75)).toBeLessThan(4 * 0.00433);
  expect(mrrPerMonth[0]?.share).toMatchObject({ low: 0, high: 1 });
});

test("if nobody churns nothing but sizes and sessions is random, and given the sizes only sessions", () => {
  const sizes = [
    { size: "a", probability: 0.5, monthlyPrice: 10, sessions: { base: 3, spread: 0 } },
    { size: "b", probability: 0.5, monthlyPrice: 30, sessions: { base: 3, spread: 2 } },
  ];
  const rules = { ...defaultRules, months: 1, sizes };
  const given = expectedKpis(rules, { companiesOfSize: { a: 3, b: 1 } });
  expect(given.sessionsPerMonth[0]?.sessions).toEqual({ expected: 9, low: 9, high: 9 });
  expect(given.sessionsPerMonth[1]?.sessions).toEqual({ expected: 3, low: 1, high: 5 });
  expect(given.churnedCustomersPerMonth[0]?.churned_to_date).toEqual({ expected: 0, low: 0, high: 0 });
  expect(given.mrrPerMonth[0]?.mrr).toEqual({ expected: 30, low: 30, high: 30 });
  const { share } = given.mrrPerMonth[0] ?? {};
  for (const value of [share?.expected, share?.low, share?.high]) expect(value).toBeCloseTo(0.5, 8);
  expect(expectedKpis(rules).mrrPerMonth[0]?.mrr.low).toBeLessThan(2500);
});

test("MRR is exact to the cent if nothing is random", () => {
  const sizes = [{ size: "steady", probability: 1, monthlyPrice: 1.1, sessions: { base: 3, spread: 0 } }];
  const [first] = expectedKpis({ ...defaultRules, companies: 3, months: 1, sizes }).mrrPerMonth;
  // In floating point, 3 * 1.1 is 3.3000000000000003.
  expect(first?.mrr).toEqual({ expected: 3.3, low: 3.3, high: 3.3 });
});

test("if everybody churns at once all are lost in the first month", () => {
  const sizes = [{ size: "gone", probability: 1, monthlyPrice: 10, sessions: { base: 0, spread: 0 } }];
  const kpis = expectedKpis({ ...defaultRules, months: 2, sizes });
  const nothing = { expected: 0, low: 0, high: 0 };
  const all = { expected: 500, low: 500, high: 500 };
  expect(kpis.churnedCustomersPerMonth.map(({ churned }) => churned)).toEqual([all, nothing]);
  expect(kpis.churnedCustomersPerMonth.map(({ churned_to_date }) => churned_to_date)).toEqual([all, all]);
  expect(kpis.sessionsPerMonth.map(({ sessions }) => sessions)).toEqual([nothing, nothing]);
  expect(kpis.mrrPerMonth.map(({ share }) => share)).toEqual([nothing, nothing]);
});

test("sizes are ordered by the bytes of their names, like Postgres' collation C", () => {
  const names = ["é", "z", "Z", "\u{1F600}", "\uFB01"];
  const sizes = names.map((size) => ({
    size,
    probability: 0.2,
    monthlyPrice: 1,
    sessions: { base: 1, spread: 1 },
  }));
  const { mrrPerMonth } = expectedKpis({ ...defaultRules, months: 1, sizes });
  expect(mrrPerMonth.map(({ company_size }) => company_size)).toEqual(["Z", "z", "é", "\uFB01", "\u{1F600}"]);
});

test("the months to come of the remaining companies are the months of a new startup", () => {
  const ahead = expectedKpis({ ...defaultRules, startMonth: "2026-01" }, { companiesOfSize: { small: 123 } });
  expect(ahead.mrrPerMonth[1]?.active_companies.expected).toBeCloseTo((123 * 11) / 12, 10);
  expect(ahead.mrrPerMonth[0]?.active_companies).toEqual({ expected: 0, low: 0, high: 0 });
  expect(ahead.mrrPerMonth[1]?.month).toBe("2026-01");
});

test.each([
  [{ tiny: 1 }, "expected KPIs: companiesOfSize must name sizes of the rules (small, large), received tiny"],
  [
    { small: -1 },
    "expected KPIs: companiesOfSize.small must be an integer from 0 to 10,000,000, received -1",
  ],
  [
    { small: 1.5 },
    "expected KPIs: companiesOfSize.small must be an integer from 0 to 10,000,000, received 1.5",
  ],
])("companies of size %o are refused", (companiesOfSize, message) => {
  expect(() => expectedKpis(defaultRules, { companiesOfSize })).toThrow(message);
});

test("sizes may have from none to ten million companies", () => {
  const companiesOf = (companiesOfSize: Record<string, number>) =>
    expectedKpis({ ...defaultRules, months: 1 }, { companiesOfSize }).sessionsPerMonth.map(
      ({ active_companies }) => active_companies.expected,
    );
  expect(companiesOf({ small: 0, large: 10_000_000 })).toEqual([
    expect.closeTo((10_000_000 * 21) / 22, 6),
    0,
  ]);
  expect(() => companiesOf({ small: 10_000_001 })).toThrow(
    "expected KPIs: companiesOfSize.small must be an integer from 0 to 10,000,000, received 10000001",
  );
});

test("broken rules are refused", () => {
  expect(() => expectedKpis({ ...defaultRules, months: 0 })).toThrow("rules: months must be");
});

// A fifth of a second of the processor, on a busy machine and with instrumented code several times that.
test.each([
  ["ten million companies", { ...defaultRules, companies: 10_000_000 }],
  ["a million companies over 120 months", { ...defaultRules, companies: 1_000_000, months: 120 }],
])("%s are not counted one by one", (_, rules) => {
  const before = process.cpuUsage();
  const [first] = expectedKpis(rules).mrrPerMonth;
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(4);
  expect(first?.mrr.expected).toBeCloseTo(28.35 * rules.companies, 0);
});

test("the expected totals are the sums of what is expected of the sizes", () => {
  const { totalsPerMonth, sessionsPerMonth, mrrPerMonth } = expectedKpis(defaultRules);

  for (const { month, sessions, mrr } of totalsPerMonth) {
    const ofMonth = <Row extends { month: string }>(rows: readonly Row[]) =>
      rows.filter((row) => row.month === month);
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
    expect(sessions.expected).toBe(sum(ofMonth(sessionsPerMonth).map((row) => row.sessions.expected)));
    expect(mrr.expected).toBe(sum(ofMonth(mrrPerMonth).map((row) => row.mrr.expected)));
    expect(sum(ofMonth(mrrPerMonth).map(({ share }) => share.expected))).toBeCloseTo(1, 12);
  }
});

test("with as many companies of each size as are expected, the same is expected, and less left to chance", () => {
  const known = expectedKpis(defaultRules, { companiesOfSize: { small: 350, large: 150 } });

  for (const [index, total] of expectedKpis(defaultRules).totalsPerMonth.entries()) {
    const { mrr } = known.totalsPerMonth[index] ?? total;
    expect(mrr.expected).toBeCloseTo(total.mrr.expected, 8);
    expect(mrr.high - mrr.low).toBeLessThan(total.mrr.high - total.mrr.low);
  }
});

const loyal = { size: "loyal", probability: 0.5, monthlyPrice: 0.05, sessions: { base: 1000, spread: 990 } };
const fleeting = { size: "fleeting", probability: 0.5, monthlyPrice: 99, sessions: { base: 10, spread: 10 } };

test("no prediction is beyond what is possible", () => {
  const rules = { ...defaultRules, companies: 2, months: 1, sizes: [loyal, fleeting] };
  const known = expectedKpis(rules, { companiesOfSize: { loyal: 1, fleeting: 1 } });
  expect(known.totalsPerMonth[0]?.mrr).toEqual({
    expected: expect.closeTo(94.55, 10),
    low: 0.05,
    high: 99.05,
  });
  expect(known.totalsPerMonth[0]?.sessions.low).toBeGreaterThanOrEqual(10);
  for (const [, { low, high }] of predictions(expectedKpis(rules))) {
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(2 * 1990);
  }
});

// What the generator makes, 300 times: an interval that is off by more than a percent or two, or an expectation
// that is off by more than four standard errors, shows. test/studies/interval-coverage.ts looks closer.
test.each([
  { name: "the default, smaller", rules: { ...defaultRules, companies: 60, months: 5 } },
  { name: "a single company", rules: { ...defaultRules, companies: 1, months: 3 } },
  {
    name: "three sizes",
    rules: {
      companies: 40,
      startMonth: "2024-02",
      months: 3,
      sizes: [
        { size: "s", probability: 0.5, monthlyPrice: 9.99, sessions: { base: 2, spread: 2 } },
        { size: "m", probability: 0.3, monthlyPrice: 49, sessions: { base: 6, spread: 1 } },
        { size: "l", probability: 0.2, monthlyPrice: 500, sessions: { base: 1, spread: 1 } },
      ],
    },
  },
])("the generator's KPIs are as expected: $name", ({ rules }) => {
  const seeds = 300;
  const companiesOfSize = Object.fromEntries(
    rules.sizes.map(({ size, probability }) => [size, Math.round(rules.companies * probability)]),
  );
  const total = expectedKpis(rules);
  const known = expectedKpis(rules, { companiesOfSize });
  const figures = new Map<string, { held: number[]; errors: number[] }>();
  for (let seed = 1; seed <= seeds; seed += 1) {
    const generator = createCompanyGenerator(rules, `theory ${seed}`);
    const enough = createCompanyGenerator({ ...rules, companies: 10_000 }, `theory ${seed}`);
    for (const [given, companies, predicted] of [
      [
        "the total",
        Array.from({ length: rules.companies }, (_, id) => generateCompany(generator, id + 1)),
        total,
      ],
      ["the sizes", firstOfEachSize(enough, companiesOfSize), known],
    ] as const) {
      const observed = numbers(kpiOracle(rules, companies));
      for (const [key, prediction] of predictions(predicted)) {
        const value = observed.get(key);
        if (value === undefined) throw new Error(`the oracle has no ${key}`);
        const figure = figures.get(`${given} ${key}`) ?? { held: [], errors: [] };
        figures.set(`${given} ${key}`, figure);
        figure.held.push(prediction.low <= value && value <= prediction.high ? 1 : 0);
        figure.errors.push(value - prediction.expected);
      }
    }
  }
  for (const [key, { held, errors }] of figures) {
    // 95% minus four standard errors.
    expect(average(held), `coverage of ${key}`).toBeGreaterThan(0.9);
    const deviation = Math.sqrt(average(errors.map((error) => error ** 2)));
    expect(Math.abs(average(errors)), `mean error of ${key}`).toBeLessThanOrEqual(
      (4.5 * deviation) / Math.sqrt(seeds) + 1e-9,
    );
  }
  const all = [...figures.values()].flatMap(({ held }) => held);
  expect(average(all)).toBeGreaterThan(0.94);
});

/** The first companies of each size, as many as are asked for. */
function firstOfEachSize(generator: CompanyGenerator, companiesOfSize: CompaniesOfSize): GeneratedCompany[] {
  const missing = new Map(Object.entries(companiesOfSize));
  const companies: GeneratedCompany[] = [];
  for (let id = 1; [...missing.values()].some((count) => count > 0); id += 1) {
    const company = generateCompany(generator, id);
    const count = missing.get(company.size) ?? 0;
    missing.set(company.size, count - 1);
    if (count > 0) companies.push(company);
  }
  return companies;
}

/** Every figure of the KPIs by its name, month and size. */
function* figuresOf(kpis: ExpectedKpis | ReturnType<typeof withTotals>): Generator<[string, unknown]> {
  for (const kpi of [
    "sessionsPerMonth",
    "churnedCustomersPerMonth",
    "mrrPerMonth",
    "totalsPerMonth",
  ] as const) {
    for (const row of kpis[kpi]) {
      const { month, company_size, ...figures } = { company_size: "all sizes", ...row };
      for (const [figure, value] of Object.entries(figures))
        yield [`${kpi}.${figure} ${month} ${company_size}`, value];
    }
  }
}

test("a change to returned predictions does not reach later ones of the same rules", () => {
  for (const rules of [defaultRules, undefined]) {
    const before = structuredClone(expectedKpis(rules));
    (expectedKpis(rules).mrrPerMonth as unknown[]).unshift("changed");
    expect(expectedKpis(rules)).toEqual(before);
  }
});

function withTotals(kpis: KpiRows) {
  const months = [...new Set(kpis.mrrPerMonth.map(({ month }) => month))];
  const sum = <Row extends { month: string }>(
    rows: readonly Row[],
    month: string,
    of: (row: Row) => number,
  ) => rows.filter((row) => row.month === month).reduce((total, row) => total + of(row), 0);
  return {
    ...kpis,
    totalsPerMonth: months.map((month) => ({
      month,
      sessions: sum(kpis.sessionsPerMonth, month, ({ sessions }) => sessions),
      mrr: sum(kpis.mrrPerMonth, month, ({ mrr }) => Math.round(100 * Number(mrr))) / 100,
    })),
  };
}

function numbers(kpis: KpiRows): Map<string, number> {
  return new Map([...figuresOf(withTotals(kpis))].map(([key, value]) => [key, Number(value)]));
}

function predictions(kpis: ExpectedKpis): Map<string, Prediction> {
  return new Map([...figuresOf(kpis)].map(([key, value]) => [key, value as Prediction]));
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
