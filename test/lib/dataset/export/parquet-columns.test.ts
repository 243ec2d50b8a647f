import { expect, test } from "vitest";
import type { ColumnKind } from "../../../../lib/dataset/export/exported-tables";
import { parquetExpression, parquetSchema, readField } from "../../../../lib/dataset/export/parquet-columns";

// Source: Apache Parquet format, LogicalTypes.md, and for older readers the converted type of each.
test("a schema has a root and then one element per column, none of them nullable", () => {
  const kinds: ColumnKind[] = ["text", "integer", "bigint", "money", "instant"];

  expect(parquetSchema(kinds.map((kind) => ({ name: `a ${kind}`, kind })))).toEqual([
    { name: "schema", num_children: 5 },
    {
      name: "a text",
      repetition_type: "REQUIRED",
      type: "BYTE_ARRAY",
      converted_type: "UTF8",
      logical_type: { type: "STRING" },
    },
    { name: "a integer", repetition_type: "REQUIRED", type: "INT32" },
    { name: "a bigint", repetition_type: "REQUIRED", type: "INT64" },
    {
      name: "a money",
      repetition_type: "REQUIRED",
      type: "INT64",
      converted_type: "DECIMAL",
      logical_type: { type: "DECIMAL", precision: 12, scale: 2 },
      precision: 12,
      scale: 2,
    },
    {
      name: "a instant",
      repetition_type: "REQUIRED",
      type: "INT64",
      converted_type: "TIMESTAMP_MICROS",
      logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
    },
  ]);
});

test.each<[ColumnKind, string, unknown]>([
  ["text", "c3a9", "é"],
  ["integer", "fffffffe", -2],
  ["bigint", "0000000100000000", 4_294_967_296n],
  // $19.01.
  ["money", "000000000000076d", 1901n],
  // Postgres counts microseconds from 2000-01-01, 946,684,800 seconds after 1970.
  ["instant", "0000000000000001", 946_684_800_000_001n],
])("the field of a %s, %s in binary COPY, is %o in Parquet", (kind, field, value) => {
  expect(readField(kind, Buffer.from(field, "hex"))).toBe(value);
});

test("a record that is too short is refused", () => {
  expect(() => readField("money", undefined)).toThrow(
    new RangeError("a record has no field for a column of kind money"),
  );
});

test("money is asked for in cents, everything else as it is", () => {
  expect(parquetExpression({ name: "price", kind: "money" })).toBe("(price * 100)::bigint");
  expect(parquetExpression({ name: "company_id", kind: "integer" })).toBe("company_id");
});
