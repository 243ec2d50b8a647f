import type { Data, Layout } from "plotly.js-dist";
import { counted, sizesInWords } from "../readings/numbers-in-words";
import type { Rules } from "../rules/rules";
import type { RetentionPoint } from "../statistics/retention-curves";
import { activeProbability } from "../theory/session-law";
import { bandTraces } from "./band-traces";
import { chartConfig, chartLayout, INK } from "./chart-layout";
import type { Figure } from "./figure";
import { plainText } from "./plain-text";
import { noData } from "./size-bars";
import { sizeFill } from "./size-color";

/**
 * The retention curve of each company size with its 95 % band, and dotted what the rules lead one to expect.
 *
 * @param points of `retentionCurves`
 * @param rules of the dataset
 */
export function retentionFigure(points: readonly RetentionPoint[], rules: Rules): Figure {
  const sizes = [...new Set(points.map((point) => point.company_size))];
  const months = Math.max(0, ...points.map((point) => point.months));
  const text = {
    title: "Retention",
    subtitle: "Share of companies still customers, with 95 % band; dotted: by the rules",
    yTitle: "Percent of companies",
    yFormat: ".0%",
  };
  const layout = monthsLayout(chartLayout(text, "stack"), months);
  return {
    data: sizes.flatMap((size) => sizeTraces(points, size, sizes, rules)),
    layout: points.length > 0 ? layout : { ...layout, annotations: [noData] },
    config: chartConfig,
    description: describe(points, sizes, months),
  };
}

function sizeTraces(
  points: readonly RetentionPoint[],
  size: string,
  sizes: readonly string[],
  rules: Rules,
): Data[] {
  const { color } = sizeFill(size, sizes);
  const curve = points.filter((point) => point.company_size === size);
  const retention = curve.map((point) => point.retention);
  const [low, high] = [retention.map(({ low }) => low), retention.map(({ high }) => high)];
  const x = curve.map((point) => point.months);
  const line = { type: "scatter", mode: "lines", legendgroup: size, x } as const;
  return [
    ...bandTraces({ x, low, high, color, legendgroup: size, shape: "hv", monthly: false }),
    {
      ...line,
      name: plainText(size),
      y: retention.map(({ value }) => value),
      customdata: retention.map(({ low, high }) => [low, high]),
      hovertemplate: "%{y:.1%}, %{customdata[0]:.1%} to %{customdata[1]:.1%}",
      line: { color, width: 2.5, shape: "hv" },
    },
    ...theoryTraces(size, x, color, rules),
    ...endLabels(size, curve.slice(-1), color),
  ];
}

/** Where the curve ends, written beside it. */
function endLabels(size: string, last: readonly RetentionPoint[], color: string): Data[] {
  return last.map(({ months, retention }) => ({
    type: "scatter",
    mode: "text",
    legendgroup: size,
    showlegend: false,
    hoverinfo: "skip",
    x: [months],
    y: [retention.value],
    text: [` ${Math.round(100 * retention.value)}%`],
    textposition: "middle right",
    textfont: { color, size: 13 },
    cliponaxis: false,
  }));
}

function theoryTraces(size: string, x: readonly number[], color: string, rules: Rules): Data[] {
  const law = rules.sizes.find((one) => one.size === size)?.sessions;
  if (!law) return [];
  return [
    {
      type: "scatter",
      mode: "lines",
      legendgroup: size,
      showlegend: false,
      x: [...x],
      y: x.map((month) => activeProbability(law, month)),
      hovertemplate: `%{y:.1%}<extra>${plainText(size)}, by the rules</extra>`,
      line: { color, width: 1.5, dash: "dot", shape: "hv" },
    },
  ];
}

/** Months of life along the axis in place of months of the calendar. */
function monthsLayout(layout: Partial<Layout>, months: number): Partial<Layout> {
  return {
    ...layout,
    // Between two steps the nearer one is told, however far it is.
    hoverdistance: -1,
    xaxis: {
      unifiedhovertitle: { text: "After month %{x}" },
      title: { text: "Months since signing up", standoff: 8 },
      // The last step, and room for what is written beside it.
      range: [0, 1.06 * Math.max(1, months)],
      // Whole months, about a dozen of them.
      dtick: Math.max(1, Math.ceil(months / 15)),
      showgrid: false,
      zeroline: false,
      linecolor: INK,
      fixedrange: true,
    },
    yaxis: { ...layout.yaxis, range: [0, 1.02], rangemode: "normal" },
  };
}

function describe(points: readonly RetentionPoint[], sizes: readonly string[], months: number): string {
  if (points.length === 0) return "Retention. No data.";
  return `Retention: share of companies that are still customers, with 95 % band, and as expected by the rules. Step lines over ${counted(months, "month")} since signing up for ${sizesInWords(sizes)}.`;
}
