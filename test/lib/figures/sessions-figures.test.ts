import { expect, test } from "vitest";
import { sessionsGroupedFigure, sessionsStackedFigure } from "../../../lib/figures/sessions-figures";
import { expectedOnPaper, sessionsOnPaper } from "../kpis/kpis-on-paper";
import { legend, traces } from "./traces";

const months = ["2025-01-01", "2025-02-01", "2025-03-01"];

test("sessions are stacked, with what is expected of all sizes together", () => {
  const figure = sessionsStackedFigure(sessionsOnPaper, expectedOnPaper);
  const [large, small, expected] = traces(figure);

  expect(legend(figure)).toEqual(["large", "small", "Expected, with 95 % interval"]);
  expect(large).toMatchObject({ type: "bar", x: months, y: [4, 2, 1], marker: { color: "#0072b2" } });
  expect(small).toMatchObject({ type: "bar", x: months, y: [3, 2, 3], marker: { color: "#e69f00" } });
  expect(large?.hovertemplate).toBe("%{y:,}");
  expect(expected).toMatchObject({
    x: months,
    y: [8.5, 4, 4],
    error_y: { array: [5.5, 3, 2], arrayminus: [2.5, 2, 2] },
    hovertemplate: "%{y:,.1f}, %{customdata[0]:,} to %{customdata[1]:,}<extra>expected</extra>",
  });
  expect(figure.layout).toMatchObject({
    barmode: "stack",
    title: { text: "Sessions per month", subtitle: { text: "All company sizes together" } },
    xaxis: { range: ["2025-01-01", "2025-04-01"] },
    yaxis: { title: { text: "Sessions" } },
  });
  expect(figure.description).toBe(
    "Sessions per month: All company sizes together. Bar chart from 2025-01 to 2025-03 for the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("sessions stand side by side, each size with what is expected of it", () => {
  const figure = sessionsGroupedFigure(sessionsOnPaper, expectedOnPaper);
  const [large, small, ofLarge, ofSmall] = traces(figure);

  expect(legend(figure)).toEqual(["large", "small", "Expected, with 95 % interval"]);
  expect([large?.y, small?.y]).toEqual([
    [4, 2, 1],
    [3, 2, 3],
  ]);
  expect([ofLarge?.y, ofSmall?.y]).toEqual([
    [3.5, 2.5, 3],
    [5, 1.5, 1],
  ]);
  expect([large, small, ofLarge, ofSmall].map((trace) => trace?.offsetgroup)).toEqual([
    "large",
    "small",
    "large",
    "small",
  ]);
  expect(figure.layout).toMatchObject({ barmode: "group", scattermode: "group" });
  expect(figure.description).toBe(
    "Sessions per month: Company sizes compared. Bar chart from 2025-01 to 2025-03 for the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("without expectations there are only bars", () => {
  for (const figure of [sessionsStackedFigure(sessionsOnPaper), sessionsGroupedFigure(sessionsOnPaper)]) {
    expect(traces(figure).map(({ type }) => type)).toEqual(["bar", "bar"]);
    expect(figure.layout.annotations).toBeUndefined();
  }
});

test("without data the chart says so", () => {
  const figure = sessionsStackedFigure([]);

  expect(figure.data).toEqual([]);
  expect(figure.layout.annotations).toMatchObject([{ text: "No data yet: run the generator first" }]);
  expect(figure.description).toBe("Sessions per month. No data.");
  expect(figure).toMatchSnapshot();
});

test("a size keeps its name and its place beside the others when its name looks like a tag", () => {
  const rows = sessionsOnPaper.map((row) => ({ ...row, company_size: `<${row.company_size}> & co` }));
  const expected = expectedOnPaper.sessionsPerMonth.map((row) => ({
    ...row,
    company_size: `<${row.company_size}> & co`,
  }));
  const figure = sessionsGroupedFigure(rows, { ...expectedOnPaper, sessionsPerMonth: expected });

  expect(legend(figure).slice(0, 2)).toEqual(["&lt;large&gt; &amp; co", "&lt;small&gt; &amp; co"]);
  expect(traces(figure).map(({ offsetgroup }) => offsetgroup)).toEqual([
    "&lt;large&gt; &amp; co",
    "&lt;small&gt; &amp; co",
    "&lt;large&gt; &amp; co",
    "&lt;small&gt; &amp; co",
  ]);
});
