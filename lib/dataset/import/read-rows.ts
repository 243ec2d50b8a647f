import type { CompanyList } from "./company-list";
import {
  type ImportColumns,
  type ImportTable,
  matchColumns,
  type Places,
  unusedColumns,
} from "./match-columns";
import type { Problems } from "./problems";
import {
  brokenDuration,
  brokenId,
  brokenSize,
  brokenText,
  contentOf,
  hasSeconds,
  PRICE_RULE,
  parseDuration,
  parsePrice,
  textOf,
} from "./read-cells";
import { numberedHash, type SessionSpool } from "./session-spool";
import type { Cell, OpenTable, RowTaker } from "./table-file";
import type { TimeParser } from "./time-parser";

/** The size of all companies if the files have no sizes. */
export const ONLY_SIZE = "customer";
const US_PER_MINUTE = 60_000_000;
const SECONDS_PER_DAY = 86_400;
const US_PER_DAY = 86_400_000_000;

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
        place === undefined ? "" : contentOf(fields[place] ?? "");
      const check = (place: number | undefined, rule: string | undefined) => {
        if (rule && place !== undefined) refuse(line, place, fields[place], rule);
        return !rule;
      };
      const id = textAt(idAt);
      const name = (nameAt === undefined ? "" : textOf(fields[nameAt] ?? "").trim()) || id;
      check(nameAt, brokenText(name));
      const sourceId = textAt(sourceAt) || id;
      check(sourceAt, brokenText(sourceId));
      const size = sizeAt === undefined ? ONLY_SIZE : textAt(sizeAt);
      const isSize = check(sizeAt, brokenSize(size, companies.sizeNames));
      const timeCell = timeAt === undefined ? "" : (fields[timeAt] ?? "");
      const time = typeof timeCell === "string" ? contentOf(timeCell) : timeCell;
      const signUp = time === "" ? Number.NaN : times.parse(time);
      if (time !== "" && Number.isNaN(signUp)) check(timeAt, times.explain(time));
      const isNew = companies.numberOf(id) === undefined;
      if (!check(idAt, brokenId(id) ?? (isNew ? undefined : "must be unique"))) return;
      // Added in any case, so that its sessions are not of an unknown company.
      companies.add(id, { sourceId, name, size: isSize ? size : undefined, signUp });
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
  /** How many last longer than a day. */
  long: number;
  /** Whether some time is not a whole minute. */
  haveSeconds: boolean;
  /** The days with sessions, since 1970. */
  readonly days: Set<number>;
}

interface SessionRowsOptions {
  /** Whether a company that is not in the list is unknown; otherwise it is added. */
  readonly isComplete: boolean;
  /** Leaves out sessions of unknown companies, or of none. */
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
      const id = contentOf(cell);
      if (id === lastId && last !== undefined) return last;
      lastId = id;
      last = companies.numberOf(id);
      if (last !== undefined) return last;
      if (id === "" && skipUnknown) {
        facts.ofUnknownCompanies += 1;
        return last;
      }
      const rule = id === "" ? NO_COMPANY : brokenId(id);
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
      if (duration > SECONDS_PER_DAY) facts.long += 1;
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

const NO_COMPANY =
  "must not be empty; leave such sessions out with skipUnknown: true (in a terminal: --skip-unknown)";
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
      const rule = brokenSize(size, [...prices.keys()]) ?? (isTwice ? "must be unique" : undefined);
      if (rule) refuse(line, sizeAt, size, rule);
      const text = textOf(fields[priceAt] ?? "").trim();
      const cents = text === "" ? undefined : parsePrice(text);
      if (cents !== undefined && Number.isNaN(cents)) refuse(line, priceAt, text, PRICE_RULE);
      if (!rule) prices.set(size, cents);
    };
  });
}

/** FNV-1a, 32 bits, of UTF-16 units. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
