import { expect, test } from "vitest";
import { bars, chart, churnRates, heatmap, intervals, lines, points } from "../../../lib";
import { completeFigure } from "../../../lib/charts/figure";
import { monthLabels } from "../../../lib/dataset/month";
import { expectedOnPaper, mrrOnPaper, sessionsOnPaper } from "../metrics/kpis-on-paper";
import { customersAtRiskOnPaper } from "../metrics/life-table-on-paper";
import * as recipes from "./recipes";
import { legend, traces } from "./traces";

const text = { title: "Sessions per month", subtitle: "All company sizes together", y: "Sessions" };
const channels = { x: "month", y: "sessions", color: "company_size" } as const;

test("a chart has its titles, the axis of its months and one box for all marks", () => {
  const { layout } = chart(text, bars(sessionsOnPaper.slice().reverse(), channels));
  expect(layout).toMatchObject({
    title: { text: "Sessions per month", subtitle: { text: "All company sizes together" } },
    xaxis: { range: ["2025-01-01", "2025-04-01"] },
    yaxis: { title: { text: "Sessions" } },
    hovermode: "x unified",
  });
});

test("a month is the same place whether it is written with its first day or without", () => {
  const months = monthLabels("2022-01", 48);
  const named = months.map((month) => ({ month, sessions: 1 }));
  const dated = months.map((month) => ({ month: `${month}-01`, sessions: 1 }));
  const timed = months.map((month) => ({ month: new Date(`${month}-01T00:00:00Z`), sessions: 1 }));
  const options = { x: "month", y: "sessions", pool: "sum" } as const;
  const pooled = chart(text, bars(named, options));
  expect(chart(text, bars(dated, options))).toEqual(pooled);
  expect(chart(text, bars(timed, options))).toEqual(pooled);

  const three = bars(named.slice(0, 3), options);
  const dots = { x: "month", y: "sessions", dash: "dot" } as const;
  expect(chart(text, three, lines(dated.slice(0, 3), dots))).toEqual(
    chart(text, three, lines(named.slice(0, 3), dots)),
  );
});

test("the axis ends above what is drawn, not above intervals that no mark draws", () => {
  const rows = [
    { month: "2026-01", size: "large", mrr: { expected: 60, low: 0, high: 500 } },
    { month: "2026-01", size: "small", mrr: { expected: 40, low: 0, high: 300 } },
  ];
  const channels = { x: "month", y: "mrr", color: "size" } as const;
  const range = (...marks: Parameters<typeof chart> extends [unknown, ...infer Marks] ? Marks : never) =>
    chart({ title: "MRR", y: "US dollars", future: "2026-01" }, ...marks).layout.yaxis?.range?.map(
      Math.round,
    );
  expect(range(bars(rows, { ...channels, stack: true }))).toEqual([0, 112]);
  expect(range(lines(rows, channels))).toEqual([0, 67]);
  expect(range(points(rows, channels), intervals(rows, channels))).toEqual([0, 560]);
});

test("its description is built from titles, marks and places, unless it has its own", () => {
  const described = (...[options, ...marks]: Parameters<typeof chart>) =>
    chart(options, ...marks).description;
  const interval = intervals(expectedOnPaper.totalsPerMonth, { x: "month", y: "sessions" });
  const stacked = bars(sessionsOnPaper, { ...channels, stack: true });
  expect(described(text, interval, stacked)).toBe(
    "Sessions per month: All company sizes together. Bar chart of large and small from 2025-01 to 2025-03, with Expected, 95% prediction interval.",
  );
  expect(described(text, lines(sessionsOnPaper.slice(0, 1), { x: "month", y: "active_companies" }))).toBe(
    "Sessions per month: All company sizes together. Line chart of active companies in 2025-01.",
  );
  const sizes = [21, 3, 100].map((sessions) => ({ sessions, churned: 1 }));
  expect(described(text, points(sizes, { x: "sessions", y: "churned" }))).toBe(
    "Sessions per month: All company sizes together. Point chart of churned from 3 to 100.",
  );
  expect(described({ ...text, description: "Mine." }, stacked)).toBe("Mine.");
});

test("without data the chart says so, whatever is expected", () => {
  const figure = recipes.sessionsStacked([], expectedOnPaper);
  expect(figure.data).toEqual([]);
  expect(figure.layout.annotations).toMatchObject([
    { text: "No rows: generate or import a dataset first, or change the query" },
  ]);
  expect(figure.layout.xaxis).toMatchObject({ visible: false });
  expect(figure.description).toBe("Sessions per month: Total usage, stacked by company size. No data.");
  expect(
    chart({ ...text, future: "2026-01" }, bars<{ x: string; y: number }>([], { x: "x", y: "y" })).layout
      .shapes,
  ).toBeUndefined();
});

