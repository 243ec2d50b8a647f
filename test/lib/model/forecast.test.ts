import { expect, test } from "vitest";
import { defaultRules } from "../../../lib/dataset/rules";
import type { MrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import { expectedKpis } from "../../../lib/model/expected-kpis";
import { forecast } from "../../../lib/model/forecast";

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

test("months beyond 2999 are refused", () => {
  expect(() => forecast(defaultRules, [row("2999-12", "small", 1)])).toThrow("startMonth must be a month");
});
