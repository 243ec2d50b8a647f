import { type FieldType, POSTGRES_EPOCH_MS } from "./binary-copy-writer";

/** Signature, flags and the length of the header's extension. */
export const HEADER_BYTES = 19;
const NO_MORE_TUPLES = -1;
/** The length of a field that is null. */
export const NULL = -1;
const LENGTH_BYTES: Readonly<Partial<Record<FieldType, number>>> = {
  int4: 4,
  int8: 8,
  timestamptz: 8,
  date: 4,
};

/**
 * The rows in binary COPY data, each as the bytes of its fields, undefined for null.
 * Source: Postgres documentation, COPY, "Binary Format".
 *
 * @param chunks the data in pieces that may end anywhere
 */
export async function* decodeTuples(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<readonly (Buffer | undefined)[]> {
  let data: Buffer = Buffer.alloc(0);
  let offset = HEADER_BYTES;
  for await (const chunk of chunks) {
    data = Buffer.concat([data, chunk]);
    for (let tuple = parseTuple(data, offset); tuple; tuple = parseTuple(data, offset)) {
      yield tuple.fields;
      offset = tuple.end;
    }
    const read = Math.min(offset, data.length);
    data = data.subarray(read);
    offset -= read;
  }
}

/** The tuple at an offset and its end; undefined if the data ends before. */
function parseTuple(data: Buffer, from: number): { fields: (Buffer | undefined)[]; end: number } | undefined {
  if (data.length < from + 2) return undefined;
  const columns = data.readInt16BE(from);
  if (columns === NO_MORE_TUPLES) return undefined;
  const fields: (Buffer | undefined)[] = [];
  let end = from + 2;
  for (let column = 0; column < columns; column += 1) {
    if (data.length < end + 4) return undefined;
    const start = end + 4;
    const length = data.readInt32BE(end);
    end = start + Math.max(length, 0);
    if (data.length < end) return undefined;
    fields.push(length === NULL ? undefined : data.subarray(start, end));
  }
  return { fields, end };
}

/**
 * The offsets of a tuple's values and of its end, from its start, if all its fields have a fixed length: a number of
 * fields (2 bytes), then the length (4 bytes) and the value of each.
 */
export function fixedOffsets(types: readonly FieldType[]): {
  readonly values: number[];
  readonly end: number;
} {
  let end = 2;
  const values = types.map((type) => {
    const start = end + 4;
    end = start + (LENGTH_BYTES[type] ?? Number.NaN);
    return start;
  });
  return { values, end };
}

/** A field as text; times as `2025-01-31T12:00:00.000Z`, dates as the days since 2000-01-01, bits as `1011`. */
export function decodeField(bytes: Buffer | undefined, type: FieldType): string {
  if (!bytes) return "nothing";
  switch (type) {
    case "int4":
    case "date":
      return String(bytes.readInt32BE());
    case "int8":
      return String(bytes.readBigInt64BE());
    case "text":
      return bytes.toString("utf8");
    case "timestamptz":
      return instantOf(Number(bytes.readBigInt64BE()));
    case "varbit":
      return bitsOf(bytes.subarray(4)).slice(0, bytes.readInt32BE());
  }
}

function bitsOf(bytes: Buffer): string {
  return [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
}

function instantOf(microseconds: number): string {
  const ms = Math.floor(microseconds / 1000);
  const rest = String(microseconds - ms * 1000).padStart(3, "0");
  return new Date(ms + POSTGRES_EPOCH_MS).toISOString().replace("Z", rest === "000" ? "Z" : `${rest}Z`);
}
