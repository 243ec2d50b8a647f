import type { Data, Layout } from "plotly.js-dist";
import { UserError } from "../../../db/errors/user-error";
import { span } from "../../text/numbers-in-words";
import { type Bands, bandsOf, bandTicks } from "../bands";
import { shadeOf, shades, textOn } from "../colors";
import { labelStep } from "../months";
import { escaped } from "../shown-name";
import { numberLook, TRANSPARENT } from "../template";
import { type UnitName, unitOf, valueInWords } from "../units";
import type { Cell, Heatmap, HeatmapOptions, Mark } from "./mark";
import { readCells } from "./read-rows";

/**
 * A heatmap, the only mark of its `chart`: a table of cells in shades of blue, darker for higher values.
 *
 * - x runs from left to right, y from top to bottom; months and numbers in ascending order, names in the order of the rows. Cells
 *   without a row, or with `null`, are empty.
 * - Values are written in the cells if there is room, see `labels`; the hover box names both places and the value.
 * - The shades range from the lowest value of the chart to the highest.
 *
 * @param rows one for each cell, of cohorts or of any query
 * @throws UserError if a column contains values of another kind; `chart` throws one if a cell has several rows
 *
 * @example
 * const left = await cohorts(db).where("company_size", "=", "all").execute();
 * const titles = { title: "Customer retention by cohort", x: "Months since signing up", y: "Sign-up month" };
 * displayFigure(chart({ ...titles, unit: "percent" },
 *   heatmap(left, { x: "tenure", y: "cohort", value: "retention" }),
 * ));
 */
export function heatmap<Row>(rows: readonly Row[], options: HeatmapOptions<Row>): Mark {
  const { data, columns } = readCells(rows, options);
  return { kind: "heatmap", data, columns, style: options };
}

interface HeatmapTitles {
  readonly x?: string | undefined;
  readonly y: string;
  readonly unit: UnitName;
}

/** The figure of a heatmap with at least one value. */
export function drawHeatmap(mark: Heatmap, titles: HeatmapTitles): { data: Data[]; layout: Partial<Layout> } {
  const columns = bandsOf(mark.data.map(({ x }) => x));
  const rows = bandsOf(mark.data.map(({ y }) => y));
  requireOneRow(mark.data, columns, rows);
  const label = labelFor(mark, titles.unit, columns, rows);
  const [across, down] = [columns.places.length, rows.places.length];
  const rowsHeight = heightOf(down);
  const [lowest, highest] = extent(mark);
  const scaleHeight = lowest < highest ? SCALE_HEIGHT : 0;
  return {
    data: [
      cellTrace(mark, titles, columns, rows),
      ...(label === undefined ? [] : [labelTrace(mark, label, columns, rows)]),
      // A single value needs no scale.
      ...(lowest < highest ? [scaleTrace(mark, titles)] : []),
    ],
    layout: {
      hovermode: "closest",
      barmode: "overlay",
      height: TITLES + rowsHeight + scaleHeight,
      uniformtext: { minsize: 9, mode: "hide" },
      xaxis: {
        ...(titles.x === undefined ? {} : { title: { text: titles.x, standoff: 8 } }),
        range: [-0.5, Math.max(FEW_COLUMNS, across) - 0.5],
        ...bandTicks(columns, columnStep(columns), true),
      },
      yaxis: {
        title: { text: titles.y },
        range: [down - 0.5, -0.5],
        domain: [0, rowsHeight / (rowsHeight + scaleHeight)],
        ...bandTicks(rows, down > MANY_ROWS ? labelStep(down) : 1, false),
      },
    },
  };
}

/** The number of columns below which cells become no wider. */
const FEW_COLUMNS = 6;
/** With more rows, values are not written, and not every row has a label. */
const MANY_ROWS = 36;
/** The height of everything but the rows, in pixels. */
const TITLES = 126;

/** The height of the rows, with room for their labels even if the chart is printed at four fifths of its height. */
function heightOf(rows: number): number {
  if (rows > MANY_ROWS) return 9 * rows;
  // A chart with few rows is lower.
  return Math.max(40 + 16.5 * rows, Math.min(240, 44 * rows), 130);
}

/** Every column of names has a label; of many months, at most every second. */
function columnStep({ kind, places: { length } }: Bands): number {
  if (kind === "names") return 1;
  return Math.max(kind === "months" && length > MANY_MONTHS ? 2 : 1, labelStep(length));
}

/** How many names of months fit side by side in the narrowest chart. */
const MANY_MONTHS = 8;

interface PlacedCell {
  readonly column: number;
  readonly row: number;
  readonly value: number;
}

function placed({ data }: Heatmap, columns: Bands, rows: Bands): PlacedCell[] {
  return data.flatMap(({ x, y, value }) =>
    value === null ? [] : [{ column: columns.indexOf(x), row: rows.indexOf(y), value }],
  );
}

/**
 * A bar for each cell, in its row, from the left end of its column to the right. Plotly's trace for heatmaps is not in the basic
 * library, which draws pictures and reports.
 */
function barsAt(cells: readonly PlacedCell[], width: number) {
  return {
    type: "bar",
    orientation: "h",
    showlegend: false,
    x: cells.map(() => width),
    base: cells.map(({ column }) => column - width / 2),
    y: cells.map(({ row }) => row),
  } as const;
}

