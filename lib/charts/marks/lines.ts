import type { Data } from "plotly.js-dist";
import { sizeGroup } from "../colors";
import { legendEntry, translucent } from "../interval-traces";
import { AFTER_VALUES, labelOf, referenceHover, referenceLabel, valueHover } from "../mark-hover";
import { fillOf, isReference, type Scene, seriesOf } from "../scene";
import { INK } from "../template";
import {
  type Datum,
  type Lines,
  type Mark,
  type NameColumn,
  readRows,
  type XColumn,
  type YColumn,
} from "./mark";

/** How `lines` draws rows. */
export interface LinesOptions<Row> {
  /** The column of the x axis: months `2025-01`, other text in the order of the rows, numbers or dates. */
  readonly x: XColumn<Row>;
  /** The column of the heights; `null` is a gap. */
  readonly y: YColumn<Row>;
  /** The column that the lines are colored by: a line and a legend entry for each value. */
  readonly color?: NameColumn<Row>;
  /** The column that tells many thin lines of one color apart, 200 simulated startups for instance. */
  readonly series?: NameColumn<Row>;
  /** The name in the legend; with `color`, it comes before each value. Default: the column of y. */
  readonly name?: string;
  /** Steps: each value reaches to the next place. */
  readonly step?: boolean;
  /** Draws the points too, if there are at most 24 places. */
  readonly markers?: boolean;
  /** Writes the value that each line ends at next to it. */
  readonly labels?: boolean;
  /**
   * `"dot"`: dotted lines of what is expected, with one legend entry, `name` or "Expected"; the box under the pointer
   * tells them with the values of the same color. `"vary"`: each line has a dash of its own, for lines that may lie on
   * one another.
   */
  readonly dash?: "dot" | "vary";
  /** From 0 to 1; default 1, and 0.15 for lines that `series` tells apart. */
  readonly opacity?: number;
}

/**
 * Lines for `chart`: one, or one for each color, from row to row.
 *
 * @param rows of a KPI or of any query, in the order of x
 * @throws UserError if a column of y contains anything but numbers, predictions and estimates
 *
 * @example
 * const mrr = await mrrPerMonth(db).execute();
 * displayFigure(chart({ title: "Customers", y: "Companies" },
 *   lines(mrr, { x: "month", y: "active_companies", color: "company_size" }),
 * ));
 */
export function lines<Row>(rows: readonly Row[], options: LinesOptions<Row>): Mark {
  const { name, step = false, markers = false, labels = false, dash, series } = options;
  const thin = series !== undefined;
  const { opacity = thin ? 0.15 : 1 } = options;
  return {
    kind: "lines",
    ...readRows("lines", rows, options),
    ...{ name, thin, step, markers, labels, dash, opacity },
  };
}

/** With more places, the points of a line would touch. */
const MANY_POINTS = 24;
const DASHES = ["solid", "dash", "dot", "dashdot"] as const;
/** How much of the way to the next number the last step goes. */
const END = 0.5;

