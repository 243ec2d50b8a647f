import type { Estimate } from "../../stats/estimate";
import type { Prediction } from "../../stats/prediction";
import type { Fill } from "../colors";

/** The columns of rows that have values of a kind. */
type ColumnOf<Row, Value> = {
  [Column in keyof Row]-?: Row[Column] extends Value ? Column : never;
}[keyof Row] &
  string;

/** The columns of a mark, and its name. */
interface Channels<Row> {
  /** The column of the x axis: months `2025-01`, other text in the order of the rows, numbers or dates. */
  readonly x: ColumnOf<Row, string | number | Date>;
  /** The column that sets the color, such as `company_size`; each of its values has a legend entry. */
  readonly color?: ColumnOf<Row, string | number>;
  /** The name in the legend; with `color`, a prefix of each value. Default: the column of y. */
  readonly name?: string;
}

/** The columns of marks that draw values. */
interface ValueChannels<Row> extends Channels<Row> {
  /** The column of the y axis: numbers, or predictions and estimates, whose value is drawn; `null` is a gap. */
  readonly y: ColumnOf<Row, number | null | Prediction | Estimate>;
  /**
   * Colors with a meaning, by their names in the palette: one for the mark, `"green"`, or one for each value of `color`,
   * `{ new: "green", churned: "vermilion" }`, in the whole chart. Default: a color of its own for each mark and value.
   */
  readonly fill?: Fill;
}

/** How the values of several months are combined. */
export type Pool = "sum" | "last";

interface BarsStyle {
  /** Stacks the colors, and the bars of other marks, on one another; default: side by side. */
  readonly stack?: boolean;
  /** Pale, for expected values of the future; without `color`, a light gray. */
  readonly faint?: boolean;
  /** Writes the sum of these bars above the stack, after this text: `""`, or `"−"` for losses. */
  readonly labels?: string;
  /**
   * If there are too many months for a bar each, a bar stands for several months: their sum, or the value of the last. Default: lines
   * replace too many bars side by side, and areas replace stacked ones.
   */
  readonly pool?: Pool;
}

interface LinesStyle {
  /** Draws steps: each value extends to the next place. */
  readonly step?: boolean;
  /** Also draws points, if there are at most 24 places. */
  readonly markers?: boolean;
  /** Writes the last value of each line next to its end. */
  readonly labels?: boolean;
  /**
   * `"dot"`: dotted lines of expected values, with one legend entry, `name` or "Expected"; the hover box shows them with the values
   * of the same color. `"vary"`: each line has its own dash, for lines that may overlap.
   */
  readonly dash?: "dot" | "vary";
  /** From 0 to 1; default 1, and 0.15 with `series`. */
  readonly opacity?: number;
}

interface PointsStyle {
  /** From 0 to 1; default 1. */
  readonly opacity?: number;
}

interface IntervalsStyle {
  /** A band instead of whiskers; default: if there are more than 36, and if bars have become lines or areas. */
  readonly band?: boolean;
  /** Steps, as of `lines`. */
  readonly step?: boolean;
}

interface HeatmapStyle {
  /** `false` leaves the values out of the cells; default: written if the cells are large enough. */
  readonly labels?: boolean;
}

/** How `bars` draws rows. */
export interface BarsOptions<Row> extends ValueChannels<Row>, BarsStyle {}

/** How `lines` draws rows. */
export interface LinesOptions<Row> extends ValueChannels<Row>, LinesStyle {
  /** The column with a thin line for each value, all in one color, such as many simulated startups. */
  readonly series?: ColumnOf<Row, string | number>;
}

/** How `points` draws rows. */
export interface PointsOptions<Row> extends ValueChannels<Row>, PointsStyle {}

/** How `intervals` draws rows; `color` says to which bars, lines or points they belong. Default: to all together. */
export interface IntervalsOptions<Row> extends Channels<Row>, IntervalsStyle {
  /** The column of predictions `{ expected, low, high }` or of estimates `{ value, low, high }`; `null` is a gap. */
  readonly y: ColumnOf<Row, Prediction | Estimate | null>;
}

/** How `heatmap` draws rows. */
export interface HeatmapOptions<Row> extends HeatmapStyle {
  /** The column of the x axis: numbers, months `2025-01`, dates, or names in the order of the rows. */
  readonly x: ColumnOf<Row, string | number | Date>;
  /** The column of the y axis, from top to bottom: the earliest month or the smallest number first. */
  readonly y: ColumnOf<Row, string | number | Date>;
  /** The column that sets the shade: numbers, or predictions and estimates; a cell of `null` is empty. */
  readonly value: ColumnOf<Row, number | null | Prediction | Estimate>;
  /** The name of the values in the hover box. Default: the column of the values. */
  readonly name?: string;
}

/** A row as the charts see it. */
export interface Datum {
  readonly x: string | number;
  /** The value of the color column; empty without one. */
  readonly series: string;
  /** Which of the lines of one color the row belongs to. */
  readonly line: string;
  readonly value: number | null;
  /** The ends of the interval, if there is one. */
  readonly low?: number;
  readonly high?: number;
  readonly source: "data" | "prediction" | "estimate";
}

interface MarkOf<Kind, Style> {
  readonly kind: Kind;
  readonly data: readonly Datum[];
  /** The column of y in words. */
  readonly column: string;
  readonly style: Style & { readonly name?: string; readonly fill?: Fill };
}

export type Bars = MarkOf<"bars", BarsStyle>;
export type Lines = MarkOf<"lines", LinesStyle & { readonly series?: string }>;
export type Points = MarkOf<"points", PointsStyle>;
export type Intervals = MarkOf<"intervals", IntervalsStyle>;

/** A mark that shares its axes with others. */
export type SharedMark = Bars | Lines | Points | Intervals;

/** A row of a heatmap, at two places. */
export interface Cell extends Pick<Datum, "x" | "value" | "source"> {
  readonly y: string | number;
}

/** A mark that cannot share its axes. */
export interface Heatmap {
  readonly kind: "heatmap";
  readonly data: readonly Cell[];
  /** The columns in words. */
  readonly columns: { readonly x: string; readonly y: string; readonly value: string };
  readonly style: HeatmapStyle & { readonly name?: string };
}

/** What `bars`, `lines`, `points`, `intervals` and `heatmap` return, for `chart`. */
export type Mark = SharedMark | Heatmap;
