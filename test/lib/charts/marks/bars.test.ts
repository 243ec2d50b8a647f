import { expect, test } from "vitest";
import { bars, chart, intervals, lines } from "../../../../lib";
import { monthLabels } from "../../../../lib/dataset/month";
import { mrrMovementsOnPaper, sessionsOnPaper } from "../../metrics/kpis-on-paper";
import { churned, mrrMovements } from "../recipes";
import { legend, traces, whiskers } from "../traces";

const months = ["2025-01", "2025-02", "2025-03"];
const text = { title: "Sessions per month", y: "Sessions" };

/** So many months of these sizes, with a session of each company and one that churns. */
function many(count: number, ...sizes: string[]) {
  return monthLabels("2024-11", count).flatMap((month) =>
    sizes.map((company_size) => ({
      month,
      company_size,
      sessions: 2,
      churned: 1,
      expected: { expected: 1.5, low: 1, high: 3 },
    })),
  );
}

test("bars of a color are a trace in the color of the size, stacked or side by side", () => {
  const channels = { x: "month", y: "sessions", color: "company_size" } as const;
  const stacked = chart(text, bars(sessionsOnPaper, { ...channels, stack: true }));
  expect(traces(stacked)).toMatchObject([
    { type: "bar", name: "large", x: months, y: [4, 2, 1], marker: { color: "#0072b2" } },
    { type: "bar", name: "small", x: months, y: [3, 2, 3], marker: { color: "#e69f00" } },
  ]);
  expect(traces(stacked)[0]?.hovertemplate).toBe("large <b>%{y:,}</b><extra></extra>");
  expect(stacked.layout.barmode).toBe("relative");

  const grouped = chart(text, bars(sessionsOnPaper, channels));
  expect(grouped.layout.barmode).toBe("group");
  expect(traces(grouped).map(({ offsetgroup }) => offsetgroup)).toEqual(["size large", "size small"]);
});

test("if each place has one color, a bar fills its place and its interval stands in the middle", () => {
  const durations = [
    { company_size: "large", minutes: 15, expected: { expected: 15, low: 14, high: 16 } },
    { company_size: "small", minutes: 14, expected: { expected: 15, low: 14, high: 16 } },
  ];
  const channels = { x: "company_size", color: "company_size" } as const;
  const figure = chart(
    text,
    bars(durations, { ...channels, y: "minutes" }),
    intervals(durations, { ...channels, y: "expected" }),
  );
  expect(figure.layout).toMatchObject({ barmode: "relative" });
  expect(figure.layout.scattermode).toBeUndefined();
  expect(traces(figure).map(({ offsetgroup }) => offsetgroup)).not.toContain("size large");
});

test("rows of the same place and color are one bar", () => {
  const [total, ...others] = traces(chart(text, bars(sessionsOnPaper, { x: "month", y: "sessions" })));
  expect(total).toMatchObject({ name: "sessions", x: months, y: [7, 4, 4] });
  expect(others).toEqual([]);
});

test("the eighth size and later ones have patterns, their lines dashes", () => {
  const sizes = [..."abcdefg"];
  const channels = { x: "month", y: "sessions", color: "company_size" } as const;
  const [a, , , , , f] = traces(chart(text, bars(many(2, ...sizes), { ...channels, stack: true })));
  expect([a?.marker?.pattern, f?.marker?.pattern]).toEqual([{ shape: "" }, { shape: "/" }]);
  const lines = traces(chart(text, bars(many(12, ...sizes), channels)));
  expect([lines[0]?.line?.dash, lines[5]?.line?.dash]).toEqual(["solid", "dashdot"]);
});

test("more than 36 bars side by side are lines, more than 24 stacks areas", () => {
  const kinds = (stack: boolean, ...[count, ...sizes]: [number, ...string[]]) =>
    traces(
      chart(text, bars(many(count, ...sizes), { x: "month", y: "sessions", color: "company_size", stack })),
    ).map(({ type, mode, stackgroup }) => stackgroup ?? mode ?? type);
  expect(kinds(false, 12, "a", "b", "c")).toEqual(["bar", "bar", "bar"]);
  expect(kinds(false, 12, "a", "b", "c", "d")).toEqual(Array(4).fill("lines"));
  expect(kinds(true, 24, "a", "b")).toEqual(["bar", "bar"]);
  expect(kinds(true, 25, "a", "b")).toEqual(["past", "past"]);
});

