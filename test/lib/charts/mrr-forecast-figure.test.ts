import { expect, test } from "vitest";
import { mrrForecastFigure } from "../../../lib/charts/mrr-forecast-figure";
import { defaultRules } from "../../../lib/dataset/rules";
import { forecast } from "../../../lib/model/forecast";
import { aheadOnPaper, revenueSoFar } from "./outlook-on-paper";
import { legend, traces, whiskers } from "./traces";

test("the bars of each size go on paler, with an interval for all sizes together", () => {
  const figure = mrrForecastFigure(revenueSoFar, aheadOnPaper);
  const [large, largeAhead, small, smallAhead] = traces(figure);
  const [expected] = whiskers(figure);
  const [past, future] = [
    ["2025-10", "2025-11", "2025-12"],
    ["2026-01", "2026-02", "2026-03"],
  ];

  expect(legend(figure)).toEqual(["large", "small", "Expected, 95% prediction interval"]);
  expect(large).toMatchObject({ type: "bar", x: past, y: [1089, 990, 792], marker: { color: "#0072b2" } });
  expect(largeAhead).toMatchObject({ x: future, y: [742.5, 717.75, 693] });
  expect(largeAhead?.marker?.color).toBe("rgba(0, 114, 178, 0.45)");
  expect(largeAhead?.hovertemplate).toBe("large expected <b>%{y:$,.0f}</b><extra></extra>");
  expect(small).toMatchObject({
    x: past,
    y: [399, 380, 304],
    hovertemplate: "small <b>%{y:$,.0f}</b><extra></extra>",
  });
  expect(smallAhead).toMatchObject({ x: future, y: [280.25, 256.5, 232.75] });
  expect(expected).toMatchObject({
    x: future,
    y: [1022.75, 974.25, 925.75],
    error_y: { array: [73.25, 115.75, 154.25], arrayminus: [162.75, 214.25, 285.75] },
    hovertemplate:
      "expected <b>%{y:$,.0f}</b><br>%{customdata[0]:$,.0f} to %{customdata[1]:$,.0f}<extra></extra>",
  });
  expect(figure.layout).toMatchObject({
    barmode: "stack",
    xaxis: { range: ["2025-10-01", "2026-04-01"] },
    yaxis: { title: { text: "US dollars" } },
    annotations: [{ x: "2026-01-01", text: "expected →" }],
  });
  expect(figure.description).toBe(
    "Revenue per month from 2025-10 to 2025-12, and expected to 2026-03 with 95% prediction interval. Stacked bars for the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("the outlook of the default rules is drawn for 12 months", () => {
  const bars = traces(mrrForecastFigure(revenueSoFar, forecast(defaultRules, revenueSoFar))).slice(0, 4);

  expect(bars.map(({ x }) => x.length)).toEqual([3, 12, 3, 12]);
  expect(bars[3]?.y[0]).toBeCloseTo(19 * 16 * (11 / 12), 9);
});

test("names of sizes are shown, not obeyed", () => {
  const named = <Row extends { company_size: string }>(row: Row) => ({ ...row, company_size: "<b>" });
  const ahead = { ...aheadOnPaper, mrrPerMonth: aheadOnPaper.mrrPerMonth.map(named) };
  const figure = mrrForecastFigure(revenueSoFar.map(named), ahead);

  expect(legend(figure)[0]).toBe("&lt;b&gt;");
  expect(traces(figure)[1]?.hovertemplate).toMatch(/^&lt;b&gt; expected <b>/);
});

test("without data the chart says so", () => {
  const figure = mrrForecastFigure([], aheadOnPaper);
  expect(figure.layout.annotations).toMatchObject([{ text: "No data yet: run the generator first" }]);
  expect(figure.description).toBe("Revenue per month. No data.");
});
