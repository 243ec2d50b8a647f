import { UserError } from "../../../db/errors/user-error";
import type { Estimate } from "../../stats/estimate";
import type { Prediction } from "../../stats/prediction";

/** The columns of rows that have values of a kind. */
export type ColumnOf<Row, Value> = {
  [Column in keyof Row]-?: Row[Column] extends Value ? Column : never;
}[keyof Row] &
  string;

/** A column for the x axis: months `2025-01`, other text, numbers, or times. */
export type XColumn<Row> = ColumnOf<Row, string | number | Date>;

/** A column for the y axis: numbers, or predictions and estimates, whose own value is drawn. */
export type YColumn<Row> = ColumnOf<Row, number | null | Prediction | Estimate>;

/** A column of predictions or estimates, which have an interval. */
export type IntervalColumn<Row> = ColumnOf<Row, Prediction | Estimate>;

/** A column that names what a row belongs to, a company size for instance. */
export type NameColumn<Row> = ColumnOf<Row, string | number>;

/** A row as the charts see it. */
export interface Datum {
  readonly x: string | number;
  /** What the row's color stands for; empty without a color column. */
  readonly series: string;
  /** Which of the lines of one color the row belongs to. */
  readonly line: string;
  /** `null` is a gap. */
  readonly value: number | null;
  /** The ends of the interval, if there is one. */
  readonly low?: number;
  readonly high?: number;
  readonly source: "data" | "prediction" | "estimate";
}

/** How the values of several months become one, if there would be too many bars. */
export type Pool = "sum" | "last";

interface AnyMark {
  readonly data: readonly Datum[];
  /** The name that the analyst chose. */
  readonly name: string | undefined;
  /** The column of y in words. */
  readonly column: string;
}

export interface Bars extends AnyMark {
  readonly kind: "bars";
  readonly stack: boolean;
  readonly faint: boolean;
  readonly pool: Pool | undefined;
  readonly labels: string | undefined;
}

export interface Lines extends AnyMark {
  readonly kind: "lines";
  readonly thin: boolean;
  readonly step: boolean;
  readonly markers: boolean;
  readonly labels: boolean;
  readonly dash: "dot" | "vary" | undefined;
  readonly opacity: number;
}

export interface Points extends AnyMark {
  readonly kind: "points";
  readonly opacity: number;
}

export interface Intervals extends AnyMark {
  readonly kind: "intervals";
  readonly step: boolean;
  readonly band: boolean | undefined;
}

/** What `bars`, `lines`, `points` and `intervals` return, for `chart`. */
export type Mark = Bars | Lines | Points | Intervals;

/** The columns that a mark is drawn from. */
interface Channels<Row> {
  readonly x: keyof Row & string;
  readonly y: keyof Row & string;
  readonly color?: (keyof Row & string) | undefined;
  readonly series?: (keyof Row & string) | undefined;
}

/** The data of a mark: each row read by its columns. */
export function readRows<Row>(
  kind: Mark["kind"],
  rows: readonly Row[],
  { x, y, color, series }: Channels<Row>,
): Pick<AnyMark, "data" | "column"> {
  const data = rows.map((row) => ({
    x: readPlace(kind, x, row[x]),
    series: color === undefined ? "" : String(row[color]),
    line: series === undefined ? "" : String(row[series]),
    ...readValue(kind, y, row[y]),
  }));
  return { data, column: y.replaceAll("_", " ") };
}

function readPlace(kind: string, column: string, value: unknown): string | number {
  if (value instanceof Date) return value.toISOString().replace("T00:00:00.000Z", "");
  if (typeof value === "string" || typeof value === "number") return value;
  throw unreadable(kind, column, "text, numbers or dates", value);
}

// The types say the same, but cells are not checked strictly, and a query may have been typed by hand.
function readValue(
  kind: string,
  column: string,
  value: unknown,
): Pick<Datum, "value" | "low" | "high" | "source"> {
  if (value === null) return { value: null, source: "data" };
  if (typeof value === "number") return { value, source: "data" };
  if (typeof value === "object" && "low" in value && "high" in value) {
    const ends = { low: Number(value.low), high: Number(value.high) };
    if ("expected" in value) return { value: Number(value.expected), ...ends, source: "prediction" };
    if ("value" in value) return { value: Number(value.value), ...ends, source: "estimate" };
  }
  throw unreadable(kind, column, "numbers, predictions or estimates", value);
}

function unreadable(kind: string, column: string, what: string, value: unknown): UserError {
  return new UserError(
    `${kind}: column ${column} must contain ${what}, received ${JSON.stringify(value)}; convert it in the query`,
  );
}