test("bars of names stay bars, however many", () => {
  const rows = Array.from({ length: 50 }, (_, index) => ({ company: `company ${index}`, sessions: index }));
  expect(traces(chart(text, bars(rows, { x: "company", y: "sessions" })))).toMatchObject([{ type: "bar" }]);
});

test("of pooled bars each is the sum, or the last, of several months, and intervals become expected sums", () => {
  const rows = many(36, "large", "small");
  const figure = chart(
    text,
    bars(rows, { x: "month", y: "churned", color: "company_size", pool: "sum" }),
    intervals(rows, { x: "month", y: "expected", color: "company_size" }),
  );
  const [large] = traces(figure);
  expect(large).toMatchObject({ type: "bar", xperiod: "M3", y: Array(12).fill(3) });
  expect(large?.x.slice(0, 2)).toEqual(["2024-11", "2025-02"]);
  expect(large?.hovertemplate).toBe("large <b>%{y:,}</b> (expected %{customdata[0]:,.1f})<extra></extra>");
  expect(whiskers(figure)[0]?.y).toEqual(Array(12).fill(4.5));
  expect(legend(figure)).toEqual(["large", "small", "Expected"]);
  expect(figure.layout).toMatchObject({
    title: { subtitle: { text: "3 months together" } },
    xaxis: {
      range: ["2024-11-01", "2027-11-01"],
      unifiedhovertitle: { text: "3 months from %{x|%B %Y}" },
    },
  });

  const reversed = chart(
    text,
    bars(rows.slice().reverse(), { x: "month", y: "churned", color: "company_size", pool: "sum" }),
  );
  expect(reversed.layout.xaxis?.range).toEqual(["2024-11-01", "2027-11-01"]);
  const last = chart(text, bars(rows, { x: "month", y: "churned", stack: true, pool: "last" }));
  expect(traces(last)[0]?.y).toEqual(Array(12).fill(2));
});

test("few bars are not pooled", () => {
  const rows = many(12, "large", "small");
  const expected = {
    churnedCustomersPerMonth: [],
    sessionsPerMonth: [],
    mrrPerMonth: [],
    totalsPerMonth: [],
  };
  const figure = churned(
    rows.map((row) => ({ ...row, churned_to_date: 0 })),
    expected,
  );
  expect(traces(figure)[0]).toMatchObject({ xperiod: "M1", y: Array(12).fill(1) });
  expect(figure.layout.title?.subtitle?.text).not.toContain("together");
});

test("labels show the sum of a mark above the stack, and nothing in a month without", () => {
  const [remaining, large, small, label] = traces(mrrMovements(mrrMovementsOnPaper));
  expect(remaining).toMatchObject({ name: "remaining", y: [236, 137, 118] });
  expect(remaining?.marker?.color).toBe("rgba(128, 128, 128, 0.35)");
  expect([large?.name, large?.y]).toEqual(["churned: large", [0, 99, 0]]);
  expect([small?.name, small?.y]).toEqual(["churned: small", [19, 0, 19]]);
  expect(label).toMatchObject({
    y: [0, 0, 0],
    customdata: [19, 99, 19],
    texttemplate: Array(3).fill("−%{customdata:$,.0f}"),
    width: 28 * 86_400_000,
    showlegend: false,
    hoverinfo: "skip",
  });
  const quiet = mrrMovementsOnPaper.map((row) => ({ ...row, churned_mrr: 0 }));
  expect(traces(mrrMovements(quiet)).at(-1)?.texttemplate).toEqual(["", "", ""]);

  const [one] = traces(chart(text, bars(sessionsOnPaper, { x: "month", y: "sessions", labels: "" })));
  expect(one).toMatchObject({ texttemplate: "%{y:,}", textposition: "outside" });
});

