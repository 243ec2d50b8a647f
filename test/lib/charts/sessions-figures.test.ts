import { expect, test } from "vitest";
import { sessionsGroupedFigure, sessionsStackedFigure } from "../../../lib/charts/sessions-figures";
import { monthLabels } from "../../../lib/dataset/month";
import type { SessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { expectedOnPaper, sessionsOnPaper } from "../metrics/kpis-on-paper";
import { legend, traces, whiskers } from "./traces";

const months = ["2025-01", "2025-02", "2025-03"];

test("sessions are stacked, with what is expected of all sizes together", () => {
  const figure = sessionsStackedFigure(sessionsOnPaper, expectedOnPaper);
  const [large, small] = traces(figure);
  const [expected] = whiskers(figure);

  expect(legend(figure)).toEqual(["large", "small", "Expected, 95% prediction interval"]);
  expect(large).toMatchObject({ type: "bar", x: months, y: [4, 2, 1], marker: { color: "#0072b2" } });
  expect(small).toMatchObject({ type: "bar", x: months, y: [3, 2, 3], marker: { color: "#e69f00" } });
  expect(large?.hovertemplate).toBe("large <b>%{y:,}</b><extra></extra>");
  expect(expected).toMatchObject({
    x: months,
    y: [8.5, 4, 4],
    error_y: { array: [5.5, 3, 2], arrayminus: [2.5, 2, 2] },
    hovertemplate: "expected <b>%{y:,.1f}</b><br>%{customdata[0]:,} to %{customdata[1]:,}<extra></extra>",
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
  const [large, small] = traces(figure);
  const [ofLarge, ofSmall] = whiskers(figure);

  expect(legend(figure)).toEqual(["large", "small", "Expected, 95% prediction interval"]);
  expect([large?.y, small?.y]).toEqual([
    [4, 2, 1],
    [3, 2, 3],
  ]);
  expect([ofLarge?.y, ofSmall?.y]).toEqual([
    [3.5, 2.5, 3],
    [5, 1.5, 1],
  ]);
  expect([large, small, ofLarge, ofSmall].map((trace) => trace?.offsetgroup)).toEqual([
    "size large",
    "size small",
    "size large",
    "size small",
  ]);
  // The mouse is told of a size and what was expected of it in one line.
  expect(large?.hovertemplate).toBe(
    "large <b>%{y:,}</b> (expected %{customdata[0]:,} to %{customdata[1]:,})<extra></extra>",
  );
  expect(small?.customdata).toEqual([
    [4, 8, 5],
    [0, 2, 1.5],
    [0, 2, 1],
  ]);
  expect(ofLarge?.hoverinfo).toBe("skip");
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
  const bars = traces(figure).slice(0, 2);
  expect(whiskers(figure).map(({ offsetgroup }) => offsetgroup)).toEqual(
    bars.map(({ offsetgroup }) => offsetgroup),
  );
});

const many = (months: number, sizes: readonly string[]) =>
  monthLabels("2024-11", months).flatMap((month) =>
    sizes.map((company_size) => ({ month, company_size, active_companies: 1, sessions: 2 })),
  );
const expectedOf = (rows: readonly SessionsPerMonth[]) => {
  const sessions = { expected: 2, low: 1, high: 3 };
  return {
    ...expectedOnPaper,
    sessionsPerMonth: rows.map((row) => ({ ...row, active_companies: sessions, sessions })),
    totalsPerMonth: rows.map(({ month }) => ({ month, sessions, mrr: sessions })),
  };
};

test("more than 36 bars side by side are lines, and what is expected of them bands in their colours", () => {
  const types = (rows: readonly SessionsPerMonth[]) =>
    traces(sessionsGroupedFigure(rows)).map(({ type, mode }) => mode ?? type);
  expect(types(many(12, ["a", "b", "c"]))).toEqual(["bar", "bar", "bar"]);
  const rows = many(12, ["a", "b", "c", "d"]);
  expect(types(rows)).toEqual(Array(4).fill("lines"));

  const figure = sessionsGroupedFigure(rows, expectedOf(rows));
  const bands = traces(figure).filter(({ fillcolor }) => fillcolor);
  expect(bands.map(({ fillcolor }) => fillcolor)).toEqual([
    "rgba(0, 158, 115, 0.1)",
    "rgba(204, 121, 167, 0.1)",
    "rgba(213, 94, 0, 0.1)",
    "rgba(86, 180, 233, 0.1)",
  ]);
  expect(whiskers(figure)).toEqual([]);
  expect(figure.description).toMatch(/\. Line chart from 2024-11 to 2025-10 for /);
});

test("stacks over more than 24 months are areas, and what is expected of them a band", () => {
  const types = (months: number) => {
    const rows = many(months, ["a"]);
    return traces(sessionsStackedFigure(rows, expectedOf(rows))).map(({ type, mode }) => mode ?? type);
  };
  expect(types(24)).toEqual(["bar", "markers", "markers", "markers"]);
  expect(new Set(types(25))).toEqual(new Set(["lines"]));

  const figure = sessionsStackedFigure(many(25, ["a", "b"]));
  expect(traces(figure).map(({ stackgroup, fillcolor }) => [stackgroup, fillcolor])).toEqual([
    ["all", "#009e73"],
    ["all", "#cc79a7"],
  ]);
  expect(figure.description).toMatch(/\. Area chart /);
});