function cellTrace(mark: Heatmap, titles: HeatmapTitles, columns: Bands, rows: Bands): Data {
  const cells = placed(mark, columns, rows);
  const position = positionIn(mark);
  const unit = unitOf(titles.unit, [mark]);
  // A month needs no title.
  const titleX = titles.x ?? (columns.kind === "months" ? undefined : mark.columns.x);
  const across = titleX === undefined ? "" : `${escaped(titleX)}: `;
  const name = escaped(mark.style.name ?? mark.columns.value);
  return {
    ...barsAt(cells, 0.96),
    width: 0.94,
    // Not numbers with a scale: for bars, Plotly first takes numbers for names of colors, and warns about each.
    marker: { color: cells.map(({ value }) => shadeOf(position(value))) },
    customdata: cells.map(({ row, column, value }) => [
      rows.names[row] ?? "",
      columns.names[column] ?? "",
      value,
    ]),
    hovertemplate: `${escaped(titles.y)}: %{customdata[0]}<br>${across}%{customdata[1]}<br>${name} <b>%{customdata[2]:${unit.format}}</b><extra></extra>`,
  };
}

/** An invisible point that carries the scale of the shades. */
function scaleTrace(mark: Heatmap, titles: HeatmapTitles): Data {
  const [lowest, highest] = extent(mark);
  return {
    type: "scatter",
    mode: "markers",
    showlegend: false,
    hoverinfo: "skip",
    x: [null],
    y: [null],
    marker: {
      color: [lowest],
      cmin: lowest,
      cmax: highest,
      colorscale: shades.map(([at, color]): [number, string] => [at, color]),
      showscale: true,
      colorbar: { ...SCALE, ...unitOf(titles.unit, [mark]).axis(highest, lowest) },
    },
  };
}

/** Where a value lies between the lowest (0) and the highest (1); a single value lies in the middle. */
function positionIn(mark: Heatmap): (value: number) => number {
  const [lowest, highest] = extent(mark);
  return (value) => (lowest < highest ? (value - lowest) / (highest - lowest) : 0.5);
}

/** The scale of colors, above the cells, where other charts have their legend. */
const SCALE = {
  ...numberLook,
  orientation: "h",
  thickness: 10,
  lenmode: "pixels",
  len: 220,
  outlinewidth: 0,
  x: 0,
  xref: "paper",
  xanchor: "left",
  xpad: 0,
  y: 1,
  yref: "paper",
  yanchor: "top",
  ypad: 0,
  nticks: 5,
} as const;
/** The height of the scale, with the gap below it. */
const SCALE_HEIGHT = 42;

/** The values over the cells, on invisible bars that are larger by the padding that Plotly leaves around a text. */
function labelTrace(mark: Heatmap, label: Label, columns: Bands, rows: Bands): Data {
  const cells = placed(mark, columns, rows);
  const position = positionIn(mark);
  return {
    ...barsAt(cells, 1.25),
    width: 1.5,
    hoverinfo: "skip",
    marker: { color: TRANSPARENT },
    text: cells.map(({ value }) => label(value)),
    textposition: "inside",
    insidetextanchor: "middle",
    textangle: 0,
    textfont: { size: 11, color: cells.map(({ value }) => textOn(position(value))) },
  };
}

/** The lowest and the highest value. */
function extent({ data }: Heatmap): [number, number] {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { value } of data)
    if (value !== null) [lowest, highest] = [Math.min(lowest, value), Math.max(highest, value)];
  return [lowest, highest];
}

/** How a value is written in its cell. */
type Label = (value: number) => string;

/** The width of the columns on paper, of a character, and the extra width of a percent sign, in pixels. */
const [COLUMNS, CHARACTER, PERCENT_SIGN] = [550, 7, 3.5];

/** The longest labels that fit in their cells; `undefined` if none do. */
function labelFor(mark: Heatmap, unit: UnitName, columns: Bands, rows: Bands): Label | undefined {
  if (mark.style.labels === false || rows.places.length > MANY_ROWS) return undefined;
  const whole = (value: number) => valueInWords(value, unit);
  const labels: Label[] = [whole];
  // The scale says that these are percent.
  if (unit === "percent") labels.push((value) => whole(value).replace("%", ""));
  return labels.find((label) => {
    const room = COLUMNS / columns.places.length - 1;
    return mark.data.every(({ value }) => value === null || widthOf(label(value)) <= room);
  });
}

function widthOf(label: string): number {
  return CHARACTER * label.length + (label.endsWith("%") ? PERCENT_SIGN : 0);
}

function requireOneRow(cells: readonly Cell[], columns: Bands, rows: Bands): void {
  const seen = new Set<string>();
  for (const { x, y } of cells) {
    const cell = `${columns.indexOf(x)} ${rows.indexOf(y)}`;
    if (seen.has(cell))
      throw new UserError(
        `heatmap: a cell must have one row, received several with ${x} and ${y}; filter or group them in the query`,
      );
    seen.add(cell);
  }
}

/** The heatmap in words, for those who cannot see it. */
export function describeHeatmap(mark: Heatmap, unit: UnitName): string {
  const { columns, style, data } = mark;
  const along = (places: readonly (string | number)[]) => {
    const shown = bandsOf(places).places.map(String);
    return span(shown[0] ?? "", shown.at(-1) ?? "");
  };
  const [lowest, highest] = extent(mark).map((value) => valueInWords(value, unit));
  const values = lowest === highest ? `${lowest}` : `${lowest} to ${highest}`;
  return `Heatmap of ${style.name ?? columns.value}, ${values}, by ${columns.y} ${along(data.map(({ y }) => y))} and ${columns.x} ${along(data.map(({ x }) => x))}.`;
}
