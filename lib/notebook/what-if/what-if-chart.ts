import { INK, textColor } from "../../charts/colors";
import { labelStep } from "../../charts/months";
import type { Prediction } from "../../stats/prediction";
import { count, dollars, monthName } from "../../text/numbers-in-words";
import { nice } from "./controls";
import { type Tree, tree } from "./tree";

/** A prediction month by month, as a chart. */
export interface WhatIfChart {
  readonly title: string;
  readonly subtitle: string;
  readonly unit: "US dollars" | "count";
  readonly color: string;
  /** UTC calendar months, `2025-01`, in their order, and a prediction for each. */
  readonly months: readonly string[];
  readonly predictions: readonly Prediction[];
  /** The expected values without the changes, a dotted line. */
  readonly before?: readonly number[];
  /** For each month, the values of many startups, drawn as thin lines. */
  readonly startups?: readonly (readonly number[])[];
  readonly width: number;
}

const HEIGHT = 300;
const [LEFT, RIGHT, TOP, BOTTOM] = [62, 62, 62, 40];
const LABEL_WIDTH = 30;

/** The chart as an SVG. Its colors stand out on white and on black. */
export function whatIfChart(chart: WhatIfChart): Tree {
  const { title, subtitle, width, color, months, predictions, before = [], startups = [] } = chart;
  // An axis from 0 to 0 has no places for its values.
  const highest = Math.max(
    1,
    ...predictions.map(({ high }) => high),
    ...predictions.map(({ expected }) => expected),
    ...before,
    ...startups.map((values) => Math.max(...values)),
  );
  const ticks = ticksTo(highest);
  const top = Math.max(highest, ticks.at(-1) ?? 1);
  const step = (width - LEFT - RIGHT) / months.length;
  const x = (index: number) => round(LEFT + (index + 0.5) * step);
  const y = (value: number) => round(HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM));
  const line = (values: readonly number[]) =>
    values.map((value, index) => `${index === 0 ? "M" : "L"}${x(index)},${y(value)}`).join("");
  // A single month is drawn as a box with a line across.
  const across = (values: readonly number[]) =>
    values.length > 1 ? line(values) : `M${x(0) - 20},${y(values[0] ?? 0)}h40`;
  const expected = predictions.map((prediction) => prediction.expected);
  const text = (attributes: Tree["attributes"], ...words: readonly (Tree | string)[]) =>
    tree("text", { fill: INK, "font-size": 12, ...attributes }, ...words);
  const end = expected.at(-1) ?? 0;
  return tree(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${HEIGHT}`,
      width,
      height: HEIGHT,
      "font-family": "system-ui, sans-serif",
    },
    text({ x: 0, y: 22, "font-size": 18 }, title),
    text({ x: 0, y: 42, "font-size": 13 }, subtitle),
    ...ticks.flatMap((tick) => [
      tree("path", {
        d: `M${LEFT},${y(tick)}H${width - RIGHT}`,
        stroke: tick === 0 ? INK : "rgba(128, 128, 128, 0.25)",
      }),
      text({ x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end" }, tickInWords(tick, chart.unit)),
    ]),
    ...labeledMonths(months, step, x).map(([place, month, year]) =>
      text(
        { x: place, y: HEIGHT - BOTTOM + 16, "text-anchor": "middle", "font-size": 11 },
        tree("tspan", {}, month),
        ...(year ? [tree("tspan", { x: place, dy: 14 }, year)] : []),
      ),
    ),
    ...(startups.length > 0
      ? [
          tree("path", {
            ...LINE,
            d: fan(startups, across),
            stroke: INK,
            opacity: 0.25,
            "stroke-width": 0.75,
          }),
        ]
      : []),
    tree("path", { d: band(predictions, x, y), fill: color, "fill-opacity": 0.2 }),
    ...(before.length > 0
      ? [
          tree("path", {
            ...LINE,
            d: across(before),
            stroke: INK,
            "stroke-width": 1.5,
            "stroke-dasharray": "1.5 4",
          }),
        ]
      : []),
    tree("path", {
      ...LINE,
      d: across(expected),
      stroke: color,
      "stroke-width": 2,
      "stroke-dasharray": "7 4",
    }),
    text(
      {
        x: x(months.length - 1) + (months.length > 1 ? 6 : 24),
        y: y(end) + 4,
        fill: textColor(color),
        "font-size": 13,
      },
      tickInWords(Math.round(end), chart.unit),
    ),
    ...predictions.map((prediction, index) =>
      tree(
        "rect",
        {
          x: round(LEFT + index * step),
          y: TOP,
          width: round(step),
          height: HEIGHT - TOP - BOTTOM,
          "fill-opacity": 0,
        },
        tree("title", {}, `${monthName(months[index] ?? "")}: ${inWords(prediction, chart.unit)}`),
      ),
    ),
  );
}

const LINE = { fill: "none", "stroke-linejoin": "round", "stroke-linecap": "round" } as const;

/** `295 (95%: 268 to 322)`. */
function inWords({ expected, low, high }: Prediction, unit: WhatIfChart["unit"]): string {
  const [value, from, to] = [expected, low, high].map((number) =>
    unit === "count" ? count(Math.round(number)) : dollars(Math.round(number)),
  );
  return `${value} (95%: ${from} to ${to})`;
}

/** Up to six round whole numbers from 0. */
function ticksTo(highest: number): number[] {
  const step = Math.max(1, nice(highest / 5));
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step);
}

function tickInWords(value: number, unit: WhatIfChart["unit"]): string {
  const short =
    value >= 1e6
      ? value.toLocaleString("en-US", { notation: "compact", maximumSignificantDigits: 3 })
      : count(value);
  return unit === "count" ? short : `$${short}`;
}

/** Places, names and years of the labeled months; a year is below its first month. */
function labeledMonths(
  months: readonly string[],
  width: number,
  x: (index: number) => number,
): (readonly [place: number, month: string, year: string])[] {
  let step = labelStep(months.length);
  while (step * width < LABEL_WIDTH * (step > 1 ? 1.2 : 0.9) && step < months.length)
    step += step < 3 ? 1 : 3;
  let year = "";
  return months.flatMap((month, index) => {
    if (index % step !== 0) return [];
    const [name = "", ofYear = ""] = monthName(month).split(" ");
    const label = [x(index), name.slice(0, 3), ofYear === year ? "" : ofYear] as const;
    year = ofYear;
    return [label];
  });
}

function band(
  predictions: readonly Prediction[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  const [only, second] = predictions;
  if (only && !second) return `M${x(0) - 20},${y(only.low)}h40V${y(only.high)}h-40Z`;
  const high = predictions.map((prediction, index) => `${x(index)},${y(prediction.high)}`);
  const low = predictions.map((prediction, index) => `${x(index)},${y(prediction.low)}`);
  return `M${[...high, ...low.reverse()].join("L")}Z`;
}

/** All startups as one path. */
function fan(startups: readonly (readonly number[])[], line: (values: readonly number[]) => string): string {
  const [first = []] = startups;
  return first.map((_, startup) => line(startups.map((month) => month[startup] ?? 0))).join("");
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
