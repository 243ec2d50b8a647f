import type { CompanyList } from "./company-list";
import {
  type ImportColumns,
  type ImportTable,
  matchColumns,
  type Places,
  unusedColumns,
} from "./match-columns";
import type { Problems } from "./problems";
import { numberedHash, type SessionSpool } from "./session-spool";
import { UNKNOWN } from "./sorted-sessions";
import type { Cell, OpenTable, RowTaker } from "./table-file";
import type { TimeParser } from "./time-parser";

/** The size of all companies if the files have no sizes. */
export const ONLY_SIZE = "customer";
/** The same as in rules. */
const MAX_SIZES = 20;
/** Characters of an id, a name or a size. */
const MAX_TEXT = 200;
const MAX_SECONDS = 2_147_483_647;
const US_PER_MINUTE = 60_000_000;
const US_PER_DAY = 86_400_000_000;
const SECONDS = /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

export interface ReadContext {
  readonly problems: Problems;
  readonly columns: ImportColumns;
  readonly times: TimeParser;
  /** Receives the header of each file, and the columns that are not used. */
  readonly onHeader: (file: string, header: readonly string[], unused: readonly string[]) => void;
}

/** Reads the rows of a table in a file: finds its columns, and takes each row. */
function rowsOf<Table extends ImportTable>(
  file: string,
  table: Table,
  { columns, problems, onHeader }: ReadContext,
  take: (at: Places<Table>, refuse: Refuse) => RowTaker["take"],
): OpenTable {
  return (header) => {
    const at = matchColumns(table, header, columns, problems, file);
    onHeader(file, header, at ? unusedColumns(header, at) : []);
    if (!at) return undefined;
    const places: readonly number[] = Object.values(at);
    const refuse: Refuse = (line, place, cell, rule) => {
      const value = cell === undefined ? {} : { value: textOf(cell) };
      problems.add({
        file,
        line,
        ...(place !== undefined && { column: header[place] ?? "" }),
        ...value,
        rule,
      });
    };
    return { columns: places, take: take(at, refuse) };
  };
}

/** Adds a problem with a value at a place in the header. */
type Refuse = (line: number, place: number | undefined, cell: Cell | undefined, rule: string) => void;

/** Adds the companies of a file to a list. */
export function companyRows(file: string, companies: CompanyList, context: ReadContext): OpenTable {
  const { times } = context;
  return rowsOf(file, "companies", context, (at, refuse) => {
    const { company_id: idAt = 0, company_name: nameAt, company_size: sizeAt } = at;
    const { created_at: timeAt, source_id: sourceAt } = at;
    return (fields, line) => {
      const textAt = (place: number | undefined) =>
        place === undefined ? "" : textOf(fields[place] ?? "").trim();
      const check = (place: number | undefined, rule: string | undefined) => {
        if (rule && place !== undefined) refuse(line, place, fields[place], rule);
        return !rule;
      };
      const id = textAt(idAt);
      const name = textAt(nameAt) || id;
      check(nameAt, brokenText(name));
      const sourceId = textAt(sourceAt) || id;
      check(sourceAt, brokenText(sourceId));
      const size = sizeAt === undefined ? ONLY_SIZE : textAt(sizeAt);
      const isSize = check(sizeAt, brokenSize(size, companies.sizeNames));
      const timeCell = timeAt === undefined ? "" : (fields[timeAt] ?? "");
      const time = typeof timeCell === "string" ? timeCell.trim() : timeCell;
      const signUp = time === "" ? Number.NaN : times.parse(time);
      if (time !== "" && Number.isNaN(signUp)) check(timeAt, times.explain(time));
      const isNew = companies.numberOf(id) === undefined;
      if (!check(idAt, brokenText(id) ?? (isNew ? undefined : "must be different on every line"))) return;
      // Added in any case, so that its sessions are not of an unknown company.
      companies.add(id, { sourceId, name, size: isSize ? size : ONLY_SIZE, signUp });
    };
  });
}

/** Facts found while reading the sessions. */
export interface SessionFacts {
  beforeSignUp: number;
  ofUnknownCompanies: number;
  /** The time of the latest. */
  latest: number;
  /** Whether sessions have ids of their own. */
  haveIds: boolean;
  /** Whether some time is not a whole minute. */
  haveSeconds: boolean;
  /** The days with sessions, since 1970. */
  readonly days: Set<number>;
}

export interface SessionRowsOptions {
  /** Whether a company that is not in the list is unknown; otherwise it is added. */
  readonly isComplete: boolean;
  /** Leaves out sessions of unknown companies. */
  readonly skipUnknown: boolean;
}

