import { expect, test } from "vitest";
import { chart, lines, points } from "../../../../lib";
import { monthLabels } from "../../../../lib/dataset/month";
import { fan, retention, startups } from "../recipes";
import { legend, traces } from "../traces";

const text = { title: "Retention", y: "Percent of companies", unit: "percent" } as const;
const rows = [
  { tenure: 0, company_size: "large", share: 1, expected: 1 },
  { tenure: 0, company_size: "small", share: 1, expected: 1 },
  { tenure: 1, company_size: "large", share: 0.75, expected: 0.8 },
  { tenure: 1, company_size: "small", share: 0.5, expected: 0.6 },
];
const channels = { x: "tenure", y: "share", color: "company_size" } as const;

test("a line of each color, with a gap for null", () => {
  const gap = [...rows, { tenure: 2, company_size: "large", share: null, expected: 1 }];
  const [large, small] = traces(chart(text, lines(gap, channels)));
  expect(large).toMatchObject({ name: "large", mode: "lines", x: [0, 1, 2], y: [1, 0.75, null] });
  expect(large?.line).toMatchObject({ color: "#0072b2", dash: "solid", shape: "linear" });
  expect(small).toMatchObject({ y: [1, 0.5] });
  expect(large?.hovertemplate).toBe("large <b>%{y:.1%}</b><extra></extra>");
});

test("a line of one place is a point, and markers are drawn on up to 24", () => {
  const mode = (count: number) => {
    const many = monthLabels("2024-11", count).map((month) => ({ month, share: 0.5 }));
    return traces(chart(text, lines(many, { x: "month", y: "share", markers: true })))[0]?.mode;
  };
  expect([1, 2, 24, 25].map(mode)).toEqual(["markers", "lines+markers", "lines+markers", "lines"]);
});

test("the last step goes half the way to the next number, without a hover text, and its value is written at its end", () => {
  const figure = chart(text, lines(rows, { ...channels, step: true, labels: true }));
  const [large, told] = traces(figure);
  const [end, ofSmall] = traces(figure).filter(({ mode }) => mode === "text");
  expect(large).toMatchObject({
    x: [0, 1, 1.5],
    y: [1, 0.75, 0.75],
    line: { shape: "hv" },
    hoverinfo: "skip",
  });
  expect(told).toMatchObject({ x: [0, 1], y: [1, 0.75], marker: { opacity: 0 }, showlegend: false });
  expect(told?.hovertemplate).toBe("large <b>%{y:.1%}</b><extra></extra>");
  expect(end).toMatchObject({
    mode: "text",
    x: [1.5],
    customdata: [0.75],
    texttemplate: " %{customdata:.1%}",
  });
  expect(ofSmall).toMatchObject({ y: [0.5] });
  expect(figure.layout).toMatchObject({
    margin: { r: 56 },
    hoverdistance: -1,
    xaxis: { range: [0, 1.5], dtick: 1 },
    yaxis: { range: [0, 1.02] },
  });
});

test("the values at the ends of lines do not overlap, in the order of the lines, within the chart", () => {
  const heights = (...ends: number[]) => {
    const curves = ends.flatMap((value, index) =>
      [0, 1].map((months) => ({ months, company_size: `size ${index}`, share: months === 0 ? 1 : value })),
    );
    const figure = chart(
      text,
      lines(curves, { x: "months", y: "share", color: "company_size", labels: true }),
    );
    return traces(figure)
      .filter(({ mode }) => mode === "text")
      .map(({ y }) => Number(y[0]?.toFixed(3)));
  };

  expect(heights(0.5, 0.2)).toEqual([0.5, 0.2]);
  expect(heights(0.5, 0.49, 0.2)).toEqual([0.565, 0.49, 0.2]);
  expect(heights(0, 0, 0.1)).toEqual([0, 0.075, 0.15]);
  expect(heights(1, 0.99, 1)).toEqual([0.925, 0.85, 1]);
});

test("dotted lines have one legend entry and are part of the hover text of their color", () => {
  const figure = chart(
    text,
    lines(rows, { ...channels, y: "expected", dash: "dot", name: "True rate" }),
    points(rows, channels),
  );
  const [dotted, , , large] = traces(figure);
  expect(legend(figure)).toEqual(["True rate", "large", "small"]);
  expect(dotted).toMatchObject({ line: { dash: "dot", color: "#0072b2" }, hoverinfo: "skip" });
  expect(dotted?.hovertemplate).toBeUndefined();
  expect(large?.hovertemplate).toBe("large <b>%{y:.1%}</b>, True rate %{customdata[0]:.1%}<extra></extra>");
  expect(large?.customdata).toEqual([[1], [0.8]]);

  const [ofAll] = traces(chart(text, lines(rows.slice(1, 3), { x: "tenure", y: "expected", dash: "dot" })));
  expect(ofAll?.line).toMatchObject({ dash: "dot", color: "#767676" });

  const [alone] = traces(chart(text, lines(rows, { ...channels, y: "expected", dash: "dot" })));
  expect(alone?.hovertemplate).toBe("large expected <b>%{y:.1%}</b><extra></extra>");
});

test("a size that the rules do not know has a curve and nothing dotted", () => {
  const points = [0, 1].map((months) => ({
    company_size: "huge",
    months,
    at_risk: 8,
    churned: 0,
    retention: { value: 1 - months / 2, low: 0, high: 1 },
  }));
  const figure = retention(points, { companies: 8, months: 1, startMonth: "2025-01", sizes: [] });
  expect(legend(figure)).toEqual(["95% confidence interval", "huge"]);
});

test("startups differ by dashes too, and have none of the colors of the default sizes", () => {
  const compared = ["As it is", "Higher price"].flatMap((startup) =>
    ["2025-01", "2025-02"].map((month) => ({ startup, month, mrr: 19 })),
  );
  expect(traces(startups(compared)).map(({ name, line }) => [name, line?.color, line?.dash])).toEqual([
    ["As it is", "#009e73", "solid"],
    ["Higher price", "#cc79a7", "dash"],
  ]);
});

test("many lines of one color are a trace with gaps, one legend entry and no hover text", () => {
  const simulated = [1, 2].flatMap((startup) =>
    ["2025-01", "2025-02"].map((month, index) => ({ startup, month, mrr: startup * 10 - index })),
  );
  const figure = fan(simulated, [{ month: "2025-01", mrr: 15 }]);
  expect(traces(figure)[0]).toMatchObject({
    x: ["2025-01", "2025-02", null, "2025-01", "2025-02", null],
    y: [10, 9, null, 20, 19, null],
    hoverinfo: "skip",
    line: { color: "rgba(118, 118, 118, 0.15)", width: 1 },
  });
  expect(legend(figure)).toEqual(["Simulated startups", "This startup"]);
});
