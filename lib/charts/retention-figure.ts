import type { Data, Layout } from "plotly.js-dist";
import type { Rules } from "../dataset/rules";
import { activeProbability } from "../dataset/session-distribution";
import type { RetentionPoint } from "../metrics/retention-curves";
import { counted, sizesInWords } from "../text/numbers-in-words";
import { BY_THE_RULES, byTheRulesEntry, measuredHover } from "./by-the-rules";
import { sizeFill, sizeGroup } from "./colors";
import type { Figure } from "./figure";
import { bandOpacity, bandTraces, type Interval, intervalPlaces } from "./interval-traces";
import { labelStep } from "./months";
import { chart } from "./old-chart";
import { shownName } from "./shown-name";
import { shares } from "./units";

/** How many months wide the last step is. */
const END = 0.5;
/** The distance that the labels of two curves need, as a share of the height of the chart. */
const LABEL_HEIGHT = 0.075;

/**
 * The retention curve of each company size with its pointwise 95% confidence limits, and the expected one as a dotted
 * line.
 *
 * @param points of `retentionCurves`
 * @param rules of the dataset
 */
export function retentionFigure(points: readonly RetentionPoint[], rules: Rules): Figure {
  const sizes = [...new Set(points.map((point) => point.company_size))];
  const months = Math.max(0, ...points.map((point) => point.months));
  const text = {
    title: "Retention",
    subtitle: "Share of companies still customers, 95% confidence limits",
    yTitle: "Percent of companies",
    unit: shares,
    description: describe(points, sizes, months),
  };
  const marks = [
    ...sizes.flatMap((size) => sizeTraces(points, size, sizes, rules)),
    ...endLabels(points, sizes),
    ...byTheRulesEntry(sizes, rules),
  ];
  return chart(text, points.length === 0 ? [] : marks, monthsLayout(months));
}

function sizeTraces(
  points: readonly RetentionPoint[],
  size: string,
  sizes: readonly string[],
  rules: Rules,
): Data[] {
  const { color, dash } = sizeFill(size, sizes);
  const intervals = points
    .filter((point) => point.company_size === size)
    .map(({ months, retention }): Interval => ({ x: months, ...retention }));
  // The last step gets a width, to be visible; its end has no hover text.
  const steps = [...intervals, ...intervals.slice(-1).map((last) => ({ ...last, x: Number(last.x) + END }))];
  const hoverinfo = steps.map((_, index) => (index < intervals.length ? "all" : "skip"));
  const legendgroup = sizeGroup(size);
  const law = rules.sizes.find((one) => one.size === size)?.sessions;
  const expected = law ? steps.map(({ x }) => activeProbability(law, Math.floor(Number(x)))) : [];
  const line = { type: "scatter", mode: "lines" } as const;
  const dotted: Data = {
    ...line,
    legendgroup: BY_THE_RULES,
    showlegend: false,
    hoverinfo: "skip",
    x: steps.map(({ x }) => x),
    y: expected,
    line: { color, width: 1.5, dash: "dot", shape: "hv" },
  };
  return [
    ...bandTraces(steps, { color, legendgroup, opacity: bandOpacity(sizes) }, "hv"),
    {
      ...line,
      ...intervalPlaces(steps, expected),
      legendgroup,
      name: shownName(size),
      hoverinfo,
      hovertemplate: measuredHover(size, law !== undefined),
      line: { color, dash, width: 2.5, shape: "hv" },
    },
    ...(law ? [dotted] : []),
  ];
}

/** The value that each curve ends at, written next to it. */
function endLabels(points: readonly RetentionPoint[], sizes: readonly string[]): Data[] {
  const ends = sizes.flatMap((size) => points.filter((point) => point.company_size === size).slice(-1));
  const heights = apart(
    ends.map(({ retention }) => retention.value),
    LABEL_HEIGHT,
  );
  return ends.map(({ company_size, months, retention }, index) => ({
    type: "scatter",
    mode: "text",
    legendgroup: sizeGroup(company_size),
    showlegend: false,
    hoverinfo: "skip",
    x: [months + END],
    y: heights.slice(index, index + 1),
    customdata: [retention.value],
    texttemplate: ` %{customdata:${shares.format}}`,
    textposition: "middle right",
    textfont: { color: sizeFill(company_size, sizes).color, size: 13 },
    cliponaxis: false,
  }));
}

/** The heights, from 0 to 1 and in the same order, moved until no two are closer than `gap`. */
function apart(heights: readonly number[], gap: number): number[] {
  const moved = [...heights];
  const order = [...heights.keys()].sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  let lowest = 0;
  for (const place of order) {
    moved[place] = Math.max(moved[place] ?? 0, lowest);
    lowest = (moved[place] ?? 0) + gap;
  }
  let highest = 1;
  for (const place of order.reverse()) {
    moved[place] = Math.min(moved[place] ?? 0, highest);
    highest = (moved[place] ?? 0) - gap;
  }
  return moved;
}

/** Months of life along the axis in place of months of the calendar. */
function monthsLayout(months: number): Partial<Layout> {
  return {
    hovermode: "x unified",
    // Between two steps the nearer one is told, however far it is.
    hoverdistance: -1,
    xaxis: {
      unifiedhovertitle: { text: "After month %{x}" },
      title: { text: "Months since signing up", standoff: 8 },
      range: [0, months + END],
      dtick: labelStep(months),
      zeroline: false,
    },
    yaxis: { range: [0, 1.02], rangemode: "normal" },
    // Room for the labels of the curves.
    margin: { r: 56 },
  };
}

function describe(points: readonly RetentionPoint[], sizes: readonly string[], months: number): string {
  if (points.length === 0) return "Retention. No data.";
  return `Retention: share of companies that are still customers, with 95% confidence limits, and as expected by the rules. Step lines over ${counted(months, "month")} since signing up for ${sizesInWords(sizes)}.`;
}
