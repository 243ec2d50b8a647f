import { expect, test } from "vitest";
import { retentionProbability } from "../../../lib/dataset/churn";
import { defaultRules, type NewCustomers, type SizeRules } from "../../../lib/dataset/rules";
import type { MrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import { expectedKpis } from "../../../lib/model/expected-kpis";
import { type CustomersOfCohort, forecast } from "../../../lib/model/forecast";
import { binomialOutcomes, combine, mean, type Outcome, quantile, sizeWith } from "./enumerate";
import { enumerateLives, probabilityOf } from "./enumerate-lives";

function row(month: string, company_size: string, active_companies: number): MrrPerMonth {
  return { month, company_size, active_companies, mrr: 0, share: 0 };
}

const rows = [
  row("2025-11", "large", 90),
  row("2025-11", "small", 130),
  row("2025-12", "large", 86),
  row("2025-12", "small", 116),
];

test("the forecast is what is expected of the companies active in the last month, from the next one on", () => {
  expect(forecast(defaultRules, rows)).toEqual(
    expectedKpis(
      { ...defaultRules, startMonth: "2026-01", months: 12 },
      { companiesOfSize: { large: 86, small: 116 } },
    ),
  );
});

test("each month keeps 21 of 22 large and 11 of 12 small companies on average", () => {
  const { mrrPerMonth } = forecast(defaultRules, rows, { months: 2 });

  expect(mrrPerMonth.map(({ month, company_size }) => [month, company_size])).toEqual([
    ["2026-01", "large"],
    ["2026-01", "small"],
    ["2026-02", "large"],
    ["2026-02", "small"],
  ]);
  for (const [index, expected] of [86 * (21 / 22), 116 * (11 / 12), 86 * (21 / 22) ** 2].entries()) {
    expect(mrrPerMonth[index]?.active_companies.expected).toBeCloseTo(expected, 10);
  }
});

test("if nobody is left, nothing is expected", () => {
  const { totalsPerMonth } = forecast(defaultRules, [row("2025-12", "small", 0)]);

  expect(totalsPerMonth.map(({ mrr }) => mrr)).toEqual(
    Array.from({ length: 12 }, () => ({ expected: 0, low: 0, high: 0 })),
  );
});

test("a size that has companies in earlier months only has none to come", () => {
  const { mrrPerMonth } = forecast(defaultRules, [row("2025-11", "large", 90), row("2025-12", "small", 116)]);

  expect(mrrPerMonth[0]?.company_size).toBe("large");
  expect(mrrPerMonth[0]?.active_companies).toEqual({ expected: 0, low: 0, high: 0 });
});

test("without a month to start from it says so", () => {
  expect(() => forecast(defaultRules, [])).toThrow("forecast: rows must contain a month, received none");
});

test("the forecast ends with 2999", () => {
  const { totalsPerMonth } = forecast(defaultRules, [row("2999-10", "small", 1)]);
  expect(totalsPerMonth.map(({ month }) => month)).toEqual(["2999-11", "2999-12"]);
  expect(() => forecast(defaultRules, [row("2999-12", "small", 1)])).toThrow(
    "forecast: rows must be of months before December 2999, received 2999-12",
  );
});

/** The rows of the last month of a cohort that signed up so many months ago. */
function cohort(
  company_size: string,
  tenure: number,
  signed_up: number,
  customers: number,
): CustomersOfCohort {
  return { month: "2025-12", company_size, tenure, signed_up, customers };
}

test("rows of cohorts say the same if churn rates are the same for all companies", () => {
  expect(
    forecast(defaultRules, [
      cohort("large", 11, 150, 86),
      cohort("small", 11, 350, 116),
      cohort("all", 11, 500, 202),
    ]),
  ).toEqual(forecast(defaultRules, rows));
});

test("new customers go on as the rules say, and a list ends", () => {
  const signUps = (newCustomers: NewCustomers) => {
    const sizes = defaultRules.sizes.map((size) => ({ ...size, churn: 0 }));
    const { mrrPerMonth } = forecast({ ...defaultRules, months: 14, sizes, newCustomers }, rows, {
      months: 4,
    });
    const counts = mrrPerMonth.map((row) => row.active_companies.expected);
    const totals = [0, 1, 2, 3].map((month) => (counts[2 * month] ?? 0) + (counts[2 * month + 1] ?? 0));
    return totals.map((total, month) => Math.round(1e6 * (total - (totals[month - 1] ?? 86 + 116))) / 1e6);
  };
  expect(signUps(20)).toEqual([20, 20, 20, 20]);
  expect(signUps([...Array.from({ length: 11 }, () => 1), 7, 8])).toEqual([7, 8, 0, 0]);
  // 500 x 1.1^12 = 1569.21, then 1726.14, 1898.75, 2088.62 and, in month 12, 1426.56.
  expect(signUps({ growth: 0.1 })).toEqual([1569 - 1427, 1726 - 1569, 1899 - 1726, 2089 - 1899]);
});

const differing: SizeRules = {
  ...sizeWith({ base: 3, spread: 1 }),
  churn: { mean: 0.3, polarization: 0.4 },
  reactivation: 0.2,
};
const today = [cohort("only", 3, 40, 18), cohort("only", 1, 20, 13)];

// Bayes' theorem by going through all lives: given whether a company is active today, whether it will be.
test("customers of today stay, and those gone return, as all lives say that begin like theirs", () => {
  const { mrrPerMonth, churnedCustomersPerMonth } = forecast({ ...defaultRules, sizes: [differing] }, today, {
    months: 3,
  });
  for (const [month, { active_companies }] of mrrPerMonth.entries()) {
    let outcomes: Outcome[] = [[0, 1]];
    let churned = 0;
    for (const { tenure, signed_up, customers } of today) {
      const lives = enumerateLives(differing, tenure + 4);
      for (const [isActive, count] of [
        [true, customers],
        [false, signed_up - customers],
      ] as const) {
        const given = (condition: (active: readonly boolean[]) => boolean) =>
          probabilityOf(lives, (active) => active[tenure] === isActive && condition(active)) /
          probabilityOf(lives, (active) => active[tenure] === isActive);
        const later = tenure + 1 + month;
        outcomes = combine(
          outcomes,
          binomialOutcomes(
            count,
            given((active) => active[later] === true),
          ),
        );
        churned += count * given((active) => active[later - 1] === true && !active[later]);
      }
    }
    expect(active_companies.expected).toBeCloseTo(mean(outcomes), 8);
    expect(Math.abs(active_companies.low - quantile(outcomes, 0.025))).toBeLessThanOrEqual(1);
    expect(Math.abs(active_companies.high - quantile(outcomes, 0.975))).toBeLessThanOrEqual(1);
    expect(churnedCustomersPerMonth[month]?.churned.expected).toBeCloseTo(churned, 8);
  }
});

test("customers that have stayed longer are expected to stay longer", () => {
  const rules = { ...defaultRules, sizes: [{ ...differing, reactivation: 0 }] };
  const left = (tenure: number) =>
    forecast(rules, [cohort("only", tenure, 100, 50)], { months: 6 }).mrrPerMonth.at(-1)?.active_companies
      .expected ?? 0;
  expect(left(0)).toBeCloseTo(
    50 * (retentionProbability(differing, 7) / retentionProbability(differing, 1)),
    9,
  );
  expect(left(10)).toBeCloseTo(
    50 * (retentionProbability(differing, 17) / retentionProbability(differing, 11)),
    9,
  );
});

test("rows of cohorts are asked for if the future depends on them", () => {
  for (const change of [{ reactivation: 0 }, { churn: 0.1 }]) {
    const sizes = [{ ...differing, ...change }];
    expect(() => forecast({ ...defaultRules, sizes }, [row("2025-12", "only", 3)])).toThrow(
      "forecast: rows must be of cohorts(db) if churn rates differ or companies return, received rows of mrrPerMonth(db)",
    );
  }
});

test("rows of another size, and of months before the first, are refused", () => {
  expect(() => forecast(defaultRules, [row("2025-12", "tiny", 1)])).toThrow(
    "forecast: rows must be of sizes of the rules, small and large, received tiny",
  );
  expect(() => forecast(defaultRules, [row("2024-12", "small", 1)])).toThrow(
    "forecast: rows must be of months from the first month of the rules on, 2025-01, received 2024-12",
  );
});

test("the forecast ends before more companies sign up than the rules allow", () => {
  const growing = { ...defaultRules, newCustomers: { growth: 1 } };
  // 1,024,000, 2,048,000, 4,096,000 and 8,192,000 companies sign up.
  expect(forecast(growing, rows).totalsPerMonth).toHaveLength(3);
  expect(forecast(growing, rows, { months: 2 }).totalsPerMonth).toHaveLength(2);
  expect(() => forecast({ ...growing, companies: 4800 }, [row("2025-12", "small", 500_000)])).toThrow(
    /^forecast: rules must allow at most 10,000,000 companies next month, received rules that lead to [\d,]+$/,
  );
});

test("broken rules are refused", () => {
  expect(() => forecast({ ...defaultRules, newCustomers: -1 }, rows)).toThrow("rules: newCustomers must be");
  expect(() => forecast(defaultRules, rows, { months: 0 })).toThrow("rules: months must be");
});
