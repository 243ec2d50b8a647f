import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeField } from "../../../db/copy/binary-copy-reader";
import { BinaryCopyWriter, type FieldType } from "../../../db/copy/binary-copy-writer";

// Postgres documentation, COPY, "Binary Format": signature, flags, length of the header's extension.
const HEADER = "50 47 43 4f 50 59 0a ff 0d 0a 00 00 00 00 00 00 00 00 00";

const hex = (bytes: Buffer) => bytes.toString("hex").replace(/..(?!$)/g, "$& ");

/** The bytes of a row of one value, without the number of its columns. */
function written(type: FieldType, value: number | string): string {
  const writer = new BinaryCopyWriter([type], 1024);
  writer.take();
  if (typeof value === "number") writer.number(value);
  else writer.text(value);
  const bytes = writer.take();
  expect(hex(bytes.subarray(0, 2))).toBe("00 01");
  return hex(bytes.subarray(2));
}

test("data begins with the header and ends with the trailer", () => {
  const writer = new BinaryCopyWriter(["int4"], 1024);
  writer.end();
  expect(hex(writer.take())).toBe(`${HEADER} ff ff`);
});

describe("in Postgres's binary format", () => {
  test("each row begins with the number of its columns, and rows are counted", () => {
    const writer = new BinaryCopyWriter(["int4", "text"], 1024);
    writer.take();
    for (const n of [1, 2]) {
      writer.number(n);
      writer.text("a");
      expect(hex(writer.take())).toBe(`00 02 00 00 00 04 00 00 00 0${n} 00 00 00 01 61`);
      expect(writer.rows).toBe(n);
    }
  });

  test("numbers of 8 bytes are exact beyond those of JavaScript, and are refused in other columns", () => {
    const writer = new BinaryCopyWriter(["int8", "timestamptz", "int4"], 1024);
    writer.take();
    writer.int8(-(2n ** 63n));
    writer.int8(2n ** 53n + 1n);
    expect(hex(writer.take())).toBe(
      "00 03 00 00 00 08 80 00 00 00 00 00 00 00 00 00 00 08 00 20 00 00 00 00 00 01",
    );
    expect(() => writer.int8(7n)).toThrow("a column of type int4 has the number 7 of 8 bytes");
  });

  test("a number in a column of texts is refused, and so is a row that lacks values", () => {
    const writer = new BinaryCopyWriter(["int4", "text"], 1024);
    writer.number(1);
    expect(() => writer.end()).toThrow(new RangeError("the last row has 1 of 2 values"));
    expect(() => writer.number(2)).toThrow(new RangeError("a column of type text has the number 2"));
  });

  test.each([
    [0, "00 00 00 04 00 00 00 00"],
    [1, "00 00 00 04 00 00 00 01"],
    [-1, "00 00 00 04 ff ff ff ff"],
    [258, "00 00 00 04 00 00 01 02"],
    [2 ** 31 - 1, "00 00 00 04 7f ff ff ff"],
    [-(2 ** 31), "00 00 00 04 80 00 00 00"],
  ])("int4 %i is %s", (value, bytes) => {
    expect(written("int4", value)).toBe(bytes);
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
    expect(written("int8", value)).toBe(bytes);
  });

  test.each([
    ["2000-01-01T00:00:00.000Z", "00 00 00 08 00 00 00 00 00 00 00 00"],
    ["2000-01-01T00:00:00.001Z", "00 00 00 08 00 00 00 00 00 00 03 e8"],
    ["1999-12-31T23:59:59.999Z", "00 00 00 08 ff ff ff ff ff ff fc 18"],
    ["1970-01-01T00:00:00.000Z", "00 00 00 08 ff fc a2 fe c4 c8 20 00"],
    ["2025-01-01T00:00:00.000Z", "00 00 00 08 00 02 cd 98 7e d4 80 00"],
  ])("timestamptz %s is %s", (instant, bytes) => {
    expect(written("timestamptz", Date.parse(instant))).toBe(bytes);
  });

  test.each([
    ["2000-01-01", "00 00 00 04 00 00 00 00"],
    ["1999-12-31", "00 00 00 04 ff ff ff ff"],
    // 25 years of 365 days and 7 leap days are 9132.
    ["2025-01-01", "00 00 00 04 00 00 23 ac"],
  ])("date %s is %s", (day, bytes) => {
    expect(written("date", Date.parse(day))).toBe(bytes);
  });

  test.each([
    ["", "00 00 00 00"],
    ["ab", "00 00 00 02 61 62"],
    ["é", "00 00 00 02 c3 a9"],
    ["€😀", "00 00 00 07 e2 82 ac f0 9f 98 80"],
  ])("text %j is %s, its length in bytes first", (value, bytes) => {
    expect(written("text", value)).toBe(bytes);
  });

  test.each([
    ["", "00 00 00 04 00 00 00 00"],
    ["1", "00 00 00 05 00 00 00 01 80"],
    ["10110001", "00 00 00 05 00 00 00 08 b1"],
    ["101100010", "00 00 00 06 00 00 00 09 b1 00"],
    ["1111111111", "00 00 00 06 00 00 00 0a ff c0"],
  ])("bits %j are %s, their number first", (bits, bytes) => {
    const writer = new BinaryCopyWriter(["varbit"], 1);
    writer.take();
    writer.bits([...bits].map((bit) => bit === "1"));
    expect(hex(writer.take())).toBe(`00 01 ${bytes}`);
  });

  test("bits are read as they were written, for up to 120 months", () => {
    const anyBits = fc.array(fc.boolean(), { maxLength: 120 });
    fc.assert(
      fc.property(anyBits, (flags) => {
        const writer = new BinaryCopyWriter(["varbit"], 1);
        writer.take();
        writer.bits(flags);
        const text = decodeField(writer.take().subarray(6), "varbit");
        expect(text).toBe(flags.map(Number).join(""));
      }),
    );
  });

  test("every safe integer is an int8 of the same value", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = Buffer.from(written("int8", value).replaceAll(" ", ""), "hex");
        expect(bytes.readBigInt64BE(4)).toBe(BigInt(value));
      }),
    );
  });

  test("every millisecond of the years that rules can reach is exact in microseconds", () => {
    const anyInstant = fc.date({ min: new Date(0), max: new Date("3010-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const bytes = Buffer.from(written("timestamptz", +instant).replaceAll(" ", ""), "hex");
        expect(bytes.readBigInt64BE(4)).toBe(BigInt(+instant - Date.UTC(2000, 0)) * 1000n);
      }),
    );
  });
});

