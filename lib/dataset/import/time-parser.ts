import type { Cell } from "./table-file";
import type { TimeZone } from "./time-zone";

/** The range of valid times, in microseconds since 1970-01-01 UTC: others, such as 1900-01-01 and 9999-12-31, are mistakes. */
const [FIRST_TIME, TIMES_END] = [0, Date.UTC(2200, 0, 1) * 1000];

const US_PER_MS = 1000;
const MS_PER_DAY = 86_400_000;
const ZERO = 48;
const [DOT, COLON, MINUS, PLUS, SPACE, SLASH] = [46, 58, 45, 43, 32, 47];
const [UPPER_T, UPPER_Z] = [84, 90];

const DATE_LENGTH = "2025-01-31".length;
const MINUTES_LENGTH = "2025-01-31T13:45".length;
const SECONDS_LENGTH = "2025-01-31T13:45:12".length;

/** The zone after a time: `Z`, `+02`, `+0200`, `+02:00`, ` UTC`. */
const ZONE = /^ ?(?:(?:z|utc|gmt)|([+-])(0\d|1[0-5])(?::?([0-5]\d))?)$/i;
const NUMBER = /^\d{9,16}(?:\.\d+)?$/;
/** Numbers that may be a date with hour and minutes: `2025013113`, `202501311345`. */
const COMPACT =
  /^(?:19[7-9]\d|2[01]\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])(?:[0-5]\d)?$/;
/** Dates and times of the usual form, whether they exist or not. */
const WELL_FORMED =
  /^\d{4}([-/])\d\d\1\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:z|utc|gmt|[+-]\d\d(?::?\d\d)?))?)?$/i;
const DAY_OR_MONTH_FIRST = /^\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d\d)(?!\d)/;

/** Seconds, milliseconds and microseconds since 1970, which their size tells apart for times from 1973 on. */
const EPOCH_UNITS = [
  { from: 1e8, to: 1e10, microseconds: 1e6 },
  { from: 1e11, to: 1e13, microseconds: 1e3 },
  { from: 1e14, to: 1e16, microseconds: 1 },
] as const;

/**
 * Parses times: ISO 8601 with or without a zone and separators, optionally with a space, slashes or dots, or without leading zeros; dates;
 * and numbers of seconds, milliseconds or microseconds since 1970. Digits after the microsecond are cut off.
 */
export class TimeParser {
  readonly #zone: TimeZone;
  readonly #localMonths: boolean;
  /** Where months begin, by `12 * year + month`, in milliseconds. */
  readonly #months: number[] = [];

  /**
   * @param zone of times that name none
   * @param localMonths whether months are those of the zone: times are then what its clocks show, as if that were UTC
   */
  constructor(zone: TimeZone, localMonths: boolean) {
    this.#zone = zone;
    this.#localMonths = localMonths;
  }

  /** Microseconds since 1970-01-01 UTC; NaN if it is not a valid time, see `explain`. */
  parse(cell: Cell): number {
    const time =
      typeof cell === "string" ? this.#parseText(cell) : this.#place(cell.microseconds, cell.isInstant);
    return time >= FIRST_TIME && time < TIMES_END ? time : Number.NaN;
  }

  /** The rule that an invalid time breaks. */
  explain(cell: Cell): string {
    const text = typeof cell === "string" ? cell.trim() : "";
    if (text === "" && typeof cell === "string") return "must not be empty";
    if (DAY_OR_MONTH_FIRST.test(text)) {
      return "is ambiguous: it may begin with the day or the month; write it as 2025-04-03";
    }
    if (COMPACT.test(text)) return "may be a date or a time since 1970; write it as 2025-01-31 13:45";
    if (/^[2-7]\d{4}(?:\.\d+)?$/.test(text)) {
      return "is a spreadsheet's number of a day; format the column there as yyyy-mm-dd hh:mm";
    }
    if (/^[-+]?[\d.]+$/.test(text)) {
      return "must, as a number, be seconds or milliseconds since 1970, from 1973 to 2199";
    }
    if (!Number.isNaN(this.#parseText(text)) || typeof cell !== "string")
      return "must be a time from 1970 to 2199";
    if (WELL_FORMED.test(text)) return "must be a time that exists";
    return "must be a time such as 2025-01-31T13:45:12Z, 2025-01-31 13:45 or 2025-01-31";
  }

  #parseText(text: string): number {
    const time = this.#parse(text);
    if (!Number.isNaN(time)) return time;
    const usual = usualForm(text.trim());
    return usual === text ? time : this.#parse(usual);
  }

  #parse(text: string): number {
    const wall = this.#wallClock(text);
    if (Number.isNaN(wall)) return this.#place(epochTime(text), true);
    const { length } = text;
    // The most common form, and the fastest.
    if (length > SECONDS_LENGTH && text.charCodeAt(length - 1) === UPPER_Z) {
      const fraction = fractionOf(text, SECONDS_LENGTH, length - 1);
      return this.#place(wall * US_PER_MS + fraction, true);
    }
    if (length <= DATE_LENGTH) return this.#place(wall * US_PER_MS, false);
    const hasSeconds = text.charCodeAt(MINUTES_LENGTH) === COLON;
    const fractionStart = hasSeconds ? SECONDS_LENGTH : MINUTES_LENGTH;
    let end = fractionStart;
    if (hasSeconds && text.charCodeAt(end) === DOT) {
      end += 1;
      while (isDigit(text.charCodeAt(end))) end += 1;
    }
    const time = wall * US_PER_MS + fractionOf(text, fractionStart, end);
    if (end === length) return this.#place(time, false);
    return this.#place(time - zoneOffset(text.slice(end)) * US_PER_MS, true);
  }

