import { UNKNOWN } from "./sorted-sessions";
import type { Cell } from "./table-file";

// What the cells of a file say, and the rules that they break.

/** The same as in rules. */
const MAX_SIZES = 20;
/** Characters of an id, a name or a size. */
const MAX_TEXT = 200;
const MAX_SECONDS = 2_147_483_647;
const SECONDS = /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** The rule that an id or a name breaks, if any. */
export function brokenText(text: string): string | undefined {
  if (text === "") return "must not be empty";
  if (text.includes("\0")) return "must have no NUL character";
  return text.length > MAX_TEXT ? `must have at most ${MAX_TEXT} characters` : undefined;
}

/** The rule that the id of a company breaks: many would become one if they were rounded. */
export function brokenId(id: string): string | undefined {
  if (/^\d(?:\.\d+)?E\+\d+$/.test(id)) return "was rounded by a spreadsheet; save the ids as text";
  return brokenText(id);
}

/** @param known the sizes found so far */
export function brokenSize(size: string, known: readonly string[]): string | undefined {
  if (size.toLowerCase() === "all") return "must not be all, which stands for all sizes";
  if (known.length >= MAX_SIZES && !known.includes(size)) {
    return `must be one of at most ${MAX_SIZES} sizes; name another column, or none`;
  }
  return brokenText(size) ?? (/\p{C}/u.test(size) ? "must have printable characters" : undefined);
}

/** A duration in whole seconds; `UNKNOWN` if it is empty, NaN if it is not valid. */
export function parseDuration(cell: Cell): number {
  const text = contentOf(cell);
  if (text === "") return UNKNOWN;
  const seconds = SECONDS.test(text) ? Math.round(Number(text)) : Number.NaN;
  return seconds <= MAX_SECONDS ? seconds : Number.NaN;
}

export function brokenDuration(cell: Cell): string {
  const number = typeof cell === "string" ? Number(cell) : Number.NaN;
  if (number < 0) return "must be 0 or more";
  if (number > MAX_SECONDS) return "must be at most 2,147,483,647 seconds";
  return "must be seconds, such as 90 or 90.5";
}

/** Whether the time is written with seconds, unlike `2025-01-31` and `2025-01-31 13:45`. */
export function hasSeconds(cell: Cell): boolean {
  return typeof cell !== "string" || cell.length > "2025-01-31 13:45".length || /^\s*\d{9}/.test(cell);
}

/** The text of a cell without spaces around it; nothing if it is how databases write that there is no value. */
export function contentOf(cell: Cell): string {
  const text = textOf(cell).trim();
  return NO_VALUE.has(text) ? "" : text;
}

const NO_VALUE: ReadonlySet<string> = new Set(["NULL", "null", "\\N"]);

/** A cell as text: a stored time as ISO 8601. */
export function textOf(cell: Cell): string {
  if (typeof cell === "string") return cell;
  const date = new Date(cell.microseconds / 1000);
  if (Number.isNaN(date.getTime())) return `${cell.microseconds} microseconds`;
  return cell.isInstant ? date.toISOString() : date.toISOString().replace("Z", "");
}

export const PRICE_RULE = "must be dollars from 0 to 9,999,999,999.99, such as 49 or 49.90";

/** A price in whole cents; NaN if it is not valid. */
export function parsePrice(text: string): number {
  const [, dollars = "", cents = ""] = /^(\d{1,10})(?:\.(\d\d?)0*)?$/.exec(text.trim()) ?? [];
  return dollars === "" ? Number.NaN : Number(dollars) * 100 + Number(cents.padEnd(2, "0"));
}
