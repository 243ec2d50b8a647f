import type { Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { PoolClient } from "pg";
import { decodeTuples } from "../../../db/copy/binary-copy-reader";
import { POSTGRES_EPOCH_MS } from "../../../db/copy/binary-copy-writer";
import { copyOut } from "../../../db/copy/copy-out";
import { binary, type DatasetKind, type DatasetTable, selectRows, tables } from "../columns";
import type { ExportColumn } from "./export-columns";

export const ROW_GROUP_ROWS = 100_000;

type SchemaElement = ParquetWriter["schema"][number];

type ColumnValue = string | number | bigint | null;

/** How Parquet stores a kind of column, and how a field of binary COPY is decoded for it. */
interface ParquetKind {
  readonly element: Omit<SchemaElement, "name" | "repetition_type">;
  readonly read: (field: Buffer) => ColumnValue;
}

const kinds: Readonly<Record<DatasetKind, ParquetKind>> = {
  text: {
    element: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
    read: (field) => field.toString("utf8"),
  },
  int4: { element: { type: "INT32" }, read: (field) => field.readInt32BE() },
  int8: { element: { type: "INT64" }, read: (field) => field.readBigInt64BE() },
  // The number of cents, which a reader scales to dollars: exact.
  money: {
    element: {
      type: "INT64",
      converted_type: "DECIMAL",
      logical_type: { type: "DECIMAL", precision: 12, scale: 2 },
      precision: 12,
      scale: 2,
    },
    read: (field) => field.readBigInt64BE(),
  },
  // Microseconds, as exact as Postgres stores them.
  timestamptz: {
    element: {
      type: "INT64",
      converted_type: "TIMESTAMP_MICROS",
      logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
    },
    read: (field) => field.readBigInt64BE() + BigInt(POSTGRES_EPOCH_MS) * 1000n,
  },
};

interface WriteParquetOptions {
  /** A row group ends after the company in which it reaches this many rows. */
  readonly rowGroupRows?: number;
  /** Receives the rows as binary COPY data, as the fingerprint does: without `source_id`. */
  readonly hash?: Hash;
}

/**
 * Writes the rows of a table as Parquet, compressed with Snappy: texts as STRING, prices as DECIMAL(12, 2),
 * times as TIMESTAMP in microseconds, UTC. A row group contains all rows of a range of companies, so that a reader
 * that looks for one company can skip the others. Memory is that of one row group.
 *
 * @returns the number of rows
 */
export async function writeParquet(
  client: PoolClient,
  table: DatasetTable,
  columns: readonly ExportColumn[],
  file: string,
  { rowGroupRows = ROW_GROUP_ROWS, hash }: WriteParquetOptions = {},
): Promise<number> {
  const handle = await open(file, "w");
  try {
    const writer = new ParquetWriter({ writer: writerTo(handle), schema: parquetSchema(columns) });
    const isFingerprinted = columns.length === tables[table].columns.length;
    if (hash && !isFingerprinted)
      for await (const piece of copyOut(client, selectRows(table))) hash.update(piece);
    const pieces = copyOut(client, selectRows(table, binary, columns));
    const tuples = decodeTuples(hashed(pieces, isFingerprinted ? hash : undefined));
    for await (const columnData of rowGroups(columns, tuples, rowGroupRows)) {
      await writer.write({ columnData, rowGroupSize: Number.POSITIVE_INFINITY });
    }
    await writer.finish();
    await handle.sync();
    return Number(writer.num_rows);
  } finally {
    await handle.close();
  }
}

async function* hashed(pieces: AsyncIterable<Buffer>, hash: Hash | undefined): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    hash?.update(piece);
    yield piece;
  }
}

export function parquetSchema(columns: readonly ExportColumn[]): SchemaElement[] {
  const elements = columns.map(({ name, kind, nullable }): SchemaElement => {
    return { name, repetition_type: nullable ? "OPTIONAL" : "REQUIRED", ...kinds[kind].element };
  });
  return [{ name: "schema", num_children: columns.length }, ...elements];
}

/** The values of one row group, column by column. */
type RowGroup = { readonly name: string; readonly data: ColumnValue[] }[];

/** The rows in groups of a minimum size, each of which ends when the first column, the company, changes. */
async function* rowGroups(
  columns: readonly ExportColumn[],
  tuples: AsyncIterable<readonly (Buffer | undefined)[]>,
  rowGroupRows: number,
): AsyncGenerator<RowGroup> {
  const emptyGroup = (): RowGroup => columns.map(({ name }) => ({ name, data: [] }));
  let group = emptyGroup();
  let rows = 0;
  let last: ColumnValue | undefined;
  for await (const fields of tuples) {
    const values = columns.map((column, index) => readField(column, fields[index]));
    if (rows >= rowGroupRows && values[0] !== last) {
      yield group;
      group = emptyGroup();
      rows = 0;
    }
    for (const [index, value] of values.entries()) group[index]?.data.push(value);
    rows += 1;
    last = values[0];
  }
  if (rows > 0) yield group;
}

function readField({ name, kind, nullable }: ExportColumn, field: Buffer | undefined): ColumnValue {
  if (field) return kinds[kind].read(field);
  if (nullable) return null;
  throw new RangeError(`${name} is null, though no value was found to be missing`);
}

/** Buffers what is written until the end of a row group, then appends it to the file. */
function writerTo(handle: FileHandle): ByteWriter {
  const writer = new ByteWriter();
  const flush = async () => {
    await handle.appendFile(writer.getBytes());
    writer.index = 0;
  };
  return Object.assign(writer, { flush, finish: flush });
}
