import type { Measurement } from "../statistics/measurement";
import type { Estimate } from "../theory/estimate";

/** How the values of one column are written. */
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
const plain: Intl.NumberFormatOptions = { maximumFractionDigits: 4 };

/** The columns whose numbers have a unit. */
const units: Readonly<Record<string, Intl.NumberFormatOptions>> = {
  revenue: dollars,
  monthly_price: dollars,
  share: percent,
  churn_rate: percent,
  retention: percent,
  opening_mrr: dollars,
  new_mrr: dollars,
  churned_mrr: dollars,
  closing_mrr: dollars,
  lifetime_months: oneDecimal,
  lifetime_value: wholeDollars,
};

/** The format of a column, found by its name and its values: `company_size` is headed "company size". */
export function columnFormat(name: string, values: readonly unknown[]): ColumnFormat {
  const numeric = values.some((value) => typeof value === "number" || isWithInterval(value));
  // An id is a name made of digits: it is not grouped.
  const unit = units[name.replace(/_in_theory$/, "")] ?? (name.endsWith("_id") ? undefined : plain);
  const number = unit && new Intl.NumberFormat("en-US", unit);
  return {
    heading: name.replaceAll("_", " "),
    align: numeric ? "right" : "left",
    format: (value) => (number && formatNumber(value, number)) || formatText(value),
  };
}

/** A number as it is, one with an interval as `8.4% (7.1% to 9.9%)`, nothing for anything else. */
function formatNumber(value: unknown, number: Intl.NumberFormat): string | undefined {
  if (typeof value === "number") return number.format(value);
  if (!isWithInterval(value)) return undefined;
  const middle = "value" in value ? value.value : value.expected;
  return `${number.format(middle)} (${number.format(value.low)} to ${number.format(value.high)})`;
}

/** Whether a cell holds a measurement or an expectation. */
function isWithInterval(value: unknown): value is Measurement | Estimate {
  if (typeof value !== "object" || value === null) return false;
  return "low" in value && "high" in value && ("value" in value || "expected" in value);
}

function formatText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date)
    return value
      .toISOString()
      .replace("T", " ")
      .replace(/(\.000)?Z/, " UTC");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The columns of a table of rows, in the order of the first row's fields. */
export function columnsOf(
  rows: readonly object[],
): { readonly name: string; readonly format: ColumnFormat }[] {
  const names = Object.keys(rows[0] ?? {});
  return names.map((name) => ({
    name,
    format: columnFormat(
      name,
      rows.map((row) => cell(row, name)),
    ),
  }));
}

/** The value of one field of a row. */
export function cell(row: object, name: string): unknown {
  return (row as Record<string, unknown>)[name];
}
