import { type FileHandle, open } from "node:fs/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import {
  type AsyncBuffer,
  type ColumnData,
  type Compressors,
  parquetMetadataAsync,
  parquetRead,
} from "hyparquet";
import { compressors as otherCompressors } from "hyparquet-compressors";
import { messageOf } from "../../../db/errors/user-error";
import { fileDigest } from "../export/file-digest";
import type { ImportedFile } from "../record";
import type { Cell, OpenTable, ReadOptions, TableFile } from "./table-file";

const US_PER_DAY = 86_400_000_000;

/** For times of 96 bits, which the reader returns as nanoseconds. */
const parsers = { timestampFromNanoseconds: (ns: bigint) => ns };

/** Those of Node are faster. */
const compressors: Compressors = {
  ...otherCompressors,
  GZIP: (bytes) => gunzipSync(bytes),
  BROTLI: (bytes) => brotliDecompressSync(bytes),
};

/** Reads Parquet, one row group at a time, and only the columns that are needed. */
export async function readParquet(
  file: TableFile,
  opened: OpenTable,
  options: ReadOptions,
): Promise<ImportedFile> {
  const { path, name } = file;
  const { problems, signal, onBytes } = options;
  const handle = await open(path);
  let rows = 0;
  try {
    const buffer: AsyncBuffer = {
      byteLength: file.bytes,
      slice: (start, end = file.bytes) => {
        const reading = readBytes(handle, file, start, end);
        // If the reader gives up before it comes to these bytes, nobody else would notice that they could not be read.
        reading.catch(() => undefined);
        return reading;
      },
    };
    const metadata = await parquetMetadataAsync(buffer);
    const [, ...columns] = topLevel(metadata.schema);
    // Numbers stay in typed arrays, of which a row group takes a tenth of the memory of objects.
    const plain = { ...metadata, schema: metadata.schema.map(withoutTime) };
    const taker = opened(columns.map((column) => column.name));
    const places = taker?.columns ?? [];
    const needed = places.flatMap((index) => columns[index] ?? []);
    const nested = needed.filter(({ num_children = 0 }) => num_children > 0);
    for (const column of nested) {
      problems.add({
        file: name,
        column: column.name,
        rule: "must have one value per row, not lists or structures",
      });
    }
    const isUsable = taker !== undefined && nested.length === 0;
    const groups = isUsable ? metadata.row_groups : [];
    for (const { num_rows } of groups) {
      signal.throwIfAborted();
      const [rowStart, rowEnd] = [rows, rows + Number(num_rows)];
      const chunks = new Map<string, ColumnData[]>(needed.map(({ name }) => [name, []]));
      if (needed.length > 0) {
        await parquetRead({
          file: buffer,
          metadata: plain,
          columns: needed.map(({ name }) => name),
          rowStart,
          rowEnd,
          parsers,
          compressors,
          onChunk: (chunk) => chunks.get(chunk.columnName)?.push(chunk),
        });
      }
      const fields: Cell[] = columns.map(() => "");
      const cells = needed.map((column) => cellsOf(column, chunks.get(column.name) ?? []));
      for (; rows < rowEnd; rows += 1) {
        for (const [n, index] of places.entries()) fields[index] = cells[n]?.next().value ?? "";
        taker?.take(fields, rows + 1);
      }
      onBytes(file.bytes / groups.length);
    }
    if (isUsable && rows === 0) problems.add({ file: name, rule: "has no rows" });
  } catch (thrown) {
    signal.throwIfAborted();
    // Of the reader itself, if the file contradicts what it expects.
    const reason = thrown instanceof TypeError ? DAMAGED : messageOf(thrown);
    const wayOut = reason.includes("codec") ? "; write it again, compressed with Snappy, or as CSV" : "";
    problems.add({ file: name, rule: `is not a readable Parquet file: ${reason}${wayOut}` });
  } finally {
    await handle.close();
  }
  return { name, rows, ...(await fileDigest(path, signal)) };
}

async function readBytes(
  handle: FileHandle,
  file: TableFile,
  start: number,
  end: number,
): Promise<ArrayBuffer> {
  if (!(start >= 0 && start <= end && end <= file.bytes)) throw new RangeError(DAMAGED);
  const bytes = new ArrayBuffer(end - start);
  if (end > start) await handle.read(new Uint8Array(bytes), 0, end - start, start);
  return bytes;
}

const DAMAGED = "it is damaged";

type SchemaElement = Awaited<ReturnType<typeof parquetMetadataAsync>>["schema"][number];

/** The root and its children, without nested elements. */
function topLevel(schema: readonly SchemaElement[]): SchemaElement[] {
  const elements: SchemaElement[] = [];
  let inside = 0;
  for (const [index, element] of schema.entries()) {
    if (inside === 0 || index === 0) elements.push(element);
    else inside -= 1;
    if (index > 0) inside += element.num_children ?? 0;
  }
  return elements;
}

/** The cells of a column in a row group, in the order of the rows. */
function* cellsOf(column: SchemaElement, chunks: readonly ColumnData[]): Generator<Cell> {
  const toCell = cellOf(column);
  for (const { columnData } of [...chunks].sort((a, b) => a.rowStart - b.rowStart)) {
    for (let index = 0; index < columnData.length; index += 1) yield toCell(columnData[index]);
  }
}

/** How many of a unit are a microsecond (bigint), or how many microseconds a unit is (number). */
const units = { NANOS: 1000n, MICROS: 1, MILLIS: 1000, DAYS: US_PER_DAY } as const;

/** The unit of the times in a column, if it has times. */
function timeUnit({ type, converted_type, logical_type }: SchemaElement): keyof typeof units | undefined {
  if (type === "INT96") return "NANOS";
  if (logical_type?.type === "TIMESTAMP") return logical_type.unit;
  if (converted_type === "DATE") return "DAYS";
  if (converted_type === "TIMESTAMP_MICROS") return "MICROS";
  return converted_type === "TIMESTAMP_MILLIS" ? "MILLIS" : undefined;
}

function withoutTime(element: SchemaElement): SchemaElement {
  const { converted_type, logical_type, ...rest } = element;
  return timeUnit(element) ? rest : element;
}

/** Returns how to convert the values of a column to cells. */
function cellOf(column: SchemaElement): (value: unknown) => Cell {
  const { converted_type, logical_type, scale = 0 } = column;
  const unit = timeUnit(column);
  if (unit) {
    const isInstant =
      logical_type?.type === "TIMESTAMP"
        ? logical_type.isAdjustedToUTC
        : /^TIMESTAMP/.test(converted_type ?? "");
    const factor = units[unit];
    return (value) => {
      if (typeof value !== "number" && typeof value !== "bigint") return "";
      const microseconds =
        typeof factor === "bigint" ? Number(BigInt(value) / factor) : Number(value) * factor;
      return { microseconds, isInstant };
    };
  }
  // The reader has multiplied by a power of ten, which is not exact.
  if (converted_type === "DECIMAL") return (value) => (typeof value === "number" ? value.toFixed(scale) : "");
  return (value) => (typeof value === "string" ? value : textOf(value));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
