import { expect, test } from "vitest";
import { bars, type ChurnRate, chart, churnProbability, intervals, lines } from "../../../../lib";
import { monthLabels } from "../../../../lib/dataset/month";
import { defaultRules } from "../../../../lib/dataset/rules";
import { expectedOnPaper, mrrOnPaper, sessionsOnPaper } from "../../metrics/kpis-on-paper";
import { aheadOnPaper, mrrSoFar } from "../forecast-on-paper";
import {
  churnRate,
  customerForecast,
  mrrForecast,
  mrrShare,
  sessionsGrouped,
  sessionsStacked,
} from "../recipes";
import { legend, traces, whiskers } from "../traces";

const months = ["2025-01", "2025-02", "2025-03"];

test("intervals of no color have a line of the hover box, from low to high", () => {
  const figure = sessionsStacked(sessionsOnPaper, expectedOnPaper);
  expect(legend(figure)).toEqual(["large", "small", "Expected, 95% prediction interval"]);
  expect(whiskers(figure)).toMatchObject([
    {
      x: months,
      y: [8.5, 4, 4],
      error_y: { array: [5.5, 3, 2], arrayminus: [2.5, 2, 2] },
      hovertemplate: "expected <b>%{y:,.1f}</b><br>%{customdata[0]:,} to %{customdata[1]:,}<extra></extra>",
    },
  ]);
});

test("intervals of a color lie on its bars and are part of their hover text", () => {
  const figure = sessionsGrouped(sessionsOnPaper, expectedOnPaper);
  const [large, small] = traces(figure);
  const [ofLarge, ofSmall] = whiskers(figure);
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
  expect(figure.layout.scattermode).toBe("group");
  expect(large?.hovertemplate).toBe(
    "large <b>%{y:,}</b> (expected %{customdata[0]:,} to %{customdata[1]:,})<extra></extra>",
  );
  expect(small?.customdata).toEqual([
    [4, 8],
    [0, 2],
    [0, 2],
  ]);
  expect(ofLarge).toMatchObject({ hoverinfo: "skip" });
  expect(ofLarge?.hovertemplate).toBeUndefined();
});

test("the intervals of one size in a stack say of which", () => {
  expect(legend(mrrShare(mrrOnPaper, expectedOnPaper)).at(-1)).toBe(
    "Expected of large, 95% prediction interval",
  );
});

test("the hover text of a month without an expected value has none", () => {
  const [first] = traces(
    chart(
      { title: "Sessions", y: "Sessions" },
      bars(sessionsOnPaper, { x: "month", y: "sessions", color: "company_size" }),
      intervals(expectedOnPaper.sessionsPerMonth.slice(2), {
        x: "month",
        y: "sessions",
        color: "company_size",
      }),
    ),
  );
  expect(first?.hovertemplate?.slice(0, 2)).toEqual([
    "large <b>%{y:,}</b><extra></extra>",
    "large <b>%{y:,}</b> (expected %{customdata[0]:,} to %{customdata[1]:,})<extra></extra>",
  ]);
});

const many = (count: number, ...sizes: string[]) =>
  monthLabels("2024-11", count).flatMap((month) =>
    sizes.map((company_size) => ({
      month,
      company_size,
      sessions: 2,
      expected: { expected: 2, low: 1, high: 3 },
    })),
  );

test("on lines in place of bars they are bands in the colors of these, on areas a band with edges", () => {
  const channels = { x: "month", color: "company_size" } as const;
  const rows = many(12, "a", "b", "c", "d");
  const text = { title: "Sessions", y: "Sessions" };
  const onLines = chart(
    text,
    bars(rows, { ...channels, y: "sessions" }),
    intervals(rows, { ...channels, y: "expected" }),
  );
  expect(traces(onLines).flatMap(({ fillcolor }) => fillcolor ?? [])).toEqual([
    "rgba(0, 158, 115, 0.1)",
    "rgba(204, 121, 167, 0.1)",
    "rgba(213, 94, 0, 0.1)",
    "rgba(86, 180, 233, 0.1)",
  ]);
  expect(whiskers(onLines)).toEqual([]);
  expect(onLines.layout.scattermode).toBeUndefined();

  const totals = many(25, "a");
  const onAreas = chart(
    text,
    bars(totals, { ...channels, y: "sessions", stack: true }),
    intervals(totals, { x: "month", y: "expected" }),
  );
  const colors = traces(onAreas).flatMap(({ line, stackgroup }) => (stackgroup ? [] : [line?.color]));
  expect(colors.filter((color) => color === "rgba(255, 255, 255, 0.75)")).toHaveLength(3);
});

function rates(count: number, ...sizes: string[]): ChurnRate[] {
  return monthLabels("2025-01", count).flatMap((month) =>
    sizes.map((company_size) => ({
      month,
      company_size,
      at_risk: 10,
      churned: 1,
      churn_rate: { value: 0.1, low: 0.02, high: 0.4 },
    })),
  );
}

test("the whiskers of estimates lie around points, in their colors", () => {
  const figure = churnRate(rates(2, "large", "small"), defaultRules);
  expect(legend(figure)).toEqual(["95% confidence interval", "True rate", "large", "small"]);
  const [whisker] = traces(figure);
  expect(whisker).toMatchObject({
    hoverinfo: "skip",
    offsetgroup: "size large",
    error_y: { array: [0.30000000000000004, 0.30000000000000004], color: "#0072b2" },
    // The points are those of another mark.
    marker: { opacity: 0 },
  });
  const large = traces(figure).find(({ name }) => name === "large");
  expect(large).toMatchObject({ mode: "markers", offsetgroup: "size large" });
  expect(large?.hovertemplate).toBe(
    "large <b>%{y:.1%}</b> (%{customdata[0]:.1%} to %{customdata[1]:.1%}), True rate %{customdata[2]:.1%}<extra></extra>",
  );
  const size = defaultRules.sizes.find((one) => one.size === "large");
  expect(large?.customdata?.[0]).toEqual([0.02, 0.4, size && churnProbability(size)]);
  expect(figure.layout).toMatchObject({ scattermode: "group", yaxis: { tickformat: ".3~%" } });
});

