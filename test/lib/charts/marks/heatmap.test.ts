import { expect, test } from "vitest";
import { bars, chart, heatmap } from "../../../../lib";
import type { Figure } from "../../../../lib/charts/figure";
import { monthLabels } from "../../../../lib/dataset/month";
import { traces } from "../traces";

const text = {
  title: "Retention",
  y: "Sign-up month",
  x: "Months since signing up",
  unit: "percent",
} as const;
const channels = { x: "tenure", y: "cohort", value: "retention" } as const;

// Three cohorts, the last first, and a hole in the middle of the second.
const cohorts = [
  { cohort: "2025-03", tenure: 0, retention: 1 },
  { cohort: "2025-02", tenure: 1, retention: null },
  { cohort: "2025-02", tenure: 0, retention: 1 },
  { cohort: "2025-01", tenure: 2, retention: 0.5 },
  { cohort: "2025-01", tenure: 1, retention: 0.75 },
  { cohort: "2025-01", tenure: 0, retention: 1 },
];

/** A triangle of cohorts. */
function triangle(count: number) {
  const months = monthLabels("2023-11", count);
  return months.flatMap((cohort, index) =>
    months.slice(index).map((month, tenure) => ({ cohort, month, tenure, retention: 0.98 ** tenure })),
  );
}

interface CellTrace {
  readonly base: readonly number[];
  readonly text?: readonly string[];
  readonly textfont?: { readonly color: readonly string[] };
  readonly marker: { readonly color: readonly string[] | string; readonly showscale?: boolean };
  readonly customdata?: readonly (readonly (string | number)[])[];
}

function cellsOf(figure: Figure) {
  const [cells, labels] = figure.data as readonly unknown[] as readonly CellTrace[];
  return { cells, labels };
}

test("each value is a bar that fills its cell, the earliest cohort on top; others are empty", () => {
  const figure = chart(text, heatmap(cohorts, channels));
  const { cells } = cellsOf(figure);
  const [{ y } = { y: [] }] = traces(figure);
  expect(figure.data[0]).toMatchObject({ type: "bar", orientation: "h", width: 0.94 });
  expect(y.map((row, index) => [row, Math.round(Number(cells?.base[index]) + 0.48)])).toEqual([
    [2, 0],
    [1, 0],
    [0, 2],
    [0, 1],
    [0, 0],
  ]);
  // 1, 1, 0.5, 0.75 and 1: the middle lies at 5/6 of the way from the first shade to the second.
  expect(cells?.marker.color).toEqual(["#004a75", "#004a75", "#c0def0", "#2084bc", "#004a75"]);
  expect(figure.data.at(-1)).toMatchObject({
    type: "scatter",
    marker: { cmin: 0.5, cmax: 1, showscale: true },
  });
  expect(figure.layout).toMatchObject({
    hovermode: "closest",
    barmode: "overlay",
    yaxis: { range: [2.5, -0.5], ticktext: ["Jan 2025", "Feb 2025", "Mar 2025"], title: { text: text.y } },
    xaxis: { range: [-0.5, 5.5], ticktext: ["0", "1", "2"], title: { text: text.x } },
  });
});

test("the hover box names both places and the value", () => {
  const { data } = chart(text, heatmap(cohorts.slice(0, 1), { ...channels, name: "kept 50%" }));
  expect(data[0]).toMatchObject({
    customdata: [["March 2025", "0", 1]],
    hovertemplate:
      "Sign-up month: %{customdata[0]}<br>Months since signing up: %{customdata[1]}<br>kept 50&#37; <b>%{customdata[2]:.1%}</b><extra></extra>",
  });
  const untitled = chart({ title: "MRR", y: "Cohort" }, heatmap(cohorts, channels));
  expect(traces(untitled)[0]?.hovertemplate).toContain("<br>tenure: %{customdata[1]}<br>retention <b>");
  const byMonth = heatmap(triangle(2), { x: "month", y: "cohort", value: "retention" });
  expect(traces(chart({ title: "MRR", y: "Cohort" }, byMonth))[0]?.hovertemplate).toContain(
    "<br>%{customdata[1]}<br>retention <b>",
  );
});

test("values are written in the cells, in the unit of the chart, black on light shades and white on dark ones", () => {
  const { labels } = cellsOf(chart(text, heatmap(cohorts, channels)));
  expect(labels).toMatchObject({
    hoverinfo: "skip",
    marker: { color: "rgba(0, 0, 0, 0)" },
    text: ["100%", "100%", "50%", "75%", "100%"],
    textfont: { color: ["#ffffff", "#ffffff", "#000000", "#000000", "#ffffff"] },
  });
  const amounts = cohorts.map(({ cohort, tenure }) => ({ cohort, tenure, mrr: 1234.5 + tenure }));
  const mrr = heatmap(amounts, { x: "tenure", y: "cohort", value: "mrr" });
  expect(cellsOf(chart({ ...text, unit: "US dollars" }, mrr)).labels?.text?.[0]).toBe("$1,235");
  expect(cellsOf(chart({ ...text, unit: "count" }, mrr)).labels?.text?.[0]).toBe("1,234.5");
});

