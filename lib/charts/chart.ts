// lib/charts: marks, and the Plotly figures they compose. Marks accept any rows: queries and predictions are in other folders, and
// lib/notebook displays figures below a cell.

import type { Data, LayoutAxis } from "plotly.js-dist";
import { inWords, UserError } from "../../db/errors/user-error";
import { span } from "../text/numbers-in-words";
import { inCapitals } from "../text/text-table";
import { type Levels, markedLines, xAxis } from "./axes";
import { completeFigure, type Figure, noData, type PlainFigure } from "./figure";
import { referenceName } from "./legend";
import { drawBars, drawLabels } from "./marks/bars";
import { describeHeatmap, drawHeatmap } from "./marks/heatmap";
import { drawIntervals } from "./marks/intervals";
import { drawLines } from "./marks/lines";
import type { Heatmap, Mark, SharedMark } from "./marks/mark";
import { drawPoints } from "./marks/points";
import { periodInWords, placedInPeriods } from "./months";
import { isReference, isStep, type Scene, sceneOf, seriesOf } from "./scene";
import { chartConfig } from "./template";
import type { UnitName } from "./units";

/** The texts and units of a chart. */
export interface ChartOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** The title of the y axis. */
  readonly y: string;
  /** The title of the x axis; months need none. */
  readonly x?: string;
  /** The unit of the numbers; `"percent"` shows 0 to 1 as 0% to 100%. Default: dollars if `y` is "US dollars", otherwise counts. */
  readonly unit?: UnitName;
  /** How many months each value is about, if it is under the first of several. */
  readonly months?: number;
  /** The first month of the future, `2026-01`: a dotted line marks its start. */
  readonly future?: string | undefined;
  /** Dotted lines at values of the y axis, each with its name at its end: `{ "no growth": 1 }`. */
  readonly levels?: Levels;
  /** The chart in one or two sentences, for those who cannot see it; default: built from titles, marks and months. */
  readonly description?: string;
}

/** Room above the marks for "expected →" and for the name of the highest level, and for the upper half of a step at the top. */
const [WORDS, STEP] = [1.12, 1.02];

/**
 * Composes a chart from marks: `bars`, `lines`, `points` and `intervals`, each with its own rows, drawn in order on one pair of
 * axes; or one `heatmap`. The result is a Plotly figure with `data` and `layout`, which `displayFigure` shows.
 *
 * - Months `2025-01` have an axis of months, other text an axis in the order of the rows, and numbers and dates a linear axis.
 * - A company size has the same color in every chart, on white and on black.
 * - Without rows, the chart says that there is no data; if columns are null in all rows, it says that they are unknown.
 *
 * @throws UserError if a heatmap is not the only mark, or has several rows for one cell
 *
 * @example
 * const expected = expectedKpis(defaultRules);
 * displayFigure(chart({ title: "MRR per month", subtitle: "Stacked by company size", y: "US dollars" },
 *   bars(await mrrPerMonth(db).execute(), { x: "month", y: "mrr", color: "company_size", stack: true }),
 *   intervals(expected.totalsPerMonth, { x: "month", y: "mrr" }),
 * ));
 *
 * @example
 * const rows = await db.selectFrom("sessions")
 *   .select(({ fn }) => [sql<number>`extract(hour from created_at)::integer`.as("hour"), fn.countAll<number>().as("sessions")])
 *   .groupBy("hour").orderBy("hour").execute();
 * displayFigure(chart({ title: "Sessions by hour of the day", x: "Hour (UTC)", y: "Sessions" },
 *   bars(rows, { x: "hour", y: "sessions" }),
 * ));
 */
export function chart(options: ChartOptions, ...marks: readonly Mark[]): Figure {
  const [table] = marks.flatMap((mark) => (mark.kind === "heatmap" ? mark : []));
  if (table === undefined)
    return chartOfMarks(
      options,
      marks.flatMap((mark) => (mark.kind === "heatmap" ? [] : mark)),
    );
  if (marks.length === 1) return chartOfHeatmap(options, table);
  throw new UserError(
    `chart: a heatmap must be the only mark of its chart, received ${inWords(marks.map(({ kind }) => kind))}; draw a chart for each`,
  );
}

function chartOfHeatmap(options: ChartOptions, mark: Heatmap): Figure {
  const { title, subtitle = "", x, y, unit = "count" } = options;
  const titles = { title: { text: title, subtitle: { text: subtitle } } };
  const said = [title, subtitle].filter((text) => text !== "").join(": ");
  const isEmpty = mark.data.every(({ value }) => value === null);
  const note = mark.data.length === 0 ? NO_ROWS : unknown([mark.columns.value]);
  const { data, layout } = isEmpty
    ? { data: [], layout: { annotations: [note] } }
    : drawHeatmap(mark, { x, y, unit });
  return figureOf(options, isEmpty ? note : undefined, {
    data,
    layout: { ...titles, ...layout },
    config: chartConfig,
    description: options.description ?? `${said}. ${isEmpty ? "No data." : describeHeatmap(mark, unit)}`,
  });
}

const NO_ROWS = noData("No rows: generate or import a dataset first, or change the query");

/** The note of a chart whose columns are null in all rows. */
function unknown(columns: readonly string[]) {
  const names = [...new Set(columns.map(inCapitals))];
  return noData(`Nothing to show: ${inWords(names)} ${names.length === 1 ? "is" : "are"} not known`);
}

/** The figure, with the sentence to show instead if it has rows but all values are unknown. */
function figureOf(
  { title }: ChartOptions,
  note: { readonly text: string } | undefined,
  figure: PlainFigure,
): Figure {
  const complete = completeFigure(figure);
  return note && note !== NO_ROWS ? { ...complete, unknown: `${title}. ${note.text}.` } : complete;
}

