import { type CustomTypesConfig, defaults, types } from "pg";
import { parse as parseArray } from "postgres-array";

type Parse = (text: string) => unknown;

// A Date stored in a column without time zone comes back as the same Date.
defaults.parseInputDatesAsUTC = true;

/** @throws RangeError if a number cannot represent the `bigint` exactly */
function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`bigint ${text} is beyond 2^53 - 1; select it as text with ::text`);
  return value;
}

/** `timestamptz` as a Date, `infinity` as the number. */
function parseInstant(text: string): unknown {
  return types.getTypeParser(types.builtins.TIMESTAMPTZ)(inIsoStyle(text));
}

/** `timestamp` as a Date, read as UTC and not in the time zone of this process. */
function parseTimestamp(text: string): unknown {
  return parseInstant(text.replace(/\d(?= BC$|$)/, "$&+00"));
}

/** @throws RangeError for a date in another style, which would be misread */
function inIsoStyle(text: string): string {
  if (/^(\d{4,}-\d\d-\d\d|-?infinity$)/.test(text)) return text;
  throw new RangeError(`${text} is not in the style ISO; run "set datestyle = ISO" on this connection`);
}

/**
 * `bigint` and `numeric` become numbers, `timestamp` and `timestamptz` Dates; `date` stays the text `YYYY-MM-DD`, and `interval`
 * that of Postgres, `2 days 03:04:05`, whatever the time zone of this process.
 *
 * Money is `numeric`, which Postgres adds exactly. The double nearest to such a sum prints the same digits up to 15 of
 * them, so amounts are exact to the cent below 10 trillion dollars.
 */
const parsers: Readonly<Record<number, Parse>> = {
  ...withArray(types.builtins.INT8, 1016, parseBigint),
  ...withArray(types.builtins.NUMERIC, 1231, Number),
  ...withArray(types.builtins.DATE, 1182, inIsoStyle),
  ...withArray(types.builtins.TIMESTAMP, 1115, parseTimestamp),
  ...withArray(types.builtins.TIMESTAMPTZ, 1185, parseInstant),
  ...withArray(types.builtins.INTERVAL, 1187, String),
};

/** The parsers of a type and of its array type, whose number `pg` does not export. */
function withArray(oid: number, arrayOid: number, parse: Parse): Record<number, Parse> {
  return { [oid]: parse, [arrayOid]: (text) => parseArray(text, parse) };
}

/** Parses all other types as `pg` does by default. */
export const columnParsers: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (format !== "binary" && parsers[oid]) || types.getTypeParser(oid, format ?? "text"),
};
