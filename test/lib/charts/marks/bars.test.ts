import { expect, test } from "vitest";
import { bars, chart, intervals } from "../../../../lib";
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
