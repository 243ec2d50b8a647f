import { type CustomTypesConfig, types } from "pg";

/** `bigint` as a number; refuses what a number cannot hold exactly. */
function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond 2^53 - 1`);
  return value;
}

/**
 * Where rows come in: `bigint` and `numeric` become numbers, `date` stays the text `YYYY-MM-DD`.
 *
 * Money is `numeric` and is added up by Postgres, exactly. The number made of such a sum is the double
 * nearest to it, which prints the same digits for up to 15 of them: no cent is lost below 10 trillion dollars.
 */
const parsers: Record<number, (text: string) => unknown> = {
  [types.builtins.INT8]: parseBigint,
  [types.builtins.NUMERIC]: Number,
  [types.builtins.DATE]: (text) => text,
};

/** The parsers as `pg` wants them; every other type keeps the one that `pg` ships. */
export const columnParsers: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (format !== "binary" && parsers[oid]) || types.getTypeParser(oid, format ?? "text"),
};
