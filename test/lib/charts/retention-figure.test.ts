import { expect, test } from "vitest";
import { retentionFigure } from "../../../lib/charts/retention-figure";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { type RetentionPoint, retentionCurves } from "../../../lib/metrics/retention-curves";
import { churnOnPaper } from "../metrics/churn-on-paper";
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
  return { company_size, months, at_risk: 8, churned: 0, retention: { value, low, high } } as RetentionPoint;
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
  const [low, high, curve, theory, ...small] = traces(figure);
  const [end, ofSmall] = traces(figure).filter(({ mode }) => mode === "text");

  expect(legend(figure)).toEqual(["large", "small", "Expected by the rules"]);
  // The last step is drawn for half a month.
  expect(low?.y).toEqual([1, 0.5, 0.25, 0.25]);
  expect(high).toMatchObject({ y: [1, 0.875, 0.75, 0.75], fillcolor: "rgba(0, 114, 178, 0.2)" });
  expect(curve).toMatchObject({
    name: "large",
    x: [0, 1, 2, 2.5],
    y: [1, 0.75, 0.5, 0.5],
    hoverinfo: ["all", "all", "all", "skip"],
  });
  expect(curve?.line).toMatchObject({ color: "#0072b2", shape: "hv" });
  expect(curve?.hovertemplate).toBe(
    "large <b>%{y:.1%}</b> (%{customdata[0]:.1%} to %{customdata[1]:.1%}), expected %{customdata[2]:.1%}<extra></extra>",
  );
  expect(curve?.customdata?.[1]).toEqual([0.5, 0.875, 0.75]);
  expect(theory).toMatchObject({ y: [1, 0.75, 0.5625, 0.5625], line: { dash: "dot" } });
  expect(end).toMatchObject({ x: [2.5], y: [0.5], customdata: [0.5], texttemplate: " %{customdata:.1%}" });
  expect(small[3]?.y.slice(0, 3)).toEqual([1, 0.875, 0.765625]);
  expect(ofSmall).toMatchObject({ y: [0.625], customdata: [0.625] });
  expect(figure.layout).toMatchObject({
    xaxis: { title: { text: "Months since signing up" }, range: [0, 2.5], dtick: 1 },
    yaxis: { title: { text: "Percent of companies" }, range: [0, 1.02] },
  });
  expect(figure.description).toBe(
    "Retention: share of companies that are still customers, with 95% confidence limits, and as expected by the rules. Step lines over 2 months since signing up for the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("the curve is that of Kaplan and Meier, month by month of life", () => {
  const figure = retentionFigure(retentionCurves(churnOnPaper), defaultRules);
  const small = traces(figure).find(({ name }) => name === "small");

  expect(small?.x).toEqual([0, 1, 2, 3, 3.5]);
  expect(small?.y.map((y) => y.toFixed(3))).toEqual(["1.000", "0.667", "0.667", "0.333", "0.333"]);
  expect(small?.customdata?.[2]).toEqual([
    expect.any(Number),
    expect.any(Number),
    expect.closeTo((11 / 12) ** 2, 12),
  ]);
});

test("the percents at the ends of the curves stand apart, in the order of the curves, within the chart", () => {
  const heights = (...ends: number[]) =>
    traces(
      retentionFigure(
        ends.map((end, index) => point(`size ${index}`, 1, end)),
        rules,
      ),
    )
      .filter(({ mode }) => mode === "text")
      .map(({ y }) => Number(y[0]?.toFixed(3)));

  expect(heights(0.5, 0.2)).toEqual([0.5, 0.2]);
  expect(heights(0.5, 0.49, 0.2)).toEqual([0.565, 0.49, 0.2]);
  expect(heights(0, 0, 0.1)).toEqual([0, 0.075, 0.15]);
  expect(heights(1, 0.99, 1)).toEqual([0.925, 0.85, 1]);
});

test("the months of life are told one by one up to 12, then every second, third and so on", () => {
  const axis = (months: number) => retentionFigure([point("large", months, 0.5)], rules).layout.xaxis;

  expect([1, 12, 13, 20, 21, 30, 120].map((months) => axis(months)?.dtick)).toEqual([1, 1, 2, 2, 3, 3, 12]);
  expect(axis(100)?.range).toEqual([0, 100.5]);
  expect(axis(0)).toMatchObject({ range: [0, 0.5], dtick: 1 });
});

test("a size that the rules do not know has a curve and nothing dotted", () => {
  const figure = retentionFigure([point("huge", 0, 1), point("huge", 1, 0.5)], rules);

  expect(traces(figure).map(({ mode, line }) => [mode, line?.dash])).toEqual([
    ["lines", undefined],
    ["lines", undefined],
    ["lines", "solid"],
    ["text", undefined],
  ]);
  expect(traces(figure)[2]?.hovertemplate).not.toContain("expected");
});

test("names of sizes are shown, not obeyed", () => {
  const named = { ...rules, sizes: rules.sizes.map((size) => ({ ...size, size: "<b>" })) };
  const figure = retentionFigure([point("<b>", 0, 1), point("<b>", 1, 0.5)], named);

  expect(legend(figure)[0]).toBe("&lt;b&gt;");
  expect(traces(figure)[2]?.hovertemplate).toMatch(/^&lt;b&gt; <b>/);
});

test("without data the chart says so", () => {
  const figure = retentionFigure([], rules);
  expect(figure.data).toEqual([]);
  expect(figure.layout.annotations).toMatchObject([{ text: "No data yet: run the generator first" }]);
  expect(figure.layout.xaxis?.range).toEqual([0, 0.5]);
  expect(figure.description).toBe("Retention. No data.");
  expect(retentionFigure(points, rules).layout.annotations).toBeUndefined();
});
