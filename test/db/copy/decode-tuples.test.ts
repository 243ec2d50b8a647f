import { expect, test } from "vitest";
import { BinaryCopyWriter } from "../../../db/copy/binary-copy-writer";
import { decodeField } from "../../../db/copy/decode-field";
import { decodeTuples } from "../../../db/copy/decode-tuples";

/** Two records of all types, header and trailer included. */
function someData(): Buffer {
  const buffer = new BinaryCopyWriter(1024);
  for (const name of ["Ärger 🚀", ""]) {
    buffer.row(4);
    buffer.int4(-7);
    buffer.int8(17_000_000_012);
    buffer.text(name);
    buffer.timestamptz(Date.UTC(1999, 11, 31, 23, 59, 59, 999));
  }
  buffer.end();
  return buffer.take();
}

async function readInPieces(data: Buffer, bytes: number): Promise<string[][]> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < data.length; at += bytes) pieces.push(data.subarray(at, at + bytes));
  const types = ["int4", "int8", "text", "timestamptz"] as const;
  const records: string[][] = [];
  for await (const fields of decodeTuples(pieces)) {
    records.push(types.map((type, column) => decodeField(fields[column], type)));
  }
  return records;
}

test.each([1, 2, 3, 7, 19, 20, 60, 1000])("records are read from pieces of %i bytes", async (bytes) => {
  expect(await readInPieces(someData(), bytes)).toEqual([
    ["-7", "17000000012", "Ärger 🚀", "1999-12-31T23:59:59.999Z"],
    ["-7", "17000000012", "", "1999-12-31T23:59:59.999Z"],
  ]);
});

test("a record is read as soon as its last byte is there", async () => {
  const buffer = new BinaryCopyWriter(1024);
  let asked = 0;
  function* pieces(): Iterable<Buffer> {
    for (const values of [["a"], ["b", ""], []]) {
      buffer.row(values.length);
      for (const value of values) buffer.text(value);
      asked += 1;
      yield buffer.take();
    }
  }

  const read: string[] = [];
  for await (const fields of decodeTuples(pieces())) read.push(`${asked}: ${fields.join("|")}`);

  expect(read).toEqual(["1: a", "2: b|", "3: "]);
});

test("no records are read from a header and a trailer", async () => {
  const buffer = new BinaryCopyWriter(64);
  buffer.end();

  expect(await readInPieces(buffer.take(), 5)).toEqual([]);
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
