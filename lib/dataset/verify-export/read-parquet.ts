import { type FileHandle, open } from "node:fs/promises";
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { POSTGRES_EPOCH_MS } from "../../../db/copy/binary-copy-writer";
import { SESSIONS_PER_COMPANY } from "../../../db/schema/schema";
import { count } from "../../text/numbers-in-words";
import { literalText } from "../../text/text-table";
import type { DatasetKind } from "../columns";
import type { ExportColumn } from "../export/export-columns";
import { parquetSchema, ROW_GROUP_ROWS } from "../export/write-parquet";
import { FileDiffers, type StoredValue } from "./copy-rows";

/** A row group ends after the company that fills it. */
const MOST_ROWS = ROW_GROUP_ROWS + SESSIONS_PER_COMPANY;

/** Times to the microsecond (a `Date` would lose three digits), and texts with their byte order marks. */
const parsers = {
  timestampFromMicroseconds: (value: bigint) => value,
  stringFromBytes: (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8"),
};

/**
 * The rows of an exported Parquet file, one batch per row group. Memory is that of one row group.
 *
 * @throws FileDiffers if its columns are not those of the table
 */
export async function* readParquet(
  file: string,
  columns: readonly ExportColumn[],
  signal: AbortSignal,
): AsyncGenerator<readonly StoredValue[][]> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const buffer: AsyncBuffer = {
      byteLength: size,
      slice: (start, end = size) => readBytes(handle, start, end),
    };
    const metadata = await parquetMetadataAsync(buffer);
    checkSchema(metadata.schema, columns);
    let rowStart = 0;
    for (const { num_rows } of metadata.row_groups) {
      signal.throwIfAborted();
      if (num_rows > MOST_ROWS) throw new FileDiffers(`a row group has ${count(Number(num_rows))} rows`);
      const rowEnd = rowStart + Number(num_rows);
      const rows = await parquetReadObjects({ file: buffer, metadata, rowStart, rowEnd, parsers });
      yield rows.map((row, index) =>
        columns.map(({ name, kind, nullable }) => {
          const isMissing = nullable && (row[name] ?? null) === null;
          const value = isMissing ? null : storedValue(row[name], kind);
          if (value !== undefined) return value;
          throw new FileDiffers(`row ${rowStart + index + 1}: ${name} is ${literalText(row[name])}`);
        }),
      );
      rowStart = rowEnd;
    }
  } finally {
    await handle.close();
  }
}

async function readBytes(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new ArrayBuffer(end - start);
  const { bytesRead } = await handle.read(new Uint8Array(bytes), 0, end - start, start);
  if (bytesRead < end - start) throw new FileDiffers("ends too early");
  return bytes;
}

type SchemaElement = ReturnType<typeof parquetSchema>[number];

function checkSchema(found: readonly SchemaElement[], columns: readonly ExportColumn[]): void {
  const expected = parquetSchema(columns).slice(1).map(typeOf);
  const stored = found.slice(1).map(typeOf);
  for (let index = 0; index < Math.max(expected.length, stored.length); index += 1) {
    const [is, should] = [stored[index] ?? "missing", expected[index] ?? "missing"];
    if (is !== should) throw new FileDiffers(`column ${index + 1} is ${is} instead of ${should}`);
  }
}

function typeOf({ name, type, converted_type, repetition_type, scale = 0 }: SchemaElement): string {
  return [name, type, converted_type, scale > 0 ? `scale ${scale}` : "", repetition_type]
    .filter(Boolean)
    .join(" ");
}

function storedValue(value: unknown, kind: DatasetKind): StoredValue | undefined {
  switch (kind) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "int4":
      return typeof value === "number" ? value : undefined;
    case "int8":
      return typeof value === "bigint" ? value : undefined;
    // The reader has scaled the cents to dollars.
    case "money":
      return typeof value === "number" ? BigInt(Math.round(value * 100)) : undefined;
    case "timestamptz":
      return typeof value === "bigint" ? value - BigInt(POSTGRES_EPOCH_MS) * 1000n : undefined;
  }
}
