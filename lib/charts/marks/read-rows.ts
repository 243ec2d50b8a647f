import { inWords, UserError } from "../../../db/errors/user-error";
import { literalText } from "../../text/text-table";
import type { Cell, Datum, Mark, SharedMark } from "./mark";

// Checks at run time what the types of the marks say: cells are not checked strictly, and rows of a query may be typed by hand.

/** The data of a mark: each row read by its columns. */
export function readRows<Row>(
  kind: SharedMark["kind"],
  rows: readonly Row[],
  columns: {
    readonly x: keyof Row & string;
    readonly y: keyof Row & string;
    readonly color?: keyof Row & string;
    readonly series?: keyof Row & string;
  },
): { readonly data: Datum[]; readonly column: string } {
  const { x, y, color, series } = columns;
  requireColumns(kind, rows, { x, y, color, series });
  const data = rows.map((row) => ({
    x: readPlace(kind, x, row[x]),
    series: color === undefined ? "" : readName(kind, color, row[color]),
    line: series === undefined ? "" : readName(kind, series, row[series]),
    ...readValue(kind, y, row[y]),
  }));
  return { data, column: columnInWords(y) };
}

/** The data of a heatmap, likewise. */
export function readCells<Row>(
  rows: readonly Row[],
  { x, y, value }: { readonly [Channel in "x" | "y" | "value"]: keyof Row & string },
): { readonly data: Cell[]; readonly columns: { readonly [Channel in "x" | "y" | "value"]: string } } {
  requireColumns("heatmap", rows, { x, y, value });
  const data = rows.map((row) => ({
    x: readPlace("heatmap", x, row[x]),
    y: readPlace("heatmap", y, row[y]),
    ...readValue("heatmap", value, row[value]),
  }));
  const columns = { x: columnInWords(x), y: columnInWords(y), value: columnInWords(value) };
  return { data, columns };
}

function columnInWords(column: string): string {
  return column.replaceAll("_", " ");
}

/** A misspelled column is in none of the rows. */
function requireColumns<Row>(
  kind: Mark["kind"],
  rows: readonly Row[],
  channels: Readonly<Record<string, string | undefined>>,
): void {
  const [first] = rows;
  if (first === undefined) return;
  for (const [channel, column] of Object.entries(channels)) {
    if (column === undefined || rows.some((row) => column in Object(row))) continue;
    throw new UserError(
      `${kind}: ${channel} must be a column of the rows, received ${literalText(column)}; they have ${inWords(Object.keys(Object(first)))}`,
    );
  }
}

function readName(kind: string, column: string, value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw unreadable(kind, column, "text or numbers", value);
}

function readPlace(kind: string, column: string, value: unknown): string | number {
  if (value instanceof Date && !Number.isNaN(value.getTime()))
    return value.toISOString().replace("T00:00:00.000Z", "");
  if (typeof value === "string" || typeof value === "number") return value;
  throw unreadable(kind, column, "text, numbers or dates", value);
}

function readValue(kind: string, column: string, value: unknown): Omit<Datum, "x" | "series" | "line"> {
  if (value === null) return { value: null, source: "data" };
  if (typeof value === "number" && kind !== "intervals") return { value, source: "data" };
  if (typeof value === "object" && "low" in value && "high" in value) {
    const ends = { low: Number(value.low), high: Number(value.high) };
    if ("expected" in value) return { value: Number(value.expected), ...ends, source: "prediction" };
    if ("value" in value) return { value: Number(value.value), ...ends, source: "estimate" };
  }
  const numbers = kind === "intervals" ? "" : "numbers, ";
  throw unreadable(kind, column, `${numbers}predictions or estimates`, value);
}

function unreadable(kind: string, column: string, what: string, value: unknown): UserError {
  return new UserError(
    `${kind}: column ${column} must contain ${what}, received ${literalText(value)}; convert it in the query`,
  );
}
