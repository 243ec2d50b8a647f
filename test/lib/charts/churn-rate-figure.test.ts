import { expect, test } from "vitest";
import { churnRateFigure } from "../../../lib/charts/churn-rate-figure";
import { monthLabels } from "../../../lib/dataset/month";
import { defaultRules } from "../../../lib/dataset/rules";
import { type ChurnRate, churnRates } from "../../../lib/metrics/churn-rates";
import { churnOnPaper } from "../metrics/churn-on-paper";
import { legend, traces } from "./traces";

function rate(month: string, company_size: string, value: number, low: number, high: number): ChurnRate {
  return { month, company_size, at_risk: 8, churned: 8 * value, churn_rate: { value, low, high } };
}

const rates = [
  rate("2025-01", "large", 0.25, 0.125, 0.5),
  rate("2025-01", "small", 0, 0, 0.25),
  rate("2025-02", "large", 0.125, 0, 0.375),
  rate("2025-02", "small", 0.5, 0.25, 0.75),
  rate("2025-03", "large", 0.25, 0.125, 0.5),
  rate("2025-03", "small", 0.125, 0, 0.375),
];

test("each size is a dotted line by the rules and a point with a whisker per month", () => {
  const figure = churnRateFigure(rates, defaultRules);
  const [theory, large, ofSmall, small] = traces(figure);

  expect(legend(figure)).toEqual(["large", "small", "Expected by the rules"]);
  expect(large).toMatchObject({
    x: ["2025-01", "2025-02", "2025-03"],
    y: [0.25, 0.125, 0.25],
    marker: { color: "#0072b2", size: 8 },
    error_y: { array: [0.25, 0.25, 0.25], arrayminus: [0.125, 0.125, 0.125] },
    customdata: [
      [0.125, 0.5, 1 / 22],
      [0, 0.375, 1 / 22],
      [0.125, 0.5, 1 / 22],
    ],
    hovertemplate:
      "large <b>%{y:.1%}</b> (%{customdata[0]:.1%} to %{customdata[1]:.1%}), expected %{customdata[2]:.1%}<extra></extra>",
  });
  expect(small).toMatchObject({
    y: [0, 0.5, 0.125],
    error_y: { array: [0.25, 0.25, 0.25], arrayminus: [0, 0.25, 0.125] },
  });
  expect(theory).toMatchObject({ y: Array(3).fill(1 / 22), line: { color: "#0072b2", dash: "dot" } });
  expect(ofSmall).toMatchObject({ y: Array(3).fill(1 / 12), line: { color: "#e69f00", dash: "dot" } });
  expect(figure.layout).toMatchObject({
    scattermode: "group",
    xaxis: { range: ["2025-01-01", "2025-04-01"] },
    yaxis: { title: { text: "Percent of customers" }, tickformat: ".3~%", range: [0, 1.05 * 0.75] },
  });
  expect(figure.description).toBe(
    "Churn rate per month: share of the customers at the start of a month that left in it, with 95% confidence interval, and by the rules. Points from 2025-01 to 2025-03 for the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("the rates of the startup on paper are drawn with the ones by the rules in all months", () => {
  const figure = churnRateFigure(churnRates(churnOnPaper), defaultRules);
  const theory = traces(figure).filter(({ line, y }) => line?.dash === "dot" && y.length > 1);

  expect(theory.map(({ y }) => y)).toEqual([Array(3).fill(1 / 22), Array(3).fill(1 / 12)]);
});

test("over more than a year the rates are those of several months together, as lines with bands", () => {
  const ofMonths = (count: number) => {
    const many = monthLabels("2024-11", count).map((month, index) => ({
      ...rate(month, "small", 0.5, 0.25, 0.75),
      at_risk: 10 - index,
      churned: 1,
    }));
    return churnRateFigure(many, defaultRules);
  };

  expect(traces(ofMonths(12)).filter(({ name }) => name === "small")[0]).toMatchObject({ mode: "markers" });
  const figure = ofMonths(13);
  expect(traces(figure).map(({ mode }) => mode)).toEqual(Array(5).fill("lines"));
  const [line] = traces(figure).filter(({ name }) => name === "small");
  expect(line).toMatchObject({
    x: ["2024-11", "2025-01", "2025-03", "2025-05", "2025-07", "2025-09", "2025-11"],
    xperiod: "M2",
    xperiod0: "2024-11",
  });
  // One each of 10 and 9 companies, then of 8 and 7.
  expect(line?.y.slice(0, 2)).toEqual([2 / 19, 2 / 15]);
  expect(figure.layout).toMatchObject({
    title: { subtitle: { text: "Customers lost in a month, 2 months together, 95%<br>confidence interval" } },
    xaxis: {
      range: ["2024-11-01", "2025-12-01"],
      unifiedhovertitle: { text: "2 months from %{x|%B %Y}" },
    },
  });
});

test("more than 36 points are lines with bands", () => {
  const ofSizes = (sizes: number) => {
    const many = monthLabels("2025-01", 12).flatMap((month) =>
      Array.from({ length: sizes }, (_, size) => rate(month, `${size}`, 0.5, 0.25, 0.75)),
    );
    return traces(churnRateFigure(many, defaultRules)).map(({ mode }) => mode);
  };
  expect(ofSizes(3)).toEqual(Array(3).fill("markers"));
  expect(ofSizes(4)).toEqual(Array(12).fill("lines"));
});

test("the rate by the rules of one month alone is a short line", () => {
  const figure = churnRateFigure([rate("2025-01", "small", 0.5, 0.25, 0.75)], defaultRules);
  expect(traces(figure)[0]).toMatchObject({ mode: "markers", marker: { symbol: "line-ew" } });
});

test("the axis reaches at least to 1%", () => {
  const never = churnRateFigure([rate("2025-01", "small", 0, 0, 0.001)], defaultRules);
  expect(never.layout.yaxis?.range).toEqual([0, 1.05 * 0.01]);
});

test("a size that the rules do not know has points and nothing dotted", () => {
  const figure = churnRateFigure([rate("2025-01", "huge", 0.5, 0.25, 0.75)], defaultRules);
  expect(traces(figure).map(({ mode }) => mode)).toEqual(["markers"]);
});

test("names of sizes are shown, not obeyed", () => {
  const rules = { ...defaultRules, sizes: defaultRules.sizes.map((size) => ({ ...size, size: "<b>" })) };
  const figure = churnRateFigure([rate("2025-01", "<b>", 0.5, 0.25, 0.75)], rules);

  expect(legend(figure)[0]).toBe("&lt;b&gt;");
  expect(traces(figure)[1]?.hovertemplate).toMatch(/^&lt;b&gt; <b>/);
});

test("without data the chart says so", () => {
  const figure = churnRateFigure([], defaultRules);
  expect(figure.layout.annotations).toMatchObject([{ text: "No data yet: run the generator first" }]);
  expect(figure.description).toBe("Churn rate per month. No data.");
  expect(churnRateFigure(rates, defaultRules).layout.annotations).toBeUndefined();
});
