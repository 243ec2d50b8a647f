import { expect, test } from "vitest";
import { defaultRules } from "../../../../lib/dataset/rules";
import { type ExpectedKpis, expectedKpis } from "../../../../lib/model/expected-kpis";
import type { SizeFitCounts } from "../../../../lib/model/fit/fit-counts";
import { type FittedRules, rulesOfCounts } from "../../../../lib/model/fit/fit-rules";
import { type CustomersOfCohort, forecast } from "../../../../lib/model/forecast";
import { generatedFitCounts } from "../../../generated-fit-counts";
import { heterogeneous } from "../../../startups";

/** A size of which 3 of 30 companies churned in the first month, and 2 of the 27 in the second, with 4 sessions in an active month. */
const few: SizeFitCounts = {
  company_size: "small",
  monthly_price: 20,
  lifeTable: [
    { at_risk: 30, churned: 3 },
    { at_risk: 27, churned: 2 },
  ],
  gone_months: 3,
  returns: 0,
  activeMonths: [0, 0, 0, 52],
};

function fitOf(sizes: readonly SizeFitCounts[], signUps: readonly number[]): FittedRules {
  return rulesOfCounts({ startMonth: "2025-01", signUps, sizes });
}

/** The last month of one cohort. */
function today(customers: number): CustomersOfCohort[] {
  return [{ month: "2025-02", company_size: "small", tenure: 1, signed_up: 30, customers }];
}

/** The ends of the 95% interval of those of `trials` that stay, if churn has a beta distribution; summed up on a grid. */
function betaBinomialEnds(trials: number, alpha: number, beta: number): [number, number] {
  const GRID = 4000;
  const rates = Array.from({ length: GRID }, (_, n) => (n + 0.5) / GRID);
  const weights = rates.map((rate) => rate ** (alpha - 1) * (1 - rate) ** (beta - 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const stays = Array.from({ length: trials + 1 }, () => 0);
  for (const [index, rate] of rates.entries()) {
    let probability = rate ** trials;
    for (let count = 0; count <= trials; count += 1) {
      stays[count] = (stays[count] ?? 0) + (probability * (weights[index] ?? 0)) / total;
      probability *= ((trials - count) / (count + 1)) * ((1 - rate) / rate);
    }
  }
  const quantile = (upTo: number) => {
    let sum = 0;
    return stays.findIndex((share) => {
      sum += share;
      return sum >= upTo;
    });
  };
  return [quantile(0.025), quantile(0.975)];
}

test("how many of today's customers stay is as uncertain as the churn rate and chance together", () => {
  const [month] = forecast(fitOf([few], [30, 0]), today(200), { months: 1 }).mrrPerMonth;
  // 5 of 57 churned; Jeffreys' prior adds half a company to either side.
  const [low, high] = betaBinomialEnds(200, 5.5, 52.5);
  expect(Math.abs((month?.active_companies.low ?? 0) - low)).toBeLessThanOrEqual(3);
  expect(Math.abs((month?.active_companies.high ?? 0) - high)).toBeLessThanOrEqual(3);
  expect(month?.active_companies.expected).toBeGreaterThan(200 * (1 - 5.5 / 58) - 1);
  expect(month?.active_companies.expected).toBeLessThan(200 * (1 - 5.5 / 58) + 1);
  expect(month?.mrr?.low).toBe(20 * (month?.active_companies.low ?? 0));
});

test("if nobody has churned, somebody may", () => {
  const loyal = { ...few, lifeTable: [{ at_risk: 30, churned: 0 }], gone_months: 0 };
  const rows = today(200).map((row) => ({ ...row, month: "2025-01", tenure: 0 }));
  const [month] = forecast(fitOf([loyal], [30]), rows, { months: 1 }).mrrPerMonth;
  expect(month?.active_companies).toMatchObject({ high: 200 });
  expect(month?.active_companies.low).toBeLessThan(195);
});

test("shares of sizes are uncertain, and a size without companies keeps none", () => {
  const size = (company_size: string, companies: number) => ({
    ...few,
    company_size,
    lifeTable: [{ at_risk: companies, churned: 0 }],
    gone_months: 0,
  });
  const fit = fitOf([size("large", 10), size("none", 0), size("small", 30)], [40]);
  const [large, none] = expectedKpis({
    ...fit,
    rules: { ...fit.rules, companies: 1000 },
  }).sessionsPerMonth;
  expect(none?.active_companies).toEqual({ expected: 0, low: 0, high: 0 });
  // By hand: a share of 10.5/41 with a deviation of 6.7%.
  expect(large?.active_companies.low).toBeGreaterThan(100);
  expect(large?.active_companies.low).toBeLessThan(170);
  expect(large?.active_companies.high).toBeGreaterThan(350);
});

test("intervals of fitted rules are wider than those of the same rules, around nearly the same values", () => {
  const fit = rulesOfCounts(generatedFitCounts(heterogeneous, "wider"));
  const fitted = expectedKpis(fit);
  const known = expectedKpis(fit.rules);
  expect(fitted.fit).toBe(fit);
  expect(known).not.toHaveProperty("fit");
  const widths = (kpis: ExpectedKpis, of: "mrr" | "sessions") =>
    kpis.totalsPerMonth.reduce(
      (sum, { [of]: predicted }) => sum + Number(predicted?.high) - Number(predicted?.low),
      0,
    );
  expect(widths(fitted, "mrr")).toBeGreaterThan(1.1 * widths(known, "mrr"));
  expect(widths(fitted, "sessions")).toBeGreaterThan(1.1 * widths(known, "sessions"));
  for (const [index, { mrr }] of fitted.totalsPerMonth.entries()) {
    const exact = known.totalsPerMonth[index]?.mrr.expected ?? 0;
    expect(Math.abs(Number(mrr?.expected) / exact - 1)).toBeLessThan(0.02);
  }
});

test("the forecast of fitted rules continues with new customers, and knows those of months that the data has", () => {
  const fit = fitOf([{ ...few, lifeTable: [{ at_risk: 1000, churned: 0 }] }], [100, 50, 50, 50, 50, 50, 650]);
  const rows = today(0).map((row) => ({ ...row, month: "2025-06", signed_up: 0 }));
  const [known, drawn] = forecast(fit, rows, { months: 2 }).mrrPerMonth;
  // Nearly nobody churns: of 650 in July, and as many more as in the 6 months on average.
  expect(known?.active_companies.expected).toBeCloseTo(650, -1);
  expect(known?.active_companies.low).toBeGreaterThan(640);
  // 150, of which the average of 200 draws is off by 25 or so: the months are far apart.
  expect(drawn?.active_companies.expected).toBeGreaterThan(650 + 75);
  expect(drawn?.active_companies.expected).toBeLessThan(650 + 225);
  expect(drawn?.active_companies.low).toBeLessThan(700);
});

test("without new customers in the data, there are none ahead", () => {
  const fit = rulesOfCounts(generatedFitCounts(defaultRules, "none"));
  const rows = today(10).map((row) => ({ ...row, month: "2025-12" }));
  expect(forecast(fit, rows, { months: 3 }).totalsPerMonth).toHaveLength(3);
  expect(forecast(fit, rows, { months: 3 }).mrrPerMonth[0]?.active_companies).toEqual({
    expected: 0,
    low: 0,
    high: 0,
  });
});
