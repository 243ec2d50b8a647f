import { expect, test } from "vitest";
import { churnRateFigure } from "../../../lib/figures/churn-rate-figure";
import { customersOutlookFigure } from "../../../lib/figures/customers-outlook-figure";
import type { Figure } from "../../../lib/figures/figure";
import { mrrBridgeFigure } from "../../../lib/figures/mrr-bridge-figure";
import { retentionFigure } from "../../../lib/figures/retention-figure";
import { revenueOutlookFigure } from "../../../lib/figures/revenue-outlook-figure";
import type { RevenuePerMonth } from "../../../lib/kpis/revenue-per-month";
import { defaultRules } from "../../../lib/rules/rules";
import { churnRates } from "../../../lib/statistics/churn-rates";
import { outlook } from "../../../lib/statistics/outlook";
import { retentionCurves } from "../../../lib/statistics/retention-curves";
import { churnOnPaper } from "../statistics/churn-on-paper";

interface Trace {
  readonly name?: string;
  readonly showlegend?: boolean;
  readonly mode?: string;
  readonly legendgroup?: string;
  readonly x: readonly (string | number)[];
  readonly y: readonly number[];
  readonly line?: { readonly dash?: string; readonly color?: string };
}

function traces({ data }: Figure): readonly Trace[] {
  return data as readonly Trace[];
}

/** What the legend names. */
function legend(figure: Figure): (string | undefined)[] {
  return traces(figure)
    .filter(({ showlegend }) => showlegend !== false)
    .map(({ name }) => name);
}

const revenue: RevenuePerMonth[] = [
  { month: "2025-12", company_size: "large", active_companies: 86, revenue: 8514, share: 0.79 },
  { month: "2025-12", company_size: "small", active_companies: 116, revenue: 2204, share: 0.21 },
];
const ahead = outlook(defaultRules, revenue);

test("the retention chart draws the curve and what the rules say, month by month of life", () => {
  const figure = retentionFigure(retentionCurves(churnOnPaper), defaultRules);
  const small = traces(figure).filter(({ legendgroup, x }) => legendgroup === "small" && x.length > 1);

  expect(legend(figure)).toEqual(["large", "small"]);
  expect(small.map(({ x }) => x)).toEqual(small.map(() => [0, 1, 2, 3]));
  expect(small.find(({ name }) => name === "small")?.y.map((y) => y.toFixed(3))).toEqual([
    "1.000",
    "0.667",
    "0.667",
    "0.333",
  ]);
  expect(small.find(({ line }) => line?.dash === "dot")?.y[2]).toBeCloseTo((11 / 12) ** 2, 12);
});

test("the churn chart draws the rate by the rules as a level line", () => {
  const figure = churnRateFigure(churnRates(churnOnPaper), defaultRules);
  const theory = traces(figure).filter(({ line }) => line?.dash === "dot");

  expect(legend(figure)).toEqual(["large", "small"]);
  expect(theory.map(({ y }) => y)).toEqual([Array(3).fill(1 / 22), Array(3).fill(1 / 12)]);
});

test("the bars of the MRR bridge add up to what a month began with", () => {
  const row = { month: "2025-01", company_size: "small", opening_mrr: 0, new_mrr: 57 };
  const figure = mrrBridgeFigure([{ ...row, churned_mrr: 19, closing_mrr: 38 }]);

  expect(traces(figure).map(({ y }) => y)).toEqual([[38], [19], [57]]);
  expect(legend(figure)).toEqual(["left", "lost: small"]);
});

test("the expected customers go on from those of today", () => {
  const figure = customersOutlookFigure(revenue, ahead);
  const expected = traces(figure).find(
    ({ legendgroup, line }) => legendgroup === "small" && line?.dash === "dash",
  );

  expect(legend(figure)).toEqual(["large", "small"]);
  expect(expected?.x.slice(0, 3)).toEqual(["2025-12-01", "2026-01-01", "2026-02-01"]);
  expect(expected?.y[0]).toBe(116);
  expect(expected?.y[12]).toBeCloseTo(116 * (11 / 12) ** 12, 9);
});

test("the expected revenue of all sizes has an interval", () => {
  const figure = revenueOutlookFigure(revenue, ahead);
  const bars = traces(figure).slice(0, 4);

  expect(legend(figure)).toEqual(["large", "small", "Expected, with 95 % interval"]);
  expect(bars.map(({ x }) => x.length)).toEqual([1, 12, 1, 12]);
  expect(bars[3]?.y[0]).toBeCloseTo(19 * 116 * (11 / 12), 9);
});

test("names of sizes are shown, not obeyed", () => {
  const points = retentionCurves(churnOnPaper.map((row) => ({ ...row, company_size: "<b>" })));
  expect(legend(retentionFigure(points, defaultRules))).toEqual(["&lt;b&gt;"]);
});

test("without data the charts say so", () => {
  for (const figure of [
    retentionFigure([], defaultRules),
    churnRateFigure([], defaultRules),
    mrrBridgeFigure([]),
  ]) {
    expect(figure.layout.annotations).toMatchObject([{ text: "No data yet: run the generator first" }]);
    expect(figure.description).toMatch(/No data\.$/);
  }
});
