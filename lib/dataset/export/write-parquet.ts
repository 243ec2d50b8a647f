import { type FileHandle, open } from "node:fs/promises";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { PoolClient } from "pg";
import { copyOut } from "../../../db/copy/copy-out";
import { decodeTuples } from "../../../db/copy/decode-tuples";
import { type ExportedTable, selectRows } from "./exported-tables";
import { type ColumnValue, parquetExpression, parquetSchema, readField } from "./parquet-columns";

/** A row group ends behind the company in which it reaches this many rows. */
const ROW_GROUP_ROWS = 100_000;

/**
 * Writes the rows of a table as Parquet, compressed with Snappy: texts as STRING, prices as DECIMAL(12, 2),
 * times as TIMESTAMP in microseconds, UTC. A row group holds all rows of a range of companies, so that a reader
 * that looks for a company skips the others; memory is that of one row group.
 *
 * @returns the number of rows
 */
export async function writeParquet(
  client: PoolClient,
  table: ExportedTable,
  file: string,
  rowGroupRows = ROW_GROUP_ROWS,
): Promise<number> {
  const handle = await open(file, "w");
  try {
    const writer = new ParquetWriter({ writer: writerTo(handle), schema: parquetSchema(table.columns) });
    const records = decodeTuples(copyOut(client, selectRows(table, parquetExpression)));
    for await (const columnData of rowGroups(table, records, rowGroupRows)) {
      await writer.write({ columnData, rowGroupSize: Number.POSITIVE_INFINITY });
    }
    await writer.finish();
    await handle.sync();
    return Number(writer.num_rows);
  } finally {
    await handle.close();
  }
}

/** The values of one row group: those of each column, in the order of the rows. */
type RowGroup = { readonly name: string; readonly data: ColumnValue[] }[];

/** The records in groups of at least so many, each of which ends where the first column, the company, changes. */
async function* rowGroups(
  { columns }: ExportedTable,
  records: AsyncIterable<readonly Buffer[]>,
  rowGroupRows: number,
): AsyncGenerator<RowGroup> {
  const emptyGroup = (): RowGroup => columns.map(({ name }) => ({ name, data: [] }));
  let group = emptyGroup();
  let rows = 0;
  let last: ColumnValue | undefined;
  for await (const record of records) {
    const values = columns.map(({ kind }, index) => readField(kind, record[index]));
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

/** Keeps what is written until the end of a row group, and then appends it to the file. */
function writerTo(handle: FileHandle): ByteWriter {
  const writer = new ByteWriter();
  const flush = async () => {
    await handle.appendFile(writer.getBytes());
    writer.index = 0;
  };
  return Object.assign(writer, { flush, finish: flush });
}
