import { expect, test } from "vitest";
import { decodeField, type FieldType } from "../../../db/copy/decode-field";

test.each<[FieldType, string, string]>([
  ["int4", "fffffffe", "-2"],
  ["int8", "0020000000000001", "9007199254740993"],
  ["text", "c3a920f09f9a80", "é 🚀"],
  ["timestamptz", "0000000000000000", "2000-01-01T00:00:00.000Z"],
  ["timestamptz", "00000000000003e8", "2000-01-01T00:00:00.001Z"],
  ["timestamptz", "00000000000003f2", "2000-01-01T00:00:00.001010Z"],
])("a field of type %s, %s, reads %s", (type, bytes, text) => {
  expect(decodeField(Buffer.from(bytes, "hex"), type)).toBe(text);
});

test("a field that is not there reads as nothing", () => {
  expect(decodeField(undefined, "int4")).toBe("nothing");
});
