import { inspect } from "node:util";
import { printable } from "../../db/process/terminal";
import type { Estimate } from "../stats/estimate";
import type { Prediction } from "../stats/prediction";
import { formatPValue } from "./numbers-in-words";

/**
 * A table of rows as plain text with aligned columns, or the text `no rows`.
 *
 * @param mostColumns further columns are left out
 */
export function textTable(rows: readonly object[], mostColumns?: number): string {
  if (rows.length === 0) return "no rows";
  const columns = columnsOf(rows, mostColumns).map(({ name, format }) => {
    const cells = rows.map((row) => format.format(cell(row, name)));
    const width = Math.max(...[format.heading, ...cells].map((text) => text.length));
    const pad = (text: string) => (format.align === "right" ? text.padStart(width) : text.padEnd(width));
    return [format.heading, "-".repeat(width), ...cells].map(pad);
  });
  const lines = Array.from({ length: rows.length + 2 }, (_, line) =>
    columns
      .map((column) => column[line])
      .join("  ")
      .trimEnd(),
  );
  return lines.join("\n");
}

export interface ColumnFormat {
  readonly heading: string;
  /** Numbers are aligned on the right. */
  readonly align: "left" | "right";
  readonly format: (value: unknown) => string;
}

const dollars = {
  style: "currency",
  currency: "USD",
  trailingZeroDisplay: "stripIfInteger",
} as Intl.NumberFormatOptions;
const wholeDollars: Intl.NumberFormatOptions = {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 0,
};
const oneDecimal: Intl.NumberFormatOptions = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
const percent: Intl.NumberFormatOptions = { style: "percent", ...oneDecimal };
const twoDecimals: Intl.NumberFormatOptions = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
const plain: Intl.NumberFormatOptions = { maximumFractionDigits: 4 };

const ABBREVIATIONS = /\b(?:mrr|arr|arpa|ltv)\b/g;

/** The words of a heading, with abbreviations in capitals: `large MRR`. */
export function inCapitals(words: string): string {
  return words.replace(ABBREVIATIONS, (word) => word.toUpperCase());
}

/** Longer texts are cut. */
const LONGEST_TEXT = 200;

/** Columns with a unit. */
const units: Readonly<Record<string, Intl.NumberFormatOptions>> = {
  mrr: dollars,
  monthly_price: dollars,
  share: percent,
  rate: percent,
  retention: percent,
  arpa: dollars,
  arr: dollars,
  ltv: wholeDollars,
  quick_ratio: twoDecimals,
  lifetime_months: oneDecimal,
  lifetime_value: wholeDollars,
};

/** The unit of a column, even with a prefix or suffix: `large_mrr`, `true_churn_rate`, `net_retention_12`. */
function unitOf(name: string): Intl.NumberFormatOptions | undefined {
  const base = name.replace(/_\d+$/, "");
  const column = Object.keys(units).find((column) => base === column || base.endsWith(`_${column}`));
  return column === undefined ? undefined : units[column];
}

/** The format of a column, from its name and values; the heading of `company_size` is "company size". */
function columnFormat(name: string, values: readonly unknown[]): ColumnFormat {
  const numeric = values.some((value) => isNumber(value) || isWithInterval(value));
  // Ids and years have no thousands separators.
  const unit = unitOf(name) ?? (name.endsWith("_id") || name === "year" ? undefined : plain);
  const number = unit && new Intl.NumberFormat("en-US", unit);
  const isPValue = name === "p_value";
  return {
    heading: shownText(inCapitals(name.replaceAll("_", " "))),
    align: numeric ? "right" : "left",
    format: (value) => {
      // Smaller p-values are rounding errors.
      if (isPValue && typeof value === "number" && value < 1e-12) return formatPValue(value);
      return (number && formatNumber(value, number)) || shownText(formatText(value));
    },
  };
}

/** A number, or one with an interval as `8.4% (7.1% to 9.9%)`; undefined for anything else. */
function formatNumber(value: unknown, number: Intl.NumberFormat): string | undefined {
  if (isNumber(value)) {
    const text = number.format(value);
    // A small number is not shown as 0.
    return /^-?0$/.test(text) && Number(value) !== 0 ? Number(value).toExponential(1) : text;
  }
  if (!isWithInterval(value)) return undefined;
  return `${number.format(middle(value))} (${number.format(value.low)} to ${number.format(value.high)})`;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** Whether a cell contains an estimate or a prediction. */
function isWithInterval(value: unknown): value is Estimate | Prediction {
  if (typeof value !== "object" || value === null) return false;
  return "low" in value && "high" in value && ("value" in value || "expected" in value);
}

function middle(value: Estimate | Prediction): number {
  return "value" in value ? value.value : value.expected;
}

/** The sort key of a value: a number (for times and intervals, too), otherwise a text; `null` if it is empty. */
export function comparable(value: unknown): number | bigint | string | null {
  const number = value instanceof Date ? value.getTime() : isWithInterval(value) ? middle(value) : value;
  if (isNumber(number)) return Number.isNaN(number) ? null : number;
  return valueText(value) || null;
}

function formatText(value: unknown): string {
  const text = valueText(value);
  return value instanceof Date ? text.replace("T", " ").replace(/(\.000)?Z$/, " UTC") : text;
}

/** On one line, and short enough to read. */
function shownText(text: string): string {
  return printable(text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text);
}

export interface Column {
  /** The field of the rows. */
  readonly name: string;
  readonly format: ColumnFormat;
}

/** The columns of a table: the fields of all rows, in the order in which they first appear, up to `most`. */
export function columnsOf(rows: readonly object[], most?: number): Column[] {
  return fieldsOf(rows)
    .slice(0, most)
    .map((name) => ({
      name,
      format: columnFormat(
        name,
        rows.map((row) => cell(row, name)),
      ),
    }));
}

/** The names of the fields of all rows, in the order in which they first appear. */
export function fieldsOf(rows: readonly object[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** The value of one field of a row; what every object inherits, such as `constructor`, is none. */
export function cell(row: object, name: string): unknown {
  return Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : undefined;
}

/** A value as text: null as an empty text, times as ISO 8601 in UTC, bytes in hex, objects as JSON. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  return typeof value === "object" ? jsonText(value) : String(value);
}

/** JSON, or Node's representation of sets, maps and circular objects. */
function jsonText(value: object): string {
  if (value instanceof Map || value instanceof Set) return asNode(value);
  try {
    return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "";
  } catch {
    return asNode(value);
  }
}

/** The value as a person would write it, shortened if it is long. */
export function literalText(value: unknown): string {
  const text = typeof value === "number" ? String(value) : literalOf(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** JSON if possible, which it is not for functions, symbols, and objects with a bigint or a cycle. */
function literalOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? asNode(value);
  } catch {
    return asNode(value);
  }
}

function asNode(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY });
}
