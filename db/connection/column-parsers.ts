import { type CustomTypesConfig, defaults, types } from "pg";
import { parse as parseArray } from "postgres-array";

type Parse = (text: string) => unknown;

// What goes in and what comes back are the same: a Date in a column without zone is its time in UTC.
defaults.parseInputDatesAsUTC = true;

/** `bigint` as a number; refuses what a number cannot hold exactly. */
function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond 2^53 - 1`);
  return value;
}

/** `timestamptz` as a Date, `infinity` as the number. */
function parseInstant(text: string): unknown {
  return types.getTypeParser(types.builtins.TIMESTAMPTZ)(inIsoStyle(text));
}

/** `timestamp` likewise: a time without zone is UTC, and not in the zone of this process. */
function parseTimestamp(text: string): unknown {
  return parseInstant(text.replace(/\d(?= BC$|$)/, "$&+00"));
}

/** Another style would be read wrong or not at all. */
function inIsoStyle(text: string): string {
  if (/^(\d{4,}-\d\d-\d\d|-?infinity$)/.test(text)) return text;
  throw new RangeError(`${text} is not in the style ISO; run "set datestyle = ISO" on this connection`);
}

/**
 * Where rows come in: `bigint` and `numeric` become numbers, `timestamp` and `timestamptz` Dates, and `date` stays
 * the text `YYYY-MM-DD`, whatever the time zone of this process.
 *
 * Money is `numeric` and is added up by Postgres, exactly. The number made of such a sum is the double
 * nearest to it, which prints the same digits for up to 15 of them: no cent is lost below 10 trillion dollars.
 */
const parsers: Readonly<Record<number, Parse>> = {
  ...withArray(types.builtins.INT8, 1016, parseBigint),
  ...withArray(types.builtins.NUMERIC, 1231, Number),
  ...withArray(types.builtins.DATE, 1182, inIsoStyle),
  ...withArray(types.builtins.TIMESTAMP, 1115, parseTimestamp),
  ...withArray(types.builtins.TIMESTAMPTZ, 1185, parseInstant),
};

/** The parsers of a type and of its arrays, which `pg` does not name. */
function withArray(oid: number, arrayOid: number, parse: Parse): Record<number, Parse> {
  return { [oid]: parse, [arrayOid]: (text) => parseArray(text, parse) };
}

/** The parsers as `pg` wants them; every other type keeps the one that `pg` ships. */
export const columnParsers: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (format !== "binary" && parsers[oid]) || types.getTypeParser(oid, format ?? "text"),
};