test("a chart whose values are all null says which are not known, and one with some values draws them", () => {
  const rows = [{ month: "2025-01", customers: 4, mrr: null, arpa: null }];
  const unknown = chart(
    text,
    bars(rows, { x: "month", y: "mrr" }),
    lines(rows, { x: "month", y: "arpa" }),
    intervals(rows, { x: "month", y: "mrr" }),
  );
  expect(unknown.data).toEqual([]);
  expect(unknown.layout.annotations).toMatchObject([{ text: "Nothing to show: MRR and ARPA are not known" }]);
  const one = chart(text, heatmap(rows, { x: "month", y: "customers", value: "mrr" }));
  expect(one.layout.annotations).toMatchObject([{ text: "Nothing to show: MRR is not known" }]);

  const some = chart(text, bars(rows, { x: "month", y: "mrr" }), bars(rows, { x: "month", y: "customers" }));
  expect(some.data).toHaveLength(1);
  expect(some.layout.annotations).toBeUndefined();
  expect([unknown.unknown, some.unknown]).toEqual([
    `${text.title}. Nothing to show: MRR and ARPA are not known.`,
    undefined,
  ]);
});

test("intervals alone are a chart", () => {
  const figure = chart(text, intervals(expectedOnPaper.totalsPerMonth, { x: "month", y: "sessions" }));
  expect(figure.data.length).toBeGreaterThan(0);
  expect(figure.description).toContain("Interval chart of Sessions from 2025-01 to 2025-03, with Expected");
});

test("whiskers of all together stand on their lines, those of the sizes side by side", () => {
  const mrr = { x: "month", y: "mrr" } as const;
  const drawn = (color?: "company_size") =>
    chart(
      text,
      lines(mrrOnPaper, { ...mrr, color: "company_size" }),
      color
        ? intervals(expectedOnPaper.mrrPerMonth, { ...mrr, color })
        : intervals(expectedOnPaper.totalsPerMonth, mrr),
    ).layout.scattermode;
  expect([drawn(), drawn("company_size")]).toEqual([undefined, "group"]);
});

test("values of several months are in the middle of these, up to the end of the last", () => {
  const rows = churnRates(customersAtRiskOnPaper, { months: 2 });
  const churn = { x: "month", y: "churn_rate", color: "company_size" } as const;
  const figure = chart({ ...text, months: 2 }, points(rows, churn), intervals(rows, churn));
  expect(figure.layout).toMatchObject({
    title: { subtitle: { text: "All company sizes together, 2 months together" } },
    xaxis: { range: ["2025-01-01", "2025-05-01"] },
  });
  for (const trace of figure.data.filter(({ name }) => name === "large")) {
    expect(trace).toMatchObject({ x: ["2025-01", "2025-03"], xperiod: "M2", xperiodalignment: "middle" });
  }
});

test("text that is no month is an axis of names in the order of the rows", () => {
  const rows = [
    { weekday: "Mon", company_size: "large", sessions: 3 },
    { weekday: "Tue", company_size: "small", sessions: 2 },
    { weekday: "Sun", company_size: "large", sessions: 1 },
  ];
  const { layout } = chart(text, bars(rows, { x: "weekday", y: "sessions", color: "company_size" }));
  expect(layout.xaxis).toMatchObject({ type: "category", categoryarray: ["Mon", "Tue", "Sun"] });
});

test("numbers are a linear axis, days and times one of dates, first days of months one of months", () => {
  const axis = (...places: (number | string | Date)[]) =>
    chart(
      { ...text, x: "Hour" },
      points(
        places.map((place) => ({ place, sessions: 1 })),
        { x: "place", y: "sessions" },
      ),
    ).layout.xaxis;
  expect(axis(0, 6, 23)).toMatchObject({
    dtick: 3,
    title: { text: "Hour" },
    unifiedhovertitle: { text: "Hour: %{x}" },
  });
  expect(axis(0.5, 7)?.dtick).toBeUndefined();
  expect(axis(2024, 2025)).toMatchObject({ separatethousands: false });
  expect(axis(0, 2025)?.separatethousands).toBeUndefined();
  expect(axis("2025-01-01", "2025-01-02")).toMatchObject({ type: "date" });
  expect(axis(new Date("2025-01-01T12:00:00Z"))).toMatchObject({ type: "date" });
  expect(axis(new Date("2025-01-01"), new Date("2025-02-01"))).toMatchObject({
    range: ["2025-01-01", "2025-03-01"],
  });
});

test("the unit is that of the numbers, dollars if the axis says so", () => {
  const hover = (unit: { y: string; unit?: "percent" }) =>
    traces(chart({ ...text, ...unit }, bars(sessionsOnPaper, channels)))[0]?.hovertemplate;
  expect(hover({ y: "Sessions" })).toContain("%{y:,}");
  expect(hover({ y: "US dollars" })).toContain("%{y:$,.0f}");
  expect(hover({ y: "Percent", unit: "percent" })).toContain("%{y:.1%}");
});

