import type { Data } from "plotly.js-dist";
import { INK, sizeGroup, translucent } from "../colors";
import { fillOf } from "../fills";
import { hoverable, valueHover } from "../hover";
import { labelOf } from "../legend";
import { dataOf, joined, type Scene, seriesOf, summed } from "../scene";
import type { Bars, BarsOptions, Datum, Mark, SharedMark } from "./mark";
import { readRows } from "./read-rows";

/**
 * Bars for `chart`: one per row, from 0 to the value of a column.
 *
 * - Stacked values below 0 go down from the axis, and bars of several marks are stacked on one another.
 * - More than 36 bars side by side, or more than 24 stacks, become lines or areas (see `pool`), unless stacks have values below 0.
 *
 * @param rows of a KPI or of any query
 * @throws UserError if a column of y contains anything but numbers, predictions and estimates
 *
 * @example
 * const sessions = await sessionsPerMonth(db).execute();
 * displayFigure(chart({ title: "Sessions per month", y: "Sessions" },
 *   bars(sessions, { x: "month", y: "sessions", color: "company_size", stack: true }),
 * ));
 *
 * @example
 * const months = await saasMetricsPerMonth(db).where("company_size", "=", "all").execute();
 * const signed = months.map((row) => ({ ...row, churned_mrr: -row.churned_mrr }));
 * displayFigure(chart({ title: "MRR movements", y: "US dollars" },
 *   bars(signed, { x: "month", y: "new_mrr", name: "new", fill: "green", stack: true }),
 *   bars(signed, { x: "month", y: "churned_mrr", name: "churned", fill: "vermilion", stack: true }),
 * ));
 */
export function bars<Row>(rows: readonly Row[], options: BarsOptions<Row>): Mark {
  return { kind: "bars", ...readRows("bars", rows, options), style: options };
}

/** The traces of bars, or of the areas and lines in their place. */
export function drawBars(mark: Bars, scene: Scene): Data[] {
  return seriesOf(mark).flatMap((series): Data[] => {
    const ofSeries = dataOf(mark, series);
    const data = scene.shape === "area" ? joined(scene, mark, ofSeries) : ofSeries;
    const { color: full, pattern, dash } = fillOf(scene, mark, series);
    const color = mark.style.faint ? (series === "" ? FAINT : translucent(full, 0.45)) : full;
    const group = sizeGroup(series || labelOf(mark, series));
    const grouped = scene.stacked || scene.apart ? {} : { offsetgroup: group };
    const hover = valueHover(scene, mark, series, data);
    const trace = {
      name: labelOf(mark, series),
      legendgroup: group,
      x: data.map(({ x }) => x),
      y: data.map(({ value }) => value),
    };
    if (scene.shape !== "bar") {
      const line = { ...trace, type: "scatter", mode: "lines" } as const;
      if (scene.shape === "line")
        return hoverable({ ...line, line: { color, dash, width: 2.5 } }, data, hover);
      const area = { line: { width: 0, color }, fillcolor: color, fillpattern: { shape: pattern } };
      const stackgroup = isFuture(data, scene) ? "future" : "past";
      return hoverable({ ...line, ...area, stackgroup }, data, hover);
    }
    const text = mark.style.labels === undefined || scene.stacked ? {} : outside(mark.style.labels, scene);
    const marker = { color, pattern: { shape: pattern } };
    return [{ ...trace, ...hover, ...grouped, ...text, type: "bar", marker }];
  });
}

/** Fainter than the colors of the palette, on white and on black. */
const FAINT = "rgba(128, 128, 128, 0.35)";

/** Whether the data lies in the future, whose areas are stacked separately. */
function isFuture(data: readonly Datum[], { future }: Scene): boolean {
  return future !== undefined && String(data.at(-1)?.x) >= future;
}

/** The shortest month in milliseconds. */
const MONTH = 28 * 86_400_000;

/** The sums of a mark's bars, above the stacks: bars without height, drawn after all others. */
export function drawLabels(mark: SharedMark, scene: Scene): Data[] {
  if (mark.kind !== "bars" || mark.style.labels === undefined || !scene.stacked || scene.shape !== "bar")
    return [];
  const totals = summed(mark.data.map((datum) => ({ ...datum, series: "" })));
  const { labels } = mark.style;
  const { texttemplate, ...text } = outside(labels, scene, "%{customdata");
  return [
    {
      type: "bar",
      showlegend: false,
      hoverinfo: "skip",
      x: totals.map(({ x }) => x),
      y: totals.map(() => 0),
      // A label may be wider than its bar, but not than its month.
      ...(scene.xKind === "months" ? { width: MONTH * scene.step } : {}),
      customdata: totals.map(({ value }) => value ?? 0),
      texttemplate: totals.map(({ value }) => (value ? texttemplate : "")),
      ...text,
    },
  ];
}

function outside(prefix: string, { unit }: Scene, variable = "%{y") {
  return {
    texttemplate: `${prefix}${variable}:${unit.format}}`,
    textposition: "outside",
    textangle: 0,
    textfont: { color: INK, size: 12 },
    cliponaxis: false,
  } as const;
}
