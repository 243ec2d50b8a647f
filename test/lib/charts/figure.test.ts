import type { Data } from "plotly.js-dist";
import { expect, test } from "vitest";
import { completeFigure } from "../../../lib/charts/figure";

const bars = { type: "bar", x: ["Mon", "Tue"], y: [1, 2] } as const;
const data = [{ ...bars, x: [...bars.x], y: [...bars.y] }];

test("traces have the colors of the sizes that they are named after, and of others one each", () => {
  const named = (...names: (string | undefined)[]) => {
    const { layout } = completeFigure({ data: names.map((name) => ({ type: "bar", name, x: [1], y: [1] })) });
    return layout.colorway?.slice(0, names.length);
  };
  expect(named("small", "medium", "large")).toEqual(["#e69f00", "#009e73", "#0072b2"]);
  expect(named("large")).toEqual(["#0072b2"]);
  expect(new Set(named(undefined, undefined, "small")).size).toBe(3);
});

test("months get the axis of months and one box for all traces, other places do not", () => {
  const months = completeFigure({ data: [{ type: "bar", x: ["2025-01", "2025-02"], y: [1, 2] }] });
  expect(months.data[0]).toMatchObject({ xperiod: "M1", xperiodalignment: "middle" });
  expect(months.layout).toMatchObject({
    hovermode: "x unified",
    xaxis: { type: "date", range: ["2025-01-01", "2025-03-01"] },
  });

  const days = completeFigure({ data });
  expect(days.data).toBe(data);
  expect(days.layout.xaxis).toEqual({});
  expect(days.layout.hovermode).toBeUndefined();
});

test("what the figure says itself wins", () => {
  const figure = completeFigure({
    data: [{ type: "bar", x: ["2025-01"], y: [1], xperiodalignment: "start" }],
    layout: {
      height: 300,
      colorway: ["#ff00ff"],
      hovermode: "closest",
      legend: { x: 1 },
      template: { layout: {} },
      title: { text: "Mine", x: 0.5, pad: { t: 1 } },
      margin: { l: 7, t: 8 },
      xaxis: { dtick: "M2" },
      yaxis: { range: [0, 9] },
    },
    config: { displayModeBar: false },
    description: "My chart.",
  });

  expect(figure.data[0]).toMatchObject({ xperiodalignment: "start" });
  expect(figure.layout).toMatchObject({
    height: 300,
    colorway: ["#ff00ff"],
    hovermode: "closest",
    title: { text: "Mine", x: 0.5, pad: { t: 1 } },
    margin: { l: 7, t: 8 },
    xaxis: { dtick: "M2" },
    yaxis: { range: [0, 9] },
  });
  expect(figure.layout.legend).toEqual({ x: 1 });
  expect(figure.layout.template).toEqual({ layout: {} });
  expect(figure.config).toMatchObject({ displayModeBar: false, responsive: true });
  expect(figure.description).toBe("My chart.");
});

test("a long title and subtitle go on in the next line, unless they have tags of their own", () => {
  const long = "A title that is longer than the narrowest of all charts is wide";
  const { title } = completeFigure({
    data,
    layout: { title: { text: long, subtitle: { text: long } } },
  }).layout;
  expect(title?.text).toBe("A title that is longer than the<br>narrowest of all charts is wide");
  expect(title?.subtitle?.text).toBe("A title that is longer than the narrowest of all charts is<br>wide");

  const tagged = `${long}, <i>really</i>`;
  expect(completeFigure({ data, layout: { title: { text: tagged } } }).layout.title?.text).toBe(tagged);
});

test("a figure without any value says so, and has no axes", () => {
  const empties: Data[][] = [[], [{ type: "bar", x: [], y: [] }], [{ type: "pie", values: [] }]];
  for (const empty of empties)
    expect(completeFigure({ data: empty }).layout).toMatchObject({
      annotations: [{ text: "No data" }],
      xaxis: { visible: false },
      yaxis: { visible: false },
    });
  const partly = completeFigure({ data: [...data, { type: "bar", x: [], y: [] }] });
  expect(partly.layout.annotations).toBeUndefined();
});

test("its description is built from its titles and the names of its traces", () => {
  const named = data.map((trace) => ({ ...trace, name: "small" }));
  const title = { text: "Sessions per weekday", subtitle: { text: "All months" } };
  expect(completeFigure({ data: named, layout: { title } }).description).toBe(
    "Sessions per weekday: All months. It shows small.",
  );
  expect(completeFigure({ data }).description).toBe("Chart.");
});

test("a dollar is a dollar, and the buttons are few", () => {
  expect(completeFigure({ data }).config).toMatchObject({ typesetMath: false, displaylogo: false });
});
