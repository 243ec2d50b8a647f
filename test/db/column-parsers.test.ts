import { sql } from "kysely";
import { types } from "pg";
import { describe, expect, test } from "vitest";
import { columnParsers } from "../../db/column-parsers";
import { databaseOfFile } from "../test-database";

const shared = databaseOfFile();

async function arriving(expression: string): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(shared.db);
  return rows[0]?.value;
}

test.each<[string, unknown]>([
  ["0::bigint", 0],
  ["-1::bigint", -1],
  ["9007199254740991::bigint", Number.MAX_SAFE_INTEGER],
  ["'-9007199254740991'::bigint", Number.MIN_SAFE_INTEGER],
  ["19.99::numeric", 19.99],
  ["0.10::numeric", 0.1],
  ["0.1::numeric + 0.2::numeric", 0.3],
  ["9999999999999.99::numeric", 9_999_999_999_999.99],
  ["date '2025-01-01'", "2025-01-01"],
  ["timestamptz '2025-01-01 00:00:00.123+00'", new Date("2025-01-01T00:00:00.123Z")],
  ["timestamptz '1969-12-31 23:59:59.999+00'", new Date(-1)],
  ["1::integer", 1],
  ["'text'::text", "text"],
  [`'{"a": [1]}'::jsonb`, { a: [1] }],
  ["null::bigint", null],
  ["null::numeric", null],
])("%s arrives as %j", async (expression, value) => {
  expect(await arriving(expression)).toStrictEqual(value);
});

describe("a bigint that a number cannot hold exactly is refused:", () => {
  test.each(["9007199254740992", "-9007199254740992", "9223372036854775807"])("%s", async (digits) => {
    await expect(arriving(`'${digits}'::bigint`)).rejects.toThrow(`bigint ${digits} is beyond 2^53 - 1`);
  });
});

test("columns in binary are read by pg's own parsers, and those without a format are text", () => {
  const { BOOL, INT8 } = types.builtins;
  const five = Buffer.from("0000000000000005", "hex");
  expect(columnParsers.getTypeParser(INT8, "binary")(five)).toBe("5");
  expect(columnParsers.getTypeParser(BOOL, "binary")(Buffer.from([1]))).toBe(true);
  expect(columnParsers.getTypeParser(INT8)("5")).toBe(5);
  expect(columnParsers.getTypeParser(BOOL)("t")).toBe(true);
});