describe("chunks", () => {
  const TYPES = ["int4", "text", "timestamptz"] as const;
  const writeRow = (writer: BinaryCopyWriter, n: number) => {
    writer.number(n);
    writer.text(`company ${n}`);
    writer.number(n);
  };

  test.each([1, 20, 100, 1000, 65_536])(
    "of %i bytes contain together the same bytes as one large chunk",
    (chunkBytes) => {
      const writer = new BinaryCopyWriter(TYPES, chunkBytes);
      const whole = new BinaryCopyWriter(TYPES, 1_000_000);
      const chunks: Buffer[] = [];
      for (let n = 0; n < 200; n += 1) {
        writeRow(writer, n);
        writeRow(whole, n);
        if (writer.full) chunks.push(writer.take());
      }
      chunks.push(writer.take());
      expect(Buffer.concat(chunks).equals(whole.take())).toBe(true);
    },
  );

  test("are full from the given number of bytes on", () => {
    const writer = new BinaryCopyWriter(["int4"], 19 + 2 + 8);
    expect(writer.full).toBe(false);
    writer.number(1);
    expect(writer.full).toBe(true);
    writer.take();
    expect(writer.full).toBe(false);
  });

  test("are not touched by what is written after they were taken", () => {
    const writer = new BinaryCopyWriter(["int4"], 64);
    writer.number(7);
    const taken = writer.take();
    writer.number(8);
    expect(hex(taken)).toBe(`${HEADER} 00 01 00 00 00 04 00 00 00 07`);
  });

  test.each([1019, 1020, 1021, 5000, 1_000_000])("grow for a text of %i characters", (length) => {
    const text = "é".repeat(length);
    const writer = new BinaryCopyWriter(["int4", "text", "int4"], 1);
    writer.take();
    writer.number(1);
    writer.text(text);
    writer.number(2);
    const expected = Buffer.concat([
      Buffer.from("00030000000400000001", "hex"),
      Buffer.from([0, 0, 0, 0].map((_, n) => ((2 * length) >>> (24 - 8 * n)) & 255)),
      Buffer.from(text),
      Buffer.from("0000000400000002", "hex"),
    ]);
    expect(hex(writer.take())).toBe(hex(expected));
  });

  test("grow for whatever comes when there is hardly any room", () => {
    for (let length = 990; length < 1030; length += 1) {
      const [a, b] = [["text", "int8"] as const, ["int8", "text"] as const].map((types) => {
        const writer = new BinaryCopyWriter(types, 1);
        writer.take();
        for (const text of ["x".repeat(length), "yz"]) {
          for (const type of types) {
            if (type === "text") writer.text(text);
            else writer.number(2);
          }
        }
        return hex(writer.take()).slice(-59);
      });
      expect(a).toBe("00 02 00 00 00 02 79 7a 00 00 00 08 00 00 00 00 00 00 00 02");
      expect(b).toBe("00 02 00 00 00 08 00 00 00 00 00 00 00 02 00 00 00 02 79 7a");
    }
  });
});
