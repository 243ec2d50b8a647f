import type { Data } from "plotly.js-dist";
import { INK, sizeGroup, textColor, translucent } from "../colors";
import { fillOf } from "../fills";
import { hoverable, referenceHover, valueHover } from "../hover";
import { labelOf, legendEntry, referenceLabel } from "../legend";
import { dataOf, isOnBars, isReference, isThin, type Scene, seriesOf } from "../scene";
import { EDGE } from "../template";
import type { Datum, Lines, LinesOptions, Mark } from "./mark";
import { readRows } from "./read-rows";

/**
 * Lines for `chart`: one line through all rows, or one for each color.
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
  return { kind: "lines", ...readRows("lines", rows, options), style: options };
}

/** With more places, the points of a line would touch. */
const MANY_POINTS = 24;
const DASHES = ["solid", "dash", "dot", "dashdot"] as const;

const SILENT = { mode: "lines", showlegend: false, hoverinfo: "skip" } as const;

/** The traces of lines, and of the values at their ends. */
export function drawLines(mark: Lines, scene: Scene): Data[] {
  const { step, labels } = mark.style;
  const names = seriesOf(mark);
  const traces = names.flatMap((series, index): Data[] => {
    const data = dataOf(mark, series);
    const group = sizeGroup(series || labelOf(mark, series));
    const look = lookOf(mark, scene, series, index);
    // A line needs two points to be seen.
    const isPoint = data.every(({ x }) => x === data[0]?.x);
    const withPoints = mark.style.markers && data.length <= MANY_POINTS;
    const trace = {
      type: "scatter",
      mode: isPoint ? "markers" : withPoints ? "lines+markers" : "lines",
      name: isReference(mark) ? referenceLabel(scene, mark) : labelOf(mark, series),
      legendgroup: group,
      x: data.map(({ x }) => x),
      y: data.map(({ value }) => value),
      ...(scene.sideBySide ? { offsetgroup: group } : {}),
      line: { ...look, shape: step ? "hv" : "linear" },
      marker: { color: look.color, size: 6 },
    } as const;
    if (isReference(mark)) {
      const ink = look.color;
      const marker = { symbol: "line-ew", size: 20, color: ink, line: { color: ink, width: 1.5 } } as const;
      const shared = { ...trace, legendgroup: trace.name, showlegend: false, marker };
      return hoverable(shared, data, referenceHover(scene, mark, series, data));
    }
    const edge = { ...trace, ...SILENT, line: { ...trace.line, color: EDGE, width: look.width + 3 } };
    const told = hoverable(trace, data, valueHover(scene, mark, series, data));
    if (!isThin(mark)) return [...(isOnBars(scene) ? [edge] : []), ...told];
    const many = apart(data);
    const [x, y] = [many.map((datum) => datum?.x ?? null), many.map((datum) => datum?.value ?? null)];
    return [{ ...trace, x, y, legendgroup: trace.name, showlegend: false, hoverinfo: "skip" }];
  });
  return [...traces, ...(labels ? endLabels(mark, scene) : []), ...entries(mark, scene)];
}

/** The color, width and dash of a line. */
function lookOf(mark: Lines, scene: Scene, series: string, index: number) {
  const { color, dash } = fillOf(scene, mark, series);
  const { opacity = isThin(mark) ? 0.15 : 1, dash: chosen } = mark.style;
  const ink = opacity < 1 ? translucent(color, opacity) : color;
  if (chosen === "dot") return { color: ink, width: 1.5, dash: "dot" } as const;
  if (isThin(mark)) return { color: ink, width: 1, dash: "solid" } as const;
  if (chosen === "vary")
    return { color: ink, width: 3, dash: DASHES[index % DASHES.length] ?? "solid" } as const;
  return { color: ink, width: 2.5, dash } as const;
}

/** The legend entries of lines that share one, or that are too pale for their own. */
function entries(mark: Lines, scene: Scene): Data[] {
  const entry = (name: string, color: string, dash: "dot" | "solid") =>
    legendEntry(name, { mode: "lines", line: { color, width: 1.5, dash } });
  const names = seriesOf(mark);
  if (isReference(mark)) return names.slice(0, 1).map(() => entry(referenceLabel(scene, mark), INK, "dot"));
  return isThin(mark)
    ? names.map((series) => entry(labelOf(mark, series), fillOf(scene, mark, series).color, "solid"))
    : [];
}

/** The data of all lines, with a gap after each. */
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

/** The last value of each line, next to its end. */
function endLabels(mark: Lines, scene: Scene): Data[] {
  const names = seriesOf(mark);
  const ends = names.flatMap((series) => dataOf(mark, series).slice(-1));
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
    textfont: { color: textColor(fillOf(scene, mark, series).color), size: 13 },
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
