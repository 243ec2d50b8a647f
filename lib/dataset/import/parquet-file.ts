import type { DecodedArray } from "hyparquet";
import { fileDigest } from "../export/file-digest";
import type { ImportedFile } from "../record";
import { ParquetProcess, UnreadableParquet } from "./parquet-process";
import { DAMAGED, type SchemaElement, timeUnit } from "./parquet-schema";
import type { Cell, OpenTable, ReadOptions, TableFile } from "./table-file";

const US_PER_DAY = 86_400_000_000;

/** Reads Parquet, one row group at a time, and only the columns that are needed. */
export async function readParquet(
  file: TableFile,
  opened: OpenTable,
  options: ReadOptions,
): Promise<ImportedFile> {
  const { path, name } = file;
  const { problems, signal, onBytes } = options;
  const reader = new ParquetProcess(path, signal);
  let rows = 0;
  try {
    const { columns, groups } = await reader.describe();
    const taker = opened(columns.map((column) => column.name));
    const places = taker?.columns ?? [];
    const needed = places.flatMap((index) => columns[index] ?? []);
    const nested = needed.filter(
      ({ num_children = 0, repetition_type }) => num_children > 0 || repetition_type === "REPEATED",
    );
    for (const column of nested) {
      problems.add({
        file: name,
        column: column.name,
        rule: "must have one value per row, not lists or structures",
      });
    }
    const isUsable = taker !== undefined && nested.length === 0;
    for (const groupRows of isUsable ? groups : []) {
      const [rowStart, rowEnd] = [rows, rows + groupRows];
      const cells: Iterator<Cell>[] = [];
      for (const column of needed) {
        signal.throwIfAborted();
        const pieces = await reader.read({ column: column.name, rowStart, rowEnd });
        if (pieces.reduce((sum, { length }) => sum + length, 0) !== groupRows)
          throw new UnreadableParquet(DAMAGED);
        cells.push(cellsOf(column, pieces));
      }
      const fields: Cell[] = columns.map(() => "");
      for (; rows < rowEnd; rows += 1) {
        for (const [n, index] of places.entries()) fields[index] = cells[n]?.next().value ?? "";
        taker?.take(fields, rows + 1);
      }
      onBytes(file.bytes / groups.length);
    }
    if (isUsable && rows === 0) problems.add({ file: name, rule: "has no rows" });
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof UnreadableParquet)) throw thrown;
    problems.add({ file: name, rule: `is not a readable Parquet file: ${thrown.message}` });
  } finally {
    reader.end();
  }
  return { name, rows, ...(await fileDigest(path, signal)) };
}

/** The cells of a column in a row group, in the order of the rows. */
function* cellsOf(column: SchemaElement, pieces: readonly DecodedArray[]): Generator<Cell> {
  const toCell = cellOf(column);
  for (const values of pieces) {
    for (let index = 0; index < values.length; index += 1) {
      const value: unknown = values[index];
      // Of an index beyond the end of the dictionary; a missing value is null.
      if (value === undefined) throw new UnreadableParquet(DAMAGED);
      yield toCell(value);
    }
  }
}

/** How many of a unit are a microsecond (bigint), or how many microseconds a unit is (number). */
const units = { NANOS: 1000n, MICROS: 1, MILLIS: 1000, DAYS: US_PER_DAY } as const;

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
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