/** Adds the sessions of a file to a spool, and counts them in the list of companies. */
export function sessionRows(
  file: string,
  { companies, spool }: { readonly companies: CompanyList; readonly spool: SessionSpool },
  { isComplete, skipUnknown }: SessionRowsOptions,
  context: ReadContext,
  facts: SessionFacts,
): OpenTable {
  const { times } = context;
  return rowsOf(file, "sessions", context, (at, refuse) => {
    const {
      company_id: idAt = 0,
      session_id: sessionAt,
      created_at: timeAt = 0,
      duration_seconds: durationAt,
    } = at;
    let lastId = "";
    let last: number | undefined;
    let lastDay = -1;
    if (sessionAt !== undefined) facts.haveIds = true;

    /** The company of a row; undefined if there is none. */
    const companyOf = (cell: Cell, line: number): number | undefined => {
      const id = textOf(cell).trim();
      if (id === lastId && last !== undefined) return last;
      lastId = id;
      last = companies.numberOf(id);
      if (last !== undefined) return last;
      const rule = brokenText(id);
      if (rule) refuse(line, idAt, cell, rule);
      else if (!isComplete) {
        last = companies.length;
        companies.add(id, { size: ONLY_SIZE });
      } else if (skipUnknown) facts.ofUnknownCompanies += 1;
      else refuse(line, idAt, cell, UNKNOWN_COMPANY);
      return last;
    };

    return (fields, line) => {
      const company = companyOf(fields[idAt] ?? "", line);
      const timeCell = fields[timeAt] ?? "";
      const time = times.parse(timeCell);
      if (Number.isNaN(time)) refuse(line, timeAt, timeCell, times.explain(timeCell));
      const durationCell = durationAt === undefined ? "" : (fields[durationAt] ?? "");
      const duration = parseDuration(durationCell);
      if (Number.isNaN(duration)) refuse(line, durationAt, durationCell, brokenDuration(durationCell));
      if (company === undefined || Number.isNaN(time) || Number.isNaN(duration)) return;
      if (companies.countSession(company, time)) facts.beforeSignUp += 1;
      if (time > facts.latest) facts.latest = time;
      facts.haveSeconds ||= time % US_PER_MINUTE !== 0;
      const day = Math.floor(time / US_PER_DAY);
      if (day !== lastDay) facts.days.add(day);
      lastDay = day;
      const sessionId = sessionAt === undefined ? "" : textOf(fields[sessionAt] ?? "");
      // Without ids and seconds, sessions at the same time are different ones.
      const unnamed = hasSeconds(timeCell) ? 0 : numberedHash(line);
      spool.add(company, time, duration, sessionId === "" ? unnamed : hashOf(sessionId));
    };
  });
}

const UNKNOWN_COMPANY =
  "is not in the file of companies; add it there, or leave such sessions out with skipUnknown: true (in a terminal: --skip-unknown)";

/** The price of each size in whole cents; undefined if it is empty. */
export type Prices = Map<string, number | undefined>;

/** Adds the prices of a file to a map. */
export function priceRows(file: string, prices: Prices, context: ReadContext): OpenTable {
  return rowsOf(file, "subscriptions", context, (at, refuse) => {
    const { company_size: sizeAt = 0, monthly_price: priceAt = 0 } = at;
    return (fields, line) => {
      const size = textOf(fields[sizeAt] ?? "").trim();
      const isTwice = prices.has(size);
      const rule =
        brokenSize(size, [...prices.keys()]) ?? (isTwice ? "must be different on every line" : undefined);
      if (rule) refuse(line, sizeAt, size, rule);
      const text = textOf(fields[priceAt] ?? "").trim();
      const cents = text === "" ? undefined : parsePrice(text);
      if (cents !== undefined && Number.isNaN(cents)) refuse(line, priceAt, text, PRICE_RULE);
      if (!rule) prices.set(size, cents);
    };
  });
}

export const PRICE_RULE = "must be dollars from 0 to 9,999,999,999.99 as 49 or 49.90";

/** A price in whole cents; NaN if it is not valid. */
export function parsePrice(text: string): number {
  const [, dollars = "", cents = ""] = /^(\d{1,10})(?:\.(\d\d?)0*)?$/.exec(text.trim()) ?? [];
  return dollars === "" ? Number.NaN : Number(dollars) * 100 + Number(cents.padEnd(2, "0"));
}

/** The rule that an id or a name breaks, if any. */
function brokenText(text: string): string | undefined {
  if (text === "") return "must not be empty";
  if (text.includes("\0")) return "must have no NUL character";
  return text.length > MAX_TEXT ? `must have at most ${MAX_TEXT} characters` : undefined;
}

/** @param known the sizes found so far */
function brokenSize(size: string, known: readonly string[]): string | undefined {
  if (size.toLowerCase() === "all") return "must not be all, which stands for all sizes";
  if (known.length >= MAX_SIZES && !known.includes(size)) {
    return `must be one of at most ${MAX_SIZES} sizes; name another column, or none`;
  }
  return brokenText(size) ?? (/\p{C}/u.test(size) ? "must have printable characters" : undefined);
}

/** A duration in whole seconds; `UNKNOWN` if it is empty, NaN if it is not valid. */
function parseDuration(cell: Cell): number {
  const text = textOf(cell).trim();
  if (text === "") return UNKNOWN;
  const seconds = SECONDS.test(text) ? Math.round(Number(text)) : Number.NaN;
  return seconds <= MAX_SECONDS ? seconds : Number.NaN;
}

function brokenDuration(cell: Cell): string {
  const number = typeof cell === "string" ? Number(cell) : Number.NaN;
  if (number < 0) return "must be 0 or more";
  if (number > MAX_SECONDS) return "must be at most 2,147,483,647 seconds";
  return "must be seconds as 90 or 90.5";
}

/** Whether the time is written with seconds, unlike `2025-01-31` and `2025-01-31 13:45`. */
function hasSeconds(cell: Cell): boolean {
  return typeof cell !== "string" || cell.length > "2025-01-31 13:45".length || /^\s*\d{9}/.test(cell);
}

/** FNV-1a, 32 bits, of UTF-16 units. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** A cell as text: a stored time as ISO 8601. */
function textOf(cell: Cell): string {
  if (typeof cell === "string") return cell;
  const date = new Date(cell.microseconds / 1000);
  if (Number.isNaN(date.getTime())) return `${cell.microseconds} microseconds`;
  return cell.isInstant ? date.toISOString() : date.toISOString().replace("Z", "");
}
