import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BinaryCopyWriter } from "../../../db/copy/binary-copy-writer";

// Postgres documentation, COPY, "Binary Format": signature, flags, length of the header's extension.
const HEADER = "50 47 43 4f 50 59 0a ff 0d 0a 00 00 00 00 00 00 00 00 00";

const hex = (bytes: Buffer) => bytes.toString("hex").replace(/..(?!$)/g, "$& ");

/** The bytes that `write` adds after the header. */
function written(write: (buffer: BinaryCopyWriter) => void, chunkBytes = 1024): string {
  const buffer = new BinaryCopyWriter(chunkBytes);
  buffer.take();
  write(buffer);
  return hex(buffer.take());
}

test("data begins with the header and ends with the trailer", () => {
  const buffer = new BinaryCopyWriter(1024);
  buffer.end();
  expect(hex(buffer.take())).toBe(`${HEADER} ff ff`);
});

describe("in Postgres's binary format", () => {
  test.each([
    [1, "00 01"],
    [4, "00 04"],
    [1600, "06 40"],
  ])("a row of %i columns begins with %s", (columns, bytes) => {
    expect(written((buffer) => buffer.row(columns))).toBe(bytes);
  });

  test.each([
    [0, "00 00 00 04 00 00 00 00"],
    [1, "00 00 00 04 00 00 00 01"],
    [-1, "00 00 00 04 ff ff ff ff"],
    [258, "00 00 00 04 00 00 01 02"],
    [2 ** 31 - 1, "00 00 00 04 7f ff ff ff"],
    [-(2 ** 31), "00 00 00 04 80 00 00 00"],
  ])("int4 %i is %s", (value, bytes) => {
    expect(written((buffer) => buffer.int4(value))).toBe(bytes);
  });

  test.each([
    [0, "00 00 00 08 00 00 00 00 00 00 00 00"],
    [1, "00 00 00 08 00 00 00 00 00 00 00 01"],
    [-1, "00 00 00 08 ff ff ff ff ff ff ff ff"],
    [2 ** 32 - 1, "00 00 00 08 00 00 00 00 ff ff ff ff"],
    [2 ** 32, "00 00 00 08 00 00 00 01 00 00 00 00"],
    [-(2 ** 32), "00 00 00 08 ff ff ff ff 00 00 00 00"],
    [-(2 ** 32) - 1, "00 00 00 08 ff ff ff fe ff ff ff ff"],
    [10_000_000_999_999, "00 00 00 08 00 00 09 18 4e 81 e2 3f"],
    [2 ** 53 - 1, "00 00 00 08 00 1f ff ff ff ff ff ff"],
    [-(2 ** 53) + 1, "00 00 00 08 ff e0 00 00 00 00 00 01"],
  ])("int8 %i is %s", (value, bytes) => {
    expect(written((buffer) => buffer.int8(value))).toBe(bytes);
  });

  test.each([
    ["2000-01-01T00:00:00.000Z", "00 00 00 08 00 00 00 00 00 00 00 00"],
    ["2000-01-01T00:00:00.001Z", "00 00 00 08 00 00 00 00 00 00 03 e8"],
    ["1999-12-31T23:59:59.999Z", "00 00 00 08 ff ff ff ff ff ff fc 18"],
    ["1970-01-01T00:00:00.000Z", "00 00 00 08 ff fc a2 fe c4 c8 20 00"],
    ["2025-01-01T00:00:00.000Z", "00 00 00 08 00 02 cd 98 7e d4 80 00"],
  ])("timestamptz %s is %s", (instant, bytes) => {
    expect(written((buffer) => buffer.timestamptz(Date.parse(instant)))).toBe(bytes);
  });

  test.each([
    ["2000-01-01", "00 00 00 04 00 00 00 00"],
    ["1999-12-31", "00 00 00 04 ff ff ff ff"],
    // 25 years of 365 days and 7 leap days are 9132.
    ["2025-01-01", "00 00 00 04 00 00 23 ac"],
  ])("date %s is %s", (day, bytes) => {
    expect(written((buffer) => buffer.date(Date.parse(day)))).toBe(bytes);
  });

  test.each([
    ["", "00 00 00 00"],
    ["ab", "00 00 00 02 61 62"],
    ["é", "00 00 00 02 c3 a9"],
    ["€😀", "00 00 00 07 e2 82 ac f0 9f 98 80"],
  ])("text %j is %s, its length in bytes first", (value, bytes) => {
    expect(written((buffer) => buffer.text(value))).toBe(bytes);
  });

  test("every safe integer is an int8 of the same value", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = Buffer.from(written((buffer) => buffer.int8(value)).replaceAll(" ", ""), "hex");
        expect(bytes.readBigInt64BE(4)).toBe(BigInt(value));
      }),
    );
  });

  test("every millisecond of the years that rules can reach is exact in microseconds", () => {
    const anyInstant = fc.date({ min: new Date(0), max: new Date("3010-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const bytes = Buffer.from(
          written((buffer) => buffer.timestamptz(+instant)).replaceAll(" ", ""),
          "hex",
        );
        expect(bytes.readBigInt64BE(4)).toBe(BigInt(+instant - Date.UTC(2000, 0)) * 1000n);
      }),
    );
  });
});

describe("chunks", () => {
  const writeRow = (buffer: BinaryCopyWriter, n: number) => {
    buffer.row(3);
    buffer.int4(n);
    buffer.text(`company ${n}`);
    buffer.timestamptz(n);
  };

  test.each([1, 20, 100, 1000, 65_536])(
    "of %i bytes hold together the same bytes as one large chunk",
    (chunkBytes) => {
      const buffer = new BinaryCopyWriter(chunkBytes);
      const whole = new BinaryCopyWriter(1_000_000);
      const chunks: Buffer[] = [];
      for (let n = 0; n < 200; n += 1) {
        writeRow(buffer, n);
        writeRow(whole, n);
        if (buffer.full) chunks.push(buffer.take());
      }
      chunks.push(buffer.take());
      expect(Buffer.concat(chunks).equals(whole.take())).toBe(true);
    },
  );

  test("are full from the given number of bytes on", () => {
    const buffer = new BinaryCopyWriter(19 + 2 + 8);
    expect(buffer.full).toBe(false);
    buffer.row(1);
    expect(buffer.full).toBe(false);
    buffer.int4(1);
    expect(buffer.full).toBe(true);
    buffer.take();
    expect(buffer.full).toBe(false);
  });

  test("are not touched by what is written after they were taken", () => {
    const buffer = new BinaryCopyWriter(64);
    buffer.int4(7);
    const taken = buffer.take();
    buffer.int4(8);
    expect(hex(taken)).toBe(`${HEADER} 00 00 00 04 00 00 00 07`);
  });

  test.each([1019, 1020, 1021, 5000, 1_000_000])("grow for a text of %i characters", (length) => {
    const text = "é".repeat(length);
    const bytes = written((buffer) => {
      buffer.int4(1);
      buffer.text(text);
      buffer.int4(2);
    }, 1);
    const expected = Buffer.concat([
      Buffer.from("0000000400000001", "hex"),
      Buffer.from([0, 0, 0, 0].map((_, n) => ((2 * length) >>> (24 - 8 * n)) & 255)),
      Buffer.from(text),
      Buffer.from("0000000400000002", "hex"),
    ]);
    expect(bytes).toBe(hex(expected));
  });
});
