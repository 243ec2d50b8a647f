import fc from "fast-check";
import { expect, test } from "vitest";
import type { Cell } from "../../../../lib/dataset/import/table-file";
import { TimeParser } from "../../../../lib/dataset/import/time-parser";
import { TimeZone } from "../../../../lib/dataset/import/time-zone";
import { iso } from "./imported-files";

/** A time as it is stored, or the rule that it breaks. */
function parsed(cell: Cell, zone = "UTC", localMonths = false): string {
  const parser = new TimeParser(new TimeZone(zone), localMonths);
  const time = parser.parse(cell);
  return Number.isNaN(time) ? parser.explain(cell) : iso(time);
}

test.each([
  ["2025-01-31T13:45:12Z", "2025-01-31T13:45:12Z"],
  ["2025-01-31T13:45:12.123456Z", "2025-01-31T13:45:12.123456Z"],
  ["2025-01-31T13:45:12.1234569Z", "2025-01-31T13:45:12.123456Z"],
  ["2025-01-31T13:45:12.5Z", "2025-01-31T13:45:12.500Z"],
  ["2025-01-31 13:45:12", "2025-01-31T13:45:12Z"],
  ["2025-01-31 13:45", "2025-01-31T13:45:00Z"],
  ["2025-01-31T13:45Z", "2025-01-31T13:45:00Z"],
  ["2025-01-31 13:45:12.5+02", "2025-01-31T11:45:12.500Z"],
  ["2025-01-31 13:45:12-0330", "2025-01-31T17:15:12Z"],
  ["2025-01-31T13:45:12+05:45", "2025-01-31T08:00:12Z"],
  ["2025-01-31 13:45:12 UTC", "2025-01-31T13:45:12Z"],
  ["2025/01/31 13:45:12", "2025-01-31T13:45:12Z"],
  [" 2025-01-31 ", "2025-01-31T00:00:00Z"],
  ["2024-02-29", "2024-02-29T00:00:00Z"],
  ["20250131", "2025-01-31T00:00:00Z"],
  ["20250131T134512Z", "2025-01-31T13:45:12Z"],
  ["2025.01.31", "2025-01-31T00:00:00Z"],
  ["2025-1-3", "2025-01-03T00:00:00Z"],
  ["2025/1/31 9:45", "2025-01-31T09:45:00Z"],
  ["2025-01-31t13:45:12,5+02:00", "2025-01-31T11:45:12.500Z"],
  ["1738331112", "2025-01-31T13:45:12Z"],
  ["1738331112.123456", "2025-01-31T13:45:12.123456Z"],
  ["1738331112123", "2025-01-31T13:45:12.123Z"],
  ["1738331112123456", "2025-01-31T13:45:12.123456Z"],
  ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"],
  ["2199-12-31T23:59:59.999999Z", "2199-12-31T23:59:59.999999Z"],
])("%s is %s", (text, time) => {
  expect(parsed(text)).toBe(time);
});

const EXISTS = "must be a time that exists";
const RANGE = "must be a time from 1970 to 2199";
const FORM = "must be a time such as 2025-01-31T13:45:12Z, 2025-01-31 13:45 or 2025-01-31";
const ORDER = "is ambiguous: it may begin with the day or the month; write it as 2025-04-03";
const COMPACT = "may be a date or a time since 1970; write it as 2025-01-31 13:45";
const NUMBER = "must, as a number, be seconds or milliseconds since 1970, from 1973 to 2199";

test.each([
  ["", "must not be empty"],
  ["  ", "must not be empty"],
  ["03/04/2025", ORDER],
  ["31.1.2025 13:45", ORDER],
  ["3-4-25", ORDER],
  ["2025-02-29", EXISTS],
  ["2025-13-01", EXISTS],
  ["2025-00-10", EXISTS],
  ["2025-01-00", EXISTS],
  ["2025-04-31T00:00:00Z", EXISTS],
  ["2025-01-31T24:00:00Z", EXISTS],
  ["2025-01-31T13:60:00Z", EXISTS],
  ["2025-01-31T13:45:60Z", EXISTS],
  ["1969-12-31T23:59:59Z", RANGE],
  ["2200-01-01", RANGE],
  ["9999-12-31", RANGE],
  ["0", NUMBER],
  ["20251301", NUMBER],
  ["-1738331112", NUMBER],
  ["45688.5", "is a spreadsheet's number of a day; format the column there as yyyy-mm-dd hh:mm"],
  ["2025010513", COMPACT],
  ["202501051345", COMPACT],
  ["20250105134512", NUMBER],
  ["yesterday", FORM],
  ["Jan 31, 2025", FORM],
  ["2025-01-31T13:45:12.Z", FORM],
  ["2025-01-31 13:45:12 CET", FORM],
  ["2025-01-31 01:45 PM", FORM],
  ["2025-01-31T13:45:12+99:00", EXISTS],
  ["2025-1-32", FORM],
  ["2025113", NUMBER],
  ["2025-01-3x", FORM],
  ["20x5-01-31T13:45:12Z", FORM],
])("%s is refused: %s", (text, rule) => {
  expect(parsed(text)).toBe(rule);
});