test("of more than 36 estimates points and whiskers become lines and bands", () => {
  const modes = (count: number) =>
    traces(churnRate(rates(count, "large", "small"), defaultRules)).find(({ name }) => name === "large")
      ?.mode;
  expect([18, 19].map(modes)).toEqual(["markers", "lines"]);
});

test("estimates without points have a mark and a hover text of their own", () => {
  const [mark] = traces(
    chart(
      { title: "Churn rate", y: "Percent", unit: "percent" },
      intervals(rates(2, "large"), { x: "month", y: "churn_rate", color: "company_size" }),
    ),
  );
  expect(mark).toMatchObject({ y: [0.1, 0.1], marker: { color: "#0072b2" } });
  expect(mark?.hovertemplate).toBe(
    "large 95&#37; confidence interval <b>%{y:.1%}</b> (%{customdata[0]:.1%} to %{customdata[1]:.1%})<extra></extra>",
  );
});

test("the band of the future begins at the last value of the past, which is not expected", () => {
  const figure = customerForecast(mrrSoFar, aheadOnPaper);
  const [low, high, expected, hover] = traces(figure);
  expect(low?.x).toEqual(["2025-12", "2026-01", "2026-02", "2026-03"]);
  expect([low?.y[0], high?.y[0], expected?.y[0]]).toEqual([8, 8, 8]);
  expect(expected).toMatchObject({ line: { dash: "dash" }, hoverinfo: "skip" });
  expect(hover).toMatchObject({
    x: ["2026-01", "2026-02", "2026-03"],
    y: [7.5, 7.25, 7],
    customdata: [
      [6, 8],
      [5, 8],
      [4, 8],
    ],
    hovertemplate:
      "large expected <b>%{y:,.1f}</b> (%{customdata[0]:,} to %{customdata[1]:,})<extra></extra>",
  });
  expect(figure.layout).toMatchObject({
    shapes: [{ x0: "2026-01-01" }],
    annotations: [{ text: "expected →", xanchor: "left" }],
  });
});

test("a band of no color begins at the last value of the only line", () => {
  const line = (name: string) => lines([{ month: "2025-12", mrr: 7 }], { x: "month", y: "mrr", name });
  const bandOver = (...pasts: ReturnType<typeof line>[]) => {
    const band = intervals(aheadOnPaper.totalsPerMonth, { x: "month", y: "mrr", band: true });
    return traces(chart({ title: "MRR", y: "US dollars", future: "2026-01" }, band, ...pasts))[0];
  };
  const band = bandOver(line("MRR"));
  expect([band?.x[0], band?.y[0]]).toEqual(["2025-12", 7]);
  expect(bandOver(line("MRR"), line("ARR"))?.x[0]).toBe("2026-01");
});

test("a band that begins in the past is not joined to it", () => {
  const { mrrPerMonth } = aheadOnPaper;
  const [low] = traces(
    chart(
      { title: "Customers", y: "Companies", future: "2026-02" },
      intervals(mrrPerMonth, { x: "month", y: "active_companies", color: "company_size", band: true }),
      lines(mrrSoFar, { x: "month", y: "active_companies", color: "company_size" }),
    ),
  );
  expect(low?.x).toEqual(["2026-01", "2026-02", "2026-03"]);
});

test("intervals over many thin lines have a hover text, since these have none", () => {
  const figure = chart(
    { title: "MRR", y: "US dollars" },
    lines(
      expectedOnPaper.totalsPerMonth.map(({ month }) => ({ month, mrr: 100, startup: 1 })),
      { x: "month", y: "mrr", series: "startup" },
    ),
    intervals(expectedOnPaper.totalsPerMonth, { x: "month", y: "mrr" }),
  );
  expect(whiskers(figure)[0]?.hovertemplate).toMatch(/^expected <b>/);
});

test("the bars of the future are paler, share legend entries with the past, and are called expected", () => {
  const figure = mrrForecast(mrrSoFar, aheadOnPaper);
  const [large, , pale] = traces(figure);
  expect(legend(figure)).toEqual(["large", "small", "Expected, 95% prediction interval"]);
  expect([large?.marker?.color, pale?.marker?.color]).toEqual(["#0072b2", "rgba(0, 114, 178, 0.45)"]);
  expect(pale).toMatchObject({ legendgroup: large?.legendgroup, showlegend: false, y: [742.5, 717.75, 693] });
  expect(pale?.hovertemplate).toBe("large expected <b>%{y:$,.0f}</b><extra></extra>");
});

test("the areas of the future begin where those of the past end", () => {
  const past = monthLabels("2024-01", 24).map((month) => ({
    ...mrrSoFar[0],
    month,
    company_size: "large",
    mrr: 7,
  }));
  const { mrrPerMonth } = aheadOnPaper;
  const figure = chart(
    { title: "MRR", y: "US dollars", future: "2026-01" },
    bars(past, { x: "month", y: "mrr", color: "company_size", stack: true }),
    bars(mrrPerMonth, { x: "month", y: "mrr", color: "company_size", stack: true, faint: true }),
    lines(past, { x: "month", y: "mrr" }),
  );
  const future = traces(figure).find(({ stackgroup }) => stackgroup === "future");
  expect([future?.x[0], future?.y[0]]).toEqual(["2025-12", 7]);
});
