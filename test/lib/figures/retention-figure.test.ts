import { expect, test } from "vitest";
import { retentionFigure } from "../../../lib/figures/retention-figure";
import { defaultRules, type Rules } from "../../../lib/rules/rules";
import { type RetentionPoint, retentionCurves } from "../../../lib/statistics/retention-curves";
import { churnOnPaper } from "../statistics/churn-on-paper";
import { legend, traces } from "./traces";

/** By these a large company leaves in a month with probability 1/4, a small one with 1/8. */
const rules: Rules = {
  ...defaultRules,
  sizes: [
    { size: "large", probability: 0.5, monthlyPrice: 99, sessions: { base: 1, spread: 1 } },
    { size: "small", probability: 0.5, monthlyPrice: 19, sessions: { base: 3, spread: 3 } },
  ],
};

function point(company_size: string, months: number, value: number, low = value, high = value) {
  return { company_size, months, at_risk: 8, lost: 0, retention: { value, low, high } } as RetentionPoint;
}

const points = [
  point("large", 0, 1),
  point("large", 1, 0.75, 0.5, 0.875),
  point("large", 2, 0.5, 0.25, 0.75),
  point("small", 0, 1),
  point("small", 1, 0.875, 0.5, 1),
  point("small", 2, 0.625, 0.375, 0.875),
];

test("each size is a band, a curve, a dotted one by the rules and the percent it ends at", () => {
  const figure = retentionFigure(points, rules);
  const [low, high, curve, theory, end, ...small] = traces(figure);

  expect(legend(figure)).toEqual(["large", "small"]);
  expect(low?.y).toEqual([1, 0.5, 0.25]);
  expect(high).toMatchObject({ y: [1, 0.875, 0.75], fillcolor: "rgba(0, 114, 178, 0.2)" });
  expect(curve).toMatchObject({ name: "large", x: [0, 1, 2], y: [1, 0.75, 0.5] });
  expect(curve?.line).toMatchObject({ color: "#0072b2", shape: "hv" });
  expect(curve?.hovertemplate).toBe("%{y:.1%}, %{customdata[0]:.1%} to %{customdata[1]:.1%}");
  expect(theory).toMatchObject({ y: [1, 0.75, 0.5625], line: { dash: "dot" } });
  expect(theory?.hovertemplate).toBe("%{y:.1%}<extra>large, by the rules</extra>");
  expect(end).toMatchObject({ mode: "text", x: [2], y: [0.5], text: [" 50%"] });
  expect(small[3]?.y).toEqual([1, 0.875, 0.765625]);
  expect(small[4]?.text).toEqual([" 63%"]);
  expect(figure.layout).toMatchObject({
    xaxis: { title: { text: "Months since signing up" }, range: [0, 2.12], dtick: 1 },
    yaxis: { title: { text: "Percent of companies" }, range: [0, 1.02] },
  });
  expect(figure.description).toBe(
    "Retention: share of companies that are still customers, with 95 % band, and as expected by the rules. Step lines over 2 months since signing up for the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("the curve is that of Kaplan and Meier, month by month of life", () => {
  const figure = retentionFigure(retentionCurves(churnOnPaper), defaultRules);
  const small = traces(figure).filter(({ legendgroup, x }) => legendgroup === "small" && x.length > 1);

  expect(small.map(({ x }) => x)).toEqual(small.map(() => [0, 1, 2, 3]));
  expect(small.find(({ name }) => name === "small")?.y.map((y) => y.toFixed(3))).toEqual([
    "1.000",
    "0.667",
    "0.667",
    "0.333",
  ]);
  expect(small.find(({ line }) => line?.dash === "dot")?.y[2]).toBeCloseTo((11 / 12) ** 2, 12);
});

test("the months of life are told one by one up to 15, then every second, third and so on", () => {
  const axis = (months: number) => retentionFigure([point("large", months, 0.5)], rules).layout.xaxis;

  expect([1, 15, 16, 30, 31, 120].map((months) => axis(months)?.dtick)).toEqual([1, 1, 2, 2, 3, 8]);
  expect(axis(100)?.range).toEqual([0, 106]);
  expect(axis(0)).toMatchObject({ range: [0, 1.06], dtick: 1 });
});

test("a size that the rules do not know has a curve and nothing dotted", () => {
  const figure = retentionFigure([point("huge", 0, 1), point("huge", 1, 0.5)], rules);
  expect(traces(figure).map(({ mode, line }) => [mode, line?.dash])).toEqual([
    ["lines", undefined],
    ["lines", undefined],
    ["lines", undefined],
    ["text", undefined],
  ]);
});

test("names of sizes are shown, not obeyed", () => {
  const named = { ...rules, sizes: rules.sizes.map((size) => ({ ...size, size: "<b>" })) };
  const figure = retentionFigure([point("<b>", 0, 1), point("<b>", 1, 0.5)], named);

  expect(legend(figure)).toEqual(["&lt;b&gt;"]);
  expect(traces(figure)[3]?.hovertemplate).toContain("&lt;b&gt;, by the rules");
});

test("without data the chart says so", () => {
  const figure = retentionFigure([], rules);
  expect(figure.data).toEqual([]);
  expect(figure.layout.annotations).toMatchObject([{ text: "No data yet: run the generator first" }]);
  expect(figure.layout.xaxis?.range).toEqual([0, 1.06]);
  expect(figure.description).toBe("Retention. No data.");
  expect(retentionFigure(points, rules).layout.annotations).toBeUndefined();
});
