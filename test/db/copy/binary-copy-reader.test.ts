import { expect, test } from "vitest";
import { decodeField, decodeTuples, fixedOffsets } from "../../../db/copy/binary-copy-reader";
import { BinaryCopyWriter, type FieldType } from "../../../db/copy/binary-copy-writer";

const TYPES = ["int4", "int8", "text", "timestamptz"] as const;

/** Two tuples of all types, header and trailer included. */
function someData(): Buffer {
  const writer = new BinaryCopyWriter(TYPES, 1024);
  for (const name of ["Ärger 🚀", ""]) {
    writer.number(-7);
    writer.number(17_000_000_012);
    writer.text(name);
    writer.number(Date.UTC(1999, 11, 31, 23, 59, 59, 999));
  }
  writer.end();
  return writer.take();
}

async function readInPieces(data: Buffer, bytes: number): Promise<string[][]> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < data.length; at += bytes) pieces.push(data.subarray(at, at + bytes));
  const records: string[][] = [];
  for await (const fields of decodeTuples(pieces)) {
    records.push(TYPES.map((type, column) => decodeField(fields[column], type)));
  }
  return records;
}

test.each([1, 2, 3, 7, 19, 20, 60, 1000])("tuples are read from pieces of %i bytes", async (bytes) => {
  expect(await readInPieces(someData(), bytes)).toEqual([
    ["-7", "17000000012", "Ärger 🚀", "1999-12-31T23:59:59.999Z"],
    ["-7", "17000000012", "", "1999-12-31T23:59:59.999Z"],
  ]);
});

test("a tuple is read as soon as its last byte is there", async () => {
  const writer = new BinaryCopyWriter(["text", "text"], 1024);
  let asked = 0;
  function* pieces(): Iterable<Buffer> {
    for (const value of ["a", "", "b"]) {
      writer.text(value);
      writer.text("z");
      asked += 1;
      yield writer.take();
    }
  }

  const read: string[] = [];
  for await (const fields of decodeTuples(pieces())) read.push(`${asked}: ${fields.join("|")}`);

  expect(read).toEqual(["1: a|z", "2: |z", "3: b|z"]);
});

test("no tuples are read from a header and a trailer", async () => {
  const writer = new BinaryCopyWriter(TYPES, 64);
  writer.end();

  expect(await readInPieces(writer.take(), 5)).toEqual([]);
});

test("the values of a tuple of fixed length begin behind the lengths of their fields", () => {
  expect(fixedOffsets(["int4", "int8", "timestamptz", "date"])).toEqual({ values: [6, 14, 26, 38], end: 42 });
});

test("a text has no fixed length", () => {
  expect(fixedOffsets(["text", "int4"]).end).toBeNaN();
});

test.each<[FieldType, string, string]>([
  ["int4", "fffffffe", "-2"],
  ["date", "000023ac", "9132"],
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

test.each([
  [0n, "2000-01-01T00:00:00.000Z"],
  [1n, "2000-01-01T00:00:00.000001Z"],
  [-1n, "1999-12-31T23:59:59.999999Z"],
  [1_500n, "2000-01-01T00:00:00.001500Z"],
])("%i microseconds after 2000 are %s", (microseconds, instant) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(microseconds);

  expect(decodeField(bytes, "timestamptz")).toBe(instant);
});