/** A year or more of movements: more is gained than churns, but not in every month. */
function movements(count: number) {
  return monthLabels("2024-11", count).map((month, index) => ({
    month,
    new_mrr: 100,
    reactivated_mrr: 10,
    churned_mrr: -60 - 20 * (index % 4),
    net: 50 - 20 * (index % 4),
  }));
}

function movementChart(count: number, pool?: "sum") {
  const rows = movements(count);
  const style = { stack: true, ...(pool ? { pool } : {}) } as const;
  return chart(
    { title: "MRR movements", y: "US dollars" },
    bars(rows, { x: "month", y: "new_mrr", name: "new", fill: "green", ...style }),
    bars(rows, { x: "month", y: "reactivated_mrr", name: "reactivated", fill: "sky", ...style }),
    bars(rows, { x: "month", y: "churned_mrr", name: "churned", fill: "vermilion", ...style }),
    lines(rows, { x: "month", y: "net" }),
  );
}

test("several marks are one stack, with values below 0 below the axis, and a line with an edge lies on it", () => {
  const figure = movementChart(12);
  expect(legend(figure)).toEqual(["new", "reactivated", "churned", "net"]);
  const [gained, , lost, edge, net] = traces(figure);
  expect([gained, lost].map((trace) => [trace?.type, trace?.marker?.color, trace?.y[0]])).toEqual([
    ["bar", "#009e73", 100],
    ["bar", "#d55e00", -60],
  ]);
  expect(lost?.hovertemplate).toBe("churned <b>−%{customdata[0]:$,.0f}</b><extra></extra>");
  expect(edge).toMatchObject({ y: net?.y, line: { color: "rgba(255, 255, 255, 0.75)", width: 5.5 } });
  expect(edge).toMatchObject({ showlegend: false, hoverinfo: "skip" });
  // The first color of the palette that no mark has.
  expect(net?.line?.color).toBe("#cc79a7");
  expect(figure.layout).toMatchObject({ barmode: "relative", yaxis: { tickformat: "$,.0f" } });
  expect(figure.layout.yaxis?.range).toBeUndefined();
});

test("stacks on both sides of the axis stay bars over many months, of several months each if they are pooled", () => {
  const shapes = (figure: ReturnType<typeof chart>) => traces(figure).map(({ type, x }) => [type, x.length]);
  expect(shapes(movementChart(36)).slice(0, 3)).toEqual(Array(3).fill(["bar", 36]));
  const pooled = movementChart(36, "sum");
  expect(shapes(pooled)).toEqual([...Array(3).fill(["bar", 12]), ...Array(2).fill(["scatter", 12])]);
  expect(traces(pooled).map(({ y }) => y[0])).toEqual([300, 30, -240, 90, 90]);
});

test("values below 0 add up below the axis", () => {
  const rows = ["a", "b"].map((size) => ({ month: "2025-01", size, lost: -600_000 }));
  const axis = (stack: boolean) =>
    chart({ title: "Churned", y: "US dollars" }, bars(rows, { x: "month", y: "lost", color: "size", stack }))
      .layout.yaxis?.tickformat;
  expect([axis(true), axis(false)]).toEqual(["$.3~s", "$,.0f"]);
});

test("colors with a meaning are those of the names of a column in the whole chart", () => {
  const rows = ["churned", "new", "__proto__"].map((movement) => ({
    month: "2025-01",
    movement,
    mrr: 5,
    net: 1,
  }));
  const channels = { x: "month", color: "movement" } as const;
  const figure = chart(
    text,
    bars(rows, { ...channels, y: "mrr", fill: { churned: "vermilion", new: "green" } }),
    lines(rows, { ...channels, y: "net" }),
  );
  expect(
    traces(figure)
      .slice(0, 3)
      .map(({ marker }) => marker?.color),
  ).toEqual(["#d55e00", "#009e73", "#009e73"]);
  expect(
    traces(figure)
      .slice(3)
      .map(({ line }) => line?.color),
  ).toEqual(["#d55e00", "#009e73", "#009e73"].flatMap((color) => ["rgba(255, 255, 255, 0.75)", color]));
});
