import { POSTGRES_EPOCH_MS } from "../../../db/copy/binary-copy-writer";
import { SESSIONS_PER_COMPANY } from "../../../db/schema/schema";
import { count } from "../../text/numbers-in-words";
import { literalText } from "../../text/text-table";
import type { DatasetKind } from "../columns";
import type { ExportColumn } from "../export/export-columns";
import { parquetSchema, ROW_GROUP_ROWS } from "../export/write-parquet";
import { ParquetProcess } from "../import/parquet-process";
import type { SchemaElement } from "../import/parquet-schema";
import { FileDiffers, type StoredValue } from "./copy-rows";

/** A row group ends after the company that fills it. */
const MOST_ROWS = ROW_GROUP_ROWS + SESSIONS_PER_COMPANY;

/**
 * The rows of an exported Parquet file, one batch per row group. Memory is that of one row group.
 *
 * @throws FileDiffers if its columns are not those of the table
 * @throws UnreadableParquet if it is damaged
 */
export async function* readParquet(
  file: string,
  columns: readonly ExportColumn[],
  signal: AbortSignal,
): AsyncGenerator<readonly StoredValue[][]> {
  const reader = new ParquetProcess(file, signal);
  try {
    const description = await reader.describe();
    checkSchema(description.columns, columns);
    let rowStart = 0;
    for (const groupRows of description.groups) {
      signal.throwIfAborted();
      if (groupRows > MOST_ROWS) throw new FileDiffers(`a row group has ${count(groupRows)} rows`);
      const rowEnd = rowStart + groupRows;
      const values: unknown[][] = [];
      for (const { name } of columns) {
        const pieces = await reader.read({ column: name, rowStart, rowEnd });
        values.push(pieces.flatMap((piece): unknown[] => Array.from(piece)));
      }
      yield Array.from({ length: groupRows }, (_, row) =>
        columns.map(({ name, kind, nullable }, index) => {
          const stored = values[index]?.[row];
          const value = nullable && stored === null ? null : storedValue(stored, kind);
          if (value !== undefined) return value;
          throw new FileDiffers(`row ${rowStart + row + 1}: ${name} is ${literalText(stored)}`);
        }),
      );
      rowStart = rowEnd;
    }
  } finally {
    reader.end();
  }
}

function checkSchema(found: readonly SchemaElement[], columns: readonly ExportColumn[]): void {
  const expected = parquetSchema(columns).slice(1).map(typeOf);
  const stored = found.map(typeOf);
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