/** The traces of lines, and of the values at their ends. */
export function drawLines(mark: Lines, scene: Scene): Data[] {
  const names = seriesOf(mark);
  const isExpected = isReference(mark);
  const traces = names.map((series, index): Data => {
    const data = withLastStep(
      mark,
      mark.data.filter((datum) => datum.series === series),
    );
    const fill = fillOf(scene, mark, series);
    const color = mark.opacity < 1 ? translucent(fill.color, mark.opacity) : fill.color;
    const name = isExpected ? referenceLabel(scene, mark) : labelOf(mark, series);
    // A line needs two points to be seen.
    const isPoint = data.every(({ x }) => x === data[0]?.x);
    const line = { color, shape: mark.step ? "hv" : "linear" } as const;
    const group = sizeGroup(series || name);
    const trace = {
      type: "scatter",
      name,
      x: data.map(({ x }) => x),
      y: data.map(({ value }) => value),
      ...(scene.sideBySide ? { offsetgroup: group } : {}),
    } as const;
    if (isExpected)
      return {
        ...trace,
        ...referenceHover(scene, mark, series, data),
        mode: isPoint ? "markers" : "lines",
        legendgroup: name,
        showlegend: false,
        line: { ...line, width: 1.5, dash: "dot" },
        marker: { symbol: "line-ew", size: 20, color, line: { color, width: 1.5 } },
      };
    if (mark.thin) {
      const many = apart(data);
      return {
        ...trace,
        x: many.map((datum) => datum?.x ?? null),
        y: many.map((datum) => datum?.value ?? null),
        mode: isPoint ? "markers" : "lines",
        legendgroup: name,
        showlegend: false,
        hoverinfo: "skip",
        line: { ...line, width: 1 },
      };
    }
    const withPoints = mark.markers && data.length <= MANY_POINTS;
    const dash = mark.dash === "vary" ? DASHES[index % DASHES.length] : fill.dash;
    return {
      ...trace,
      ...valueHover(scene, mark, series, data),
      mode: isPoint ? "markers" : withPoints ? "lines+markers" : "lines",
      legendgroup: group,
      line: { ...line, width: mark.dash === "vary" ? 3 : 2.5, dash: dash ?? "solid" },
      marker: { color, size: 6 },
    };
  });
  const entry = (name: string, color: string, dash: "dot" | "solid") =>
    legendEntry(name, { ...AFTER_VALUES, mode: "lines", line: { color, width: 1.5, dash } });
  return [
    ...traces,
    ...(mark.labels ? endLabels(mark, scene) : []),
    ...(isExpected && names.length > 0 ? [entry(referenceLabel(scene, mark), INK, "dot")] : []),
    ...(mark.thin
      ? names.map((series) => entry(labelOf(mark, series), fillOf(scene, mark, series).color, "solid"))
      : []),
  ];
}

/** The last step gets a width, to be visible. */
export function withLastStep({ step }: { readonly step: boolean }, data: readonly Datum[]): Datum[] {
  const last = data.at(-1);
  return step && typeof last?.x === "number" ? [...data, { ...last, x: last.x + END }] : [...data];
}

/** The data line by line, with a gap after each. */
function apart(data: readonly Datum[]): (Datum | undefined)[] {
  const lines = new Map<string, Datum[]>();
  for (const datum of data) {
    const line = lines.get(datum.line);
    if (line) line.push(datum);
    else lines.set(datum.line, [datum]);
  }
  return [...lines.values()].flatMap((line) => [...line, undefined]);
}

/** The distance that two labels need, as a share of the height of the chart. */
const LABEL_HEIGHT = 0.075;

/** The value that each line ends at, next to it. */
function endLabels(mark: Lines, scene: Scene): Data[] {
  const names = seriesOf(mark);
  const ends = names.flatMap((series) =>
    withLastStep(
      mark,
      mark.data.filter((datum) => datum.series === series),
    ).slice(-1),
  );
  const values = ends.map(({ value }) => value ?? 0);
  const heights = spread(values, LABEL_HEIGHT * scene.highest, scene.highest);
  return ends.map(({ x, series, value }, index) => ({
    type: "scatter",
    mode: "text",
    legendgroup: sizeGroup(series || labelOf(mark, series)),
    showlegend: false,
    hoverinfo: "skip",
    x: [x],
    y: heights.slice(index, index + 1),
    customdata: [value ?? 0],
    texttemplate: ` %{customdata:${scene.unit.format}}`,
    textposition: "middle right",
    textfont: { color: fillOf(scene, mark, series).color, size: 13 },
    cliponaxis: false,
  }));
}

/** The heights in the same order, moved until no two are closer than `gap`, from 0 to `most`. */
function spread(heights: readonly number[], gap: number, most: number): number[] {
  const moved = [...heights];
  const order = [...heights.keys()].sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  let lowest = 0;
  for (const place of order) {
    moved[place] = Math.max(moved[place] ?? 0, lowest);
    lowest = (moved[place] ?? 0) + gap;
  }
  let highest = most;
  for (const place of order.reverse()) {
    moved[place] = Math.min(moved[place] ?? 0, highest);
    highest = (moved[place] ?? 0) - gap;
  }
  return moved;
}
