import { expect, test } from "vitest";
import { customerForecastFigure } from "../../../lib/charts/customer-forecast-figure";
import { defaultRules } from "../../../lib/dataset/rules";
import { forecast } from "../../../lib/model/forecast";
import { aheadOnPaper, revenueSoFar } from "./outlook-on-paper";
import { legend, traces } from "./traces";

test("each size is a line so far, and dashed with a band one that goes on from its end", () => {
  const figure = customerForecastFigure(revenueSoFar, aheadOnPaper);
  const [low, high, expected, soFar, ...small] = traces(figure);
  const ahead = ["2025-12", "2026-01", "2026-02", "2026-03"];

  expect(legend(figure)).toEqual(["large", "small", "Expected, 95% prediction interval"]);
  expect(low).toMatchObject({ x: ahead, y: [8, 6, 5, 4] });
  expect(high).toMatchObject({ x: ahead, y: [8, 8, 8, 8], fillcolor: "rgba(0, 114, 178, 0.2)" });
  expect(expected).toMatchObject({
    x: ahead,
    y: [8, 7.5, 7.25, 7],
    line: { color: "#0072b2", dash: "dash" },
  });
  expect(expected?.hovertemplate).toBe(
    "large expected <b>%{y:,.1f}</b> (%{customdata[0]:,} to %{customdata[1]:,})<extra></extra>",
  );
  expect(soFar).toMatchObject({
    name: "large",
    x: ["2025-10", "2025-11", "2025-12"],
    y: [11, 10, 8],
  });
  expect(small[2]?.y).toEqual([16, 14.75, 13.5, 12.25]);
  expect(small[3]).toMatchObject({ name: "small", y: [21, 20, 16], line: { color: "#e69f00" } });
  expect(figure.layout).toMatchObject({
    xaxis: { range: ["2025-10-01", "2026-04-01"] },
    yaxis: { title: { text: "Companies" } },
    shapes: [{ type: "line", x0: "2026-01-01", x1: "2026-01-01" }],
    annotations: [{ x: "2026-01-01", text: "expected →" }],
  });
  expect(figure.description).toBe(
    "Customers: active companies per month from 2025-10 to 2025-12, and expected to 2026-03 with 95% prediction interval. Lines for the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("the outlook of the default rules is drawn for 12 months", () => {
  const figure = customerForecastFigure(revenueSoFar, forecast(defaultRules, revenueSoFar));
  const expected = traces(figure).find(
    ({ legendgroup, line }) => legendgroup === "size small" && line?.dash === "dash",
  );

  expect(expected?.y).toHaveLength(13);
  expect(expected?.y[0]).toBe(16);
  expect(expected?.y[12]).toBeCloseTo(16 * (11 / 12) ** 12, 9);
});

test("names of sizes are shown, not obeyed", () => {
  const named = <Row extends { company_size: string }>(row: Row) => ({ ...row, company_size: "<b>" });
  const ahead = { ...aheadOnPaper, mrrPerMonth: aheadOnPaper.mrrPerMonth.map(named) };
  const figure = customerForecastFigure(revenueSoFar.map(named), ahead);

  expect(legend(figure)[0]).toBe("&lt;b&gt;");
  expect(traces(figure)[2]?.hovertemplate).toMatch(/^&lt;b&gt; expected <b>/);
});

test("without data the chart says so", () => {
  const figure = customerForecastFigure([], aheadOnPaper);
  expect(figure.layout.annotations).toMatchObject([{ text: "No data yet: run the generator first" }]);
  expect(figure.layout.shapes).toBeUndefined();
  expect(figure.description).toBe("Customers. No data.");
});
