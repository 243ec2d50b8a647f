/**
 * Numbers and tables as text, for the terminal and for notebooks. `lib/notebook` displays them below a cell.
 */

// Created once: `toLocaleString` creates one for every value.
const months = new Intl.DateTimeFormat("en-US", { year: "numeric", month: "long", timeZone: "UTC" });
const counts = new Intl.NumberFormat("en-US");
const cents = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A month in words: `2025-01` is January 2025. */
export function monthName(month: string): string {
  return months.format(new Date(month));
}

/** A count with thousands separators. */
export function count(value: number): string {
  return counts.format(value);
}

/** A count with its noun: `0 sessions`, `1 company`, `2,000 companies`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** An amount of US dollars, with cents if there are any. */
export function dollars(value: number): string {
  return `$${(Number.isInteger(value) ? counts : cents).format(value)}`;
}

/** A share from 0 to 1 in whole percent; 0% and 100% are exact. 0 of 0 is 0%. */
export function percent(part: number, whole = 1): string {
  const share = whole === 0 ? 0 : part / whole;
  if (share > 0 && share < 0.005) return "less than 1%";
  if (share >= 0.995 && share < 1) return "more than 99%";
  return `${Math.round(100 * share).toLocaleString("en-US")}%`;
}

/** A rate from 0 to 1 in percent with one decimal: `8.3%`. */
export function rate(value: number): string {
  return `${(100 * value).toFixed(1)}%`;
}

/** How a value changed: `fell by 47%`, `rose by 3%` or `stayed the same`. */
export function change(from: number, to: number): string {
  if (from === to) return "stayed the same";
  return `${to < from ? "fell" : "rose"}${from === 0 ? "" : ` by ${percent(Math.abs(to - from), from)}`}`;
}

/** A span of time: `in 2025-01`, `from 2025-01 to 2025-12`. */
export function span(from: string, to: string): string {
  return from === to ? `in ${from}` : `from ${from} to ${to}`;
}

/** The sum of one number over rows; null counts as 0. */
export function sum<Row>(rows: readonly Row[], value: (row: Row) => number | null): number {
  return rows.reduce((total, row) => total + (value(row) ?? 0), 0);
}

/** The sentence without rows. */
export const NO_DATA = "There is no data yet: generate or import a dataset first.";

/** Replaces a sentence about MRR if any price is null. */
export const NO_PRICES = "Without the monthly prices of all sizes, there is no MRR.";

const units = ["kB", "MB", "GB", "TB"];

/** A size in powers of 1000, as file managers show it: `734 bytes`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return counted(bytes, "byte");
  const steps = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${(bytes / 1000 ** steps).toFixed(1)} ${units[steps - 1]}`;
}

/** A p-value to three places, or its magnitude if it is below 0.001: `0.042`, `3e-7`, `< 1e-12`. */
export function formatPValue(pValue: number): string {
  if (pValue < 1e-12) return "< 1e-12";
  return pValue < 0.001 ? pValue.toExponential(0) : pValue.toFixed(3);
}