test("an axis of few counts has a tick for each", () => {
  const axis = (sessions: number) =>
    chart(text, bars([{ month: "2025-01", sessions }], { x: "month", y: "sessions" })).layout.yaxis;
  expect([4, 5].map((sessions) => axis(sessions)?.dtick)).toEqual([1, undefined]);
});

test("there is room for words above the highest stack, unless values lie below 0", () => {
  const range = (...values: number[]) =>
    chart(
      { ...text, future: "2025-01" },
      ...values.map((value) => bars([{ month: "2025-01", value }], { x: "month", y: "value", stack: true })),
    ).layout.yaxis?.range?.map(Math.round);
  expect(range(100, 200)).toEqual([0, 336]);
  expect(range(100, -1)).toBeUndefined();
});

test("levels are dotted lines across the chart, with their names where there are fewer values", () => {
  const drawn = (levels: Record<string, number>, ...ratios: number[]) => {
    const rows = ratios.map((ratio, index) => ({ month: `2025-0${index + 1}`, ratio }));
    const options = { title: "Quick ratio", y: "Quick ratio", levels };
    return chart(options, lines(rows, { x: "month", y: "ratio" }));
  };
  const { layout, description } = drawn({ "no growth": 1, "4 & more": 4 }, 2, 1.1, 1.2);
  expect(layout.shapes).toMatchObject([
    { type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: 1, y1: 1, line: { dash: "dot" } },
    { y0: 4, y1: 4 },
  ]);
  expect(layout.annotations).toMatchObject([
    { text: "no growth", x: 1, y: 1, xanchor: "right", yanchor: "top" },
    { text: "4 &amp; more", y: 4, yanchor: "bottom" },
  ]);
  expect(layout.yaxis?.range).toEqual([0, 4 * 1.12]);
  expect(description).toBe(
    "Quick ratio. Line chart of ratio from 2025-01 to 2025-03, with no growth and 4 & more.",
  );
  const side = (...ratios: number[]) => drawn({ level: 1 }, ...ratios).layout.annotations?.[0]?.yanchor;
  expect([side(2, 0.9), side(2, 1.1), side(2, 1), side(2, 1.9)]).toEqual(["bottom", "top", "top", "bottom"]);
  // There is no room below the axis.
  expect(drawn({ nothing: 0 }, 2, 0.1).layout.annotations?.[0]?.yanchor).toBe("bottom");
  expect(drawn({ level: 0.5 }, 2, 1).layout.yaxis?.range).toBeUndefined();
  expect(drawn({ level: -1 }, -2, 1).layout.yaxis?.range).toBeUndefined();
  expect(drawn({ level: 1 }).layout.shapes).toBeUndefined();
});

test("names are displayed, not interpreted", () => {
  const rows = [
    { company: "<b>", company_size: "<i>%{y}", sessions: 1 },
    { company: `Long ${"and longer ".repeat(6)}`, company_size: "small", sessions: 2 },
  ];
  const figure = chart(
    text,
    bars(rows, { x: "company", y: "sessions", color: "company_size", name: "of $5" }),
  );
  expect(legend(figure)[0]).toBe("of &#36;5: &lt;i&gt;&#37;{y}");
  expect(traces(figure)[0]).toMatchObject({ x: ["&lt;b&gt;"] });
  expect(traces(figure)[0]?.hovertemplate).toMatch(/^of &#36;5: &lt;i&gt;&#37;{y} <b>/);
  const { tickvals, ticktext } = figure.layout.xaxis ?? {};
  expect(tickvals?.[0]).toBe("&lt;b&gt;");
  expect(String(ticktext?.[1])).toMatch(/^Long and longer .*….*longer $/);
});

test("of marks with the same names the first is in the legend", () => {
  const figure = chart(text, lines(sessionsOnPaper, channels), points(sessionsOnPaper, channels));
  expect(legend(figure)).toEqual(["large", "small"]);
  expect(traces(figure).map(({ legendgroup }) => legendgroup)).toEqual([
    ...["size large", "size small"],
    ...["size large", "size small"],
  ]);
});

test("marks without a color have one that no size has", () => {
  const figure = chart(
    text,
    bars(sessionsOnPaper, channels),
    lines(mrrOnPaper.slice(0, 1), { x: "month", y: "mrr", name: "total" }),
  );
  expect(traces(figure).at(-1)?.line?.color).toBe("#d55e00");
});

test("a chart is complete: displayFigure leaves it as it is", () => {
  for (const figure of [
    recipes.sessionsGrouped(sessionsOnPaper, expectedOnPaper),
    recipes.mrrStacked(mrrOnPaper.slice(0, 2), expectedOnPaper),
    recipes.mrrStacked([], expectedOnPaper),
  ])
    expect(completeFigure(figure)).toEqual(figure);
});