  /** Converts a time to how it is stored. */
  #place(microseconds: number, isInstant: boolean): number {
    if (isInstant !== this.#localMonths) return microseconds;
    const ms = Math.floor(microseconds / US_PER_MS);
    const placed = isInstant ? this.#zone.toWall(ms) : this.#zone.toInstant(ms);
    return placed * US_PER_MS + (microseconds - ms * US_PER_MS);
  }

  /** Date, hour, minute and second at the beginning of a text, in milliseconds; NaN if they have another form or do not exist. */
  #wallClock(text: string): number {
    const { length } = text;
    if (length < DATE_LENGTH) return Number.NaN;
    const separator = text.charCodeAt(4);
    if ((separator !== MINUS && separator !== SLASH) || text.charCodeAt(7) !== separator) return Number.NaN;
    const month = twoDigits(text, 5);
    const day = twoDigits(text, 8);
    const key = (twoDigits(text, 0) * 100 + twoDigits(text, 2)) * 12 + month - 1;
    if (!(month >= 1 && month <= 12 && day >= 1)) return Number.NaN;
    const start = this.#monthStart(key);
    const date = start + (day - 1) * MS_PER_DAY;
    // True for a year that is not a number, too.
    if (!(day <= 28 || date < this.#monthStart(key + 1))) return Number.NaN;
    if (length === DATE_LENGTH) return date;
    const between = text.charCodeAt(DATE_LENGTH);
    if ((between !== UPPER_T && between !== SPACE) || text.charCodeAt(13) !== COLON) return Number.NaN;
    const hour = twoDigits(text, 11);
    const minute = twoDigits(text, 14);
    const second = text.charCodeAt(MINUTES_LENGTH) === COLON ? twoDigits(text, 17) : 0;
    return hour < 24 && minute < 60 && second < 60
      ? date + hour * 3_600_000 + minute * 60_000 + second * 1000
      : Number.NaN;
  }

  #monthStart(key: number): number {
    const known = this.#months[key];
    if (known !== undefined) return known;
    const start = Date.UTC(Math.floor(key / 12), key % 12);
    if (key >= 0) this.#months[key] = start;
    return start;
  }
}

/**
 * A date or a time in the form of ISO 8601 that files usually have, if it is one with dots, without leading zeros or separators, or with
 * a comma before the fraction.
 */
function usualForm(text: string): string {
  return text
    .replace(
      /^(\d{4})(\d\d)(\d\d)(?:T(\d\d):?(\d\d):?(\d\d))?(?![\d:])/,
      (_, year, month, day, ...[hour, minute, second]) =>
        `${year}-${month}-${day}${hour ? `T${hour}:${minute}:${second}` : ""}`,
    )
    .replace(/^(\d{4})([-/.])(\d\d?)\2(\d\d?)(?!\d)/, (_, year, __, month, day) =>
      [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-"),
    )
    .replace(/^([\d-]{10})[Tt ](\d?\d):/, (_, date, hour) => `${date} ${hour.padStart(2, "0")}:`)
    .replace(/(:\d\d),(\d)/, "$1.$2");
}

/** A number of two digits; NaN if there are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

/** Microseconds of `.123456` between two positions of a text; 0 if it is empty, NaN if it has another form. */
function fractionOf(text: string, from: number, to: number): number {
  if (from === to) return 0;
  if (text.charCodeAt(from) !== DOT || to === from + 1) return Number.NaN;
  let fraction = 0;
  let unit = 100_000;
  for (let at = from + 1; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return Number.NaN;
    fraction += (code - ZERO) * unit;
    unit = Math.floor(unit / 10);
  }
  return fraction;
}

/** Milliseconds ahead of UTC; NaN if the text is not a zone. */
function zoneOffset(text: string): number {
  const found = ZONE.exec(text);
  if (!found) return Number.NaN;
  const [, sign, hours = "0", minutes = "0"] = found;
  const ms = Number(hours) * 3_600_000 + Number(minutes) * 60_000;
  return sign === "-" ? -ms : ms;
}

function epochTime(text: string): number {
  const first = text.charCodeAt(0);
  if (first === PLUS || first === MINUS || !NUMBER.test(text) || COMPACT.test(text)) return Number.NaN;
  const number = Number(text);
  const unit = EPOCH_UNITS.find(({ from, to }) => number >= from && number < to);
  return unit ? Math.round(number * unit.microseconds) : Number.NaN;
}
