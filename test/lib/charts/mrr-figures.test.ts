import { expect, test } from "vitest";
import { mrrShareFigure, mrrStackedFigure } from "../../../lib/charts/mrr-figures";
import { expectedOnPaper, revenueOnPaper } from "../metrics/kpis-on-paper";
import { legend, traces, whiskers } from "./traces";

test("revenue is stacked in dollars, with what is expected of all sizes together", () => {
  const figure = mrrStackedFigure(revenueOnPaper, expectedOnPaper);
  const [large, small] = traces(figure);
  const [expected] = whiskers(figure);

  expect([large?.name, large?.y]).toEqual(["large", [198, 99, 99]]);
  expect([small?.name, small?.y]).toEqual(["small", [38, 38, 19]]);
  expect(large?.hovertemplate).toBe("large <b>%{y:$,.0f}</b><extra></extra>");
  expect(expected).toMatchObject({
    y: [225.75, 177, 196],
    error_y: { array: [29.25, 78, 59], arrayminus: [107.75, 78, 59] },
    hovertemplate:
      "expected <b>%{y:$,.0f}</b><br>%{customdata[0]:$,.0f} to %{customdata[1]:$,.0f}<extra></extra>",
  });
  expect(figure.layout).toMatchObject({
    barmode: "stack",
    yaxis: { title: { text: "US dollars" }, tickprefix: "$" },
  });
  expect(figure.description).toBe(
    "Revenue per month: Monthly prices of the active companies. Bar chart from 2025-01 to 2025-03 for the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("shares of revenue are stacked in percent, with what is expected of the lowest bars", () => {
  const figure = mrrShareFigure(revenueOnPaper, expectedOnPaper);
  const [large, small] = traces(figure);
  const [expected, ...more] = whiskers(figure);

  expect([large?.name, large?.y]).toEqual(["large", [198 / 236, 99 / 137, 99 / 118]]);
  expect([small?.name, small?.y]).toEqual(["small", [38 / 236, 38 / 137, 19 / 118]]);
  expect(expected).toMatchObject({ y: [0.75, 0.75, 0.5], x: ["2025-01", "2025-02", "2025-03"] });
  expect(more).toEqual([]);
  expect(legend(figure).at(-1)).toBe("Expected of large, 95% prediction interval");
  expect(large?.customdata?.[2]).toEqual([0.25, 0.875, 0.5]);
  expect(large?.hovertemplate).toBe(
    "large <b>%{y:.1%}</b> (expected %{customdata[0]:.1%} to %{customdata[1]:.1%})<extra></extra>",
  );
  expect(small?.hovertemplate).toBe("small <b>%{y:.1%}</b><extra></extra>");
  expect(figure.layout).toMatchObject({
    barmode: "stack",
    yaxis: { title: { text: "Percent of revenue" }, tickformat: ".3~%" },
  });
  expect(figure.description).toBe(
    "Share of revenue per month: Of the month's revenue from all company sizes. Bar chart from 2025-01 to 2025-03 for the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("without expectations there are only bars", () => {
  for (const figure of [mrrStackedFigure(revenueOnPaper), mrrShareFigure(revenueOnPaper)])
    expect(traces(figure).map(({ type }) => type)).toEqual(["bar", "bar"]);
});

test("without data but with expectations the charts say that there is none", () => {
  for (const figure of [mrrStackedFigure([], expectedOnPaper), mrrShareFigure([], expectedOnPaper)]) {
    expect(figure.layout.annotations).toMatchObject([{ text: "No data yet: run the generator first" }]);
    expect(figure.description).toMatch(/\. No data\.$/);
  }
});

test("all amounts of a chart have cents where one has", () => {
  const rows = revenueOnPaper.map((row) => ({ ...row, mrr: row.mrr + 0.5 }));
  expect(traces(mrrStackedFigure(rows)).map(({ hovertemplate }) => hovertemplate)).toEqual([
    "large <b>%{y:$,.2f}</b><extra></extra>",
    "small <b>%{y:$,.2f}</b><extra></extra>",
  ]);
});