/** The note of a chart that has nothing to draw. */
function noteInPlaceOf(marks: readonly SharedMark[], values: readonly SharedMark[]) {
  if (values.every(({ data }) => data.length === 0)) return NO_ROWS;
  if (marks.some(({ data }) => data.some(({ value }) => value !== null))) return undefined;
  return unknown(values.map(({ column }) => column));
}

function chartOfMarks(options: ChartOptions, marks: readonly SharedMark[]): Figure {
  const { y, x, unit = y === "US dollars" ? "US dollars" : "count", months, future, levels = {} } = options;
  const values = marks.filter((mark) => !isReference(mark));
  const note = noteInPlaceOf(marks, values.length > 0 ? values : marks);
  // The legend omits marks without a value.
  const drawn = marks.filter(({ data }) => data.length === 0 || data.some(({ value }) => value !== null));
  const scene = sceneOf(note ? [] : drawn, { unit, months, future, levels: Object.values(levels) });
  const hasWords = future !== undefined || Math.max(0, ...Object.values(levels)) * WORDS > scene.highest;
  const headroom = hasWords ? WORDS : scene.marks.some(isStep) ? STEP : 0;
  const isRoomy = headroom * scene.highest > 0 && scene.lowest === 0;
  const range: LayoutAxis = isRoomy ? { range: [0, headroom * scene.highest] } : {};
  const hasLabels = marks.some((one) => one.kind === "lines" && one.style.labels);
  return figureOf(options, note, {
    data: placedInPeriods(traces(scene), scene.step),
    layout: {
      ...(note ? { annotations: [note] } : markedLines(scene, levels)),
      title: { text: options.title, subtitle: { text: subtitle(options, scene) } },
      hovermode: "x unified",
      // Between two steps, the hover box shows the nearer one at any distance.
      ...(scene.marks.some(isStep) ? { hoverdistance: -1 } : {}),
      // Stacked, with values below 0 below the axis.
      barmode: scene.stacked || scene.apart ? "relative" : "group",
      ...(scene.sideBySide ? { scattermode: "group", scattergap: 0.25 } : {}),
      ...(hasLabels ? { margin: { r: 56 } } : {}),
      // A label that does not fit over its bar is left out.
      uniformtext: { minsize: 9, mode: "hide" },
      xaxis: { fixedrange: true, ...xAxis(scene, x) },
      yaxis: {
        title: { text: y },
        rangemode: "tozero",
        fixedrange: true,
        ...range,
        ...scene.unit.axis(scene.highest, scene.lowest),
      },
    },
    config: chartConfig,
    description: options.description ?? describe(options, scene),
  });
}

/** The traces of all marks; of several with the same name, the first is in the legend. */
function traces(scene: Scene): Data[] {
  const drawn = scene.marks.flatMap((mark) => draw(mark, scene));
  const labels = scene.marks.flatMap((mark) => drawLabels(mark, scene));
  const seen = new Set<string>();
  return [...drawn, ...labels].map((trace) => {
    const { name } = trace;
    const showlegend = "showlegend" in trace ? trace.showlegend : undefined;
    if (name === undefined || showlegend === false || !seen.has(name)) {
      if (name !== undefined && showlegend !== false) seen.add(name);
      return trace;
    }
    return { ...trace, showlegend: false };
  });
}

function draw(mark: SharedMark, scene: Scene): Data[] {
  switch (mark.kind) {
    case "bars":
      return drawBars(mark, scene);
    case "lines":
      return drawLines(mark, scene);
    case "points":
      return drawPoints(mark, scene);
    case "intervals":
      return drawIntervals(mark, scene);
  }
}

function subtitle({ subtitle = "" }: ChartOptions, { step }: Scene): string {
  if (step === 1) return subtitle;
  const together = `${periodInWords(step)} together`;
  return subtitle === "" ? together : `${subtitle}, ${together}`;
}

const SHAPES = { bar: "Bar", line: "Line", area: "Area" } as const;
const KINDS = { lines: "Line", points: "Point", intervals: "Interval" } as const;

function describe(options: ChartOptions, scene: Scene): string {
  const { marks, shape, xKind, places } = scene;
  const titles = [options.title, subtitle(options, scene)].filter((text) => text !== "").join(": ");
  const main = marks.find((mark) => !isReference(mark)) ?? marks[0];
  if (!main) return `${titles}. No data.`;
  const shown = inOrder(xKind, places).map(String);
  const names = [...new Set(marks.flatMap((mark) => (isReference(mark) ? [] : namesOf(mark))))];
  const references = marks.filter((mark) => isReference(mark) && mark.data.length > 0).map(referenceName);
  const more = [...new Set([...references, ...Object.keys(options.levels ?? {})])];
  const kind = main.kind === "bars" ? SHAPES[shape] : KINDS[main.kind];
  const where = span(shown[0] ?? "", shown.at(-1) ?? "");
  return `${titles}. ${kind} chart of ${inWords(names.length > 0 ? names : [options.y])} ${where}${more.length > 0 ? `, with ${inWords(more)}` : ""}.`;
}

/** The places in ascending order; names in the order of the rows. */
function inOrder(xKind: Scene["xKind"], places: Scene["places"]): Scene["places"] {
  if (xKind === "numbers") return places.map(Number).sort((a, b) => a - b);
  return xKind === "names" ? places : places.map(String).sort();
}

/** The words of the legend, as text. */
function namesOf(mark: SharedMark): string[] {
  const { style, column } = mark;
  const { name } = style;
  return seriesOf(mark).map((series) =>
    series === "" ? (name ?? column) : name === undefined ? series : `${name}: ${series}`,
  );
}
