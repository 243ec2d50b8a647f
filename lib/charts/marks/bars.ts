import type { Data } from "plotly.js-dist";
import { sizeGroup } from "../colors";
import { translucent } from "../interval-traces";
import { labelOf, valueHover } from "../mark-hover";
import { fillOf, joined, type Scene, seriesOf, summed } from "../scene";
import { INK } from "../template";
import {
  type Bars,
  type Datum,
  type Mark,
  type NameColumn,
  type Pool,
  readRows,
  type XColumn,
  type YColumn,
} from "./mark";

/** How `bars` draws rows. */
export interface BarsOptions<Row> {
  /** The column of the x axis: months `2025-01`, other text in the order of the rows, numbers or dates. */
  readonly x: XColumn<Row>;
  /** The column of the bars' heights; rows with the same x and color add up to one bar. */
  readonly y: YColumn<Row>;
  /** The column that the bars are colored by, `company_size` for instance: a bar and a legend entry for each value. */
  readonly color?: NameColumn<Row>;
  /** Stacks the colors, and the bars of other marks, on one another; default: side by side. */
  readonly stack?: boolean;
  /** The name in the legend; with `color`, it comes before each value. Default: the column of y. */
  readonly name?: string;
  /** Pale, for what is expected in the future; without `color`, a light gray. */
  readonly faint?: boolean;
  /** Writes the sum of these bars above the stack, after this text: `""`, or `"−"` for what was lost. */
  readonly labels?: string;
  /**
   * Over so many months that there is no room for a bar each, a bar stands for several months: their sum, or the value
   * of the last. Default: lines take the place of too many bars side by side, areas that of stacked ones.
   */
  readonly pool?: Pool;
}

/**
 * Bars for `chart`: one per row, from 0 to the value of a column.
 *
 * More than 36 bars side by side, or more than 24 stacks, become lines or areas, see `pool`.
 *
 * @param rows of a KPI or of any query
 * @throws UserError if a column of y contains anything but numbers, predictions and estimates
 *
 * @example
 * const sessions = await sessionsPerMonth(db).execute();
 * displayFigure(chart({ title: "Sessions per month", y: "Sessions" },
 *   bars(sessions, { x: "month", y: "sessions", color: "company_size", stack: true }),
 * ));
 */
export function bars<Row>(rows: readonly Row[], options: BarsOptions<Row>): Mark {
  const { name, stack = false, faint = false, labels, pool } = options;
  return { kind: "bars", ...readRows("bars", rows, options), name, stack, faint, labels, pool };
}

/** The traces of bars, or of the areas and lines in their place. */
export function drawBars(mark: Bars, scene: Scene): Data[] {
  return seriesOf(mark).map((series) => {
    const ofSeries = mark.data.filter((datum) => datum.series === series);
    const data = scene.shape === "area" ? joined(scene, mark, ofSeries) : ofSeries;
    const { color: full, pattern, dash } = fillOf(scene, mark, series);
    const color = mark.faint ? (series === "" ? FAINT : translucent(full, 0.45)) : full;
    const group = sizeGroup(series || labelOf(mark, series));
    const grouped = scene.stacked ? {} : { offsetgroup: group };
    const trace = {
      name: labelOf(mark, series),
      legendgroup: group,
      x: data.map(({ x }) => x),
      y: data.map(({ value }) => value),
      ...valueHover(scene, mark, series, data),
    };
    if (scene.shape === "line")
      return { ...trace, type: "scatter", mode: "lines", line: { color, dash, width: 2.5 } };
    if (scene.shape === "area")
      return {
        ...trace,
        type: "scatter",
        mode: "lines",
        stackgroup: isFuture(data, scene) ? "future" : "past",
        line: { width: 0, color },
        fillcolor: color,
        fillpattern: { shape: pattern },
      };
    const text = mark.labels === undefined || scene.stacked ? {} : outside(mark.labels, scene);
    return { ...trace, ...grouped, ...text, type: "bar", marker: { color, pattern: { shape: pattern } } };
  });
}

/** Fainter than the colors of the palette, on white and on black. */
const FAINT = "rgba(128, 128, 128, 0.35)";

/** An area of its own is stacked apart from those that end where it begins. */
function isFuture(data: readonly Datum[], { future }: Scene): boolean {
  return future !== undefined && String(data.at(-1)?.x) >= future;
}

/** The shortest month in milliseconds. */
const MONTH = 28 * 86_400_000;

/** The sums of a mark's bars, above the stacks: bars without height, to be drawn after all others. */
export function drawLabels(mark: Mark, scene: Scene): Data[] {
  if (mark.kind !== "bars" || mark.labels === undefined || !scene.stacked || scene.shape !== "bar") return [];
  const totals = summed(mark.data.map((datum) => ({ ...datum, series: "" })));
  const { labels } = mark;
  const { texttemplate, ...text } = outside(labels, scene, "%{customdata");
  return [
    {
      type: "bar",
      showlegend: false,
      hoverinfo: "skip",
      x: totals.map(({ x }) => x),
      y: totals.map(() => 0),
      // A label may be wider than its bar, not than its month.
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