test("a time of any year and zone offset is the one that Date has", () => {
  const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
  const ms = fc.integer({ min: 86_400_000, max: Date.UTC(2199, 11, 30) });
  const micro = fc.integer({ min: 0, max: 999 });
  fc.assert(
    fc.property(ms, micro, offset, fc.constantFrom("T", " "), (time, us, minutes, between) => {
      const wall = new Date(time + minutes * 60_000).toISOString().slice(0, -1).replace("T", between);
      const size = Math.abs(minutes);
      const hours = String(Math.floor(size / 60)).padStart(2, "0");
      const zone = `${minutes < 0 ? "-" : "+"}${hours}:${String(size % 60).padStart(2, "0")}`;
      const text = `${wall}${String(us).padStart(3, "0")}${zone}`;
      expect(new TimeParser(new TimeZone("UTC"), false).parse(text)).toBe(time * 1000 + us);
    }),
  );
});

test.each([
  ["2025-01-31 13:45:12", "Europe/Madrid", "2025-01-31T12:45:12Z"],
  ["2025-07-31 13:45:12.123456", "Europe/Madrid", "2025-07-31T11:45:12.123456Z"],
  ["2025-07-31", "America/New_York", "2025-07-31T04:00:00Z"],
  ["2025-07-31 13:45:12Z", "Europe/Madrid", "2025-07-31T13:45:12Z"],
  ["1738331112", "Europe/Madrid", "2025-01-31T13:45:12Z"],
  // Clocks go from 2 to 3: the time is skipped.
  ["2025-03-30 02:30", "Europe/Madrid", "2025-03-30T01:30:00Z"],
  ["2025-03-30 01:59", "Europe/Madrid", "2025-03-30T00:59:00Z"],
  ["2025-03-30 03:00", "Europe/Madrid", "2025-03-30T01:00:00Z"],
  // Clocks go from 3 to 2: the earlier of two.
  ["2025-10-26 02:30", "Europe/Madrid", "2025-10-26T00:30:00Z"],
  ["2025-10-26 03:00", "Europe/Madrid", "2025-10-26T02:00:00Z"],
  ["2025-10-26 01:59", "Europe/Madrid", "2025-10-25T23:59:00Z"],
  // By half an hour.
  ["2025-04-06 01:45", "Australia/Lord_Howe", "2025-04-05T14:45:00Z"],
  // A day that does not exist.
  ["2011-12-30 12:00", "Pacific/Apia", "2011-12-30T22:00:00Z"],
])("%s in %s is %s", (text, zone, time) => {
  expect(parsed(text, zone)).toBe(time);
});

test.each([
  ["2025-01-31T23:45:12Z", "2025-02-01T00:45:12Z"],
  ["2025-01-31 23:45:12", "2025-01-31T23:45:12Z"],
  ["2025-03-30T00:59:59.5Z", "2025-03-30T01:59:59.500Z"],
  ["2025-03-30T01:00:00Z", "2025-03-30T03:00:00Z"],
])("with months of Madrid, %s is stored as %s", (text, time) => {
  expect(parsed(text, "Europe/Madrid", true)).toBe(time);
});

test("a stored time is an instant, or one without a zone", () => {
  const microseconds = Date.UTC(2025, 6, 1, 12) * 1000 + 7;
  expect(parsed({ microseconds, isInstant: true }, "Europe/Madrid")).toBe("2025-07-01T12:00:00.000007Z");
  expect(parsed({ microseconds, isInstant: false }, "Europe/Madrid")).toBe("2025-07-01T10:00:00.000007Z");
  expect(parsed({ microseconds: -1, isInstant: true })).toBe(RANGE);
});

test("any instant of a year follows from the wall-clock time, except in hours that occur twice", () => {
  const zone = new TimeZone("America/New_York");
  const ms = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2026, 0) });
  fc.assert(
    fc.property(ms, (instant) => {
      const again = zone.toInstant(zone.toWall(instant));
      expect([0, 3_600_000]).toContain(instant - again);
      expect(zone.toWall(again)).toBe(zone.toWall(instant));
    }),
  );
});

test("a time zone that does not exist is refused", () => {
  expect(() => new TimeZone("Europe/Atlantis")).toThrow(
    'import: the time zone must be one of the IANA database such as Europe/Madrid, received "Europe/Atlantis"',
  );
});