test("with many columns the percent sign is left out, then the values; with many rows the values", () => {
  const label = (count: number, labels?: boolean) => {
    const figure = chart(
      text,
      heatmap(triangle(count), { ...channels, ...(labels === undefined ? {} : { labels }) }),
    );
    return cellsOf(figure).labels?.text?.[0];
  };
  expect([12, 24, 36].map((count) => label(count))).toEqual(["100%", "100", undefined]);
  expect(label(3, false)).toBeUndefined();
  const row = Array.from({ length: 24 }, (_, tenure) => ({ cohort: "2020-01", tenure, retention: 0.9 }));
  expect(cellsOf(chart(text, heatmap(row, channels))).labels?.text?.[0]).toBe("90");
  const tall = monthLabels("2020-01", 37).map((cohort) => ({ cohort, tenure: 0, retention: 1 }));
  expect(cellsOf(chart(text, heatmap(tall, channels))).labels).toBeUndefined();
});

test("60 cohorts are 1,830 cells, with a label for every sixth", () => {
  const { data, layout } = chart(text, heatmap(triangle(60), channels));
  expect(data.map(({ type }) => type)).toEqual(["bar", "scatter"]);
  expect(traces({ data, layout, config: {}, description: "" })[0]?.y).toHaveLength(1830);
  expect(layout.yaxis?.ticktext?.slice(0, 2)).toEqual(["Nov 2023", "May 2024"]);
  expect(layout.xaxis?.ticktext?.slice(0, 2)).toEqual(["0", "6"]);
  expect(layout.height).toBeLessThan(750);
});

test("a single cell has the shade in the middle, and no scale", () => {
  const figure = chart(text, heatmap(cohorts.slice(0, 1), channels));
  const { cells, labels } = cellsOf(figure);
  expect(cells?.marker.color).toEqual(["#2084bc"]);
  expect(figure.data).toHaveLength(2);
  expect(labels).toMatchObject({ text: ["100%"], textfont: { color: ["#000000"] } });
});

test("without values the chart says that there are none", () => {
  for (const [rows, said] of [
    [[], "No rows: generate or import a dataset first, or change the query"],
    [cohorts.slice(1, 2), "Nothing to show: retention is not known"],
  ] as const) {
    const figure = chart({ ...text, subtitle: "By cohort" }, heatmap(rows, channels));
    expect(figure.data).toEqual([]);
    expect(figure.layout.annotations).toMatchObject([{ text: said }]);
    expect(figure.description).toBe("Retention: By cohort. No data.");
  }
});

test("months and integers between others have a place, names that of the rows, numbers and dates their order", () => {
  const columns = (...places: (string | number | Date)[]) => {
    const rows = places.map((place) => ({ place, cohort: "a", value: 1 }));
    return chart(text, heatmap(rows, { x: "place", y: "cohort", value: "value" })).layout.xaxis?.ticktext;
  };
  expect(columns(3, 1)).toEqual(["1", "2", "3"]);
  expect(columns(2.5, 1)).toEqual(["1", "2.5"]);
  expect(columns(1000, 0)).toEqual(["0", "1000"]);
  expect(columns("2025-02", "2024-11-01", new Date("2025-01-01"))).toEqual([
    "Nov<br>2024",
    "Dec",
    "Jan<br>2025",
    "Feb",
  ]);
  expect(columns("1990-01", "2025-02")).toHaveLength(2);
  expect(columns("2025-02-03", "2025-01-02")).toEqual(["2025-01-02", "2025-02-03"]);
  expect(columns("small", "<b>", "a".repeat(19))).toEqual([
    "small",
    "&lt;b&gt;",
    `${"a".repeat(11)}…${"a".repeat(6)}`,
  ]);
});

test("its description names the values and both columns", () => {
  const described = (
    unit: "percent" | "count",
    ...[rows, options]: Parameters<typeof heatmap<(typeof cohorts)[number]>>
  ) => chart({ ...text, unit }, heatmap(rows, options)).description;
  expect(described("percent", cohorts, channels)).toBe(
    "Retention. Heatmap of retention, 50% to 100%, by cohort from 2025-01 to 2025-03 and tenure from 0 to 2.",
  );
  expect(described("count", cohorts.slice(0, 1), { ...channels, name: "customers" })).toBe(
    "Retention. Heatmap of customers, 1, by cohort in 2025-03 and tenure in 0.",
  );
  expect(chart({ ...text, description: "Mine." }, heatmap(cohorts, channels)).description).toBe("Mine.");
});

test("two rows of a cell, and a second mark, are refused in a sentence", () => {
  expect(() => chart(text, heatmap([...cohorts, ...cohorts.slice(3)], channels))).toThrow(
    "heatmap: a cell must have one row, received several with 2 and 2025-01; filter or group them in the query",
  );
  const twice = { cohort: "2025-01-01", tenure: 0, retention: 1 };
  expect(() => chart(text, heatmap([...cohorts, twice], channels))).toThrow(
    "received several with 0 and 2025-01-01",
  );
  expect(() =>
    chart(text, heatmap(cohorts, channels), bars(triangle(1), { x: "month", y: "retention" })),
  ).toThrow(
    "chart: a heatmap must be the only mark of its chart, received heatmap and bars; draw a chart for each",
  );
});
