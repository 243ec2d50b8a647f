import { BinaryCopyWriter } from "../../../db/copy/binary-copy-writer";
import { type DatasetTable, fieldTypes } from "../columns";
import { CHUNK_BYTES } from "../row-chunks";

/** A value as binary COPY stores it: money as whole cents, a time as microseconds since 2000-01-01 UTC, both as bigint. */
export type StoredValue = string | number | bigint | null;

/** A piece of a table as binary COPY data, with the number of rows up to its end. */
export interface CopyPiece {
  readonly bytes: Buffer;
  readonly rows: number;
}

/** The difference between a file and its description. */
export class FileDiffers extends Error {
  override readonly name = "FileDiffers";
}

/**
 * Encodes the rows of a file as binary COPY data: the bytes that a fingerprint is made of, if the rows are in the order of their key.
 * Columns after those of the dataset are left out.
 */
export async function* copyRows(
  table: DatasetTable,
  batches: AsyncIterable<Iterable<readonly StoredValue[]>>,
): AsyncGenerator<CopyPiece> {
  const types = fieldTypes(table);
  const writer = new BinaryCopyWriter(types, CHUNK_BYTES);
  for await (const batch of batches) {
    for (const row of batch) {
      for (let index = 0; index < types.length; index += 1) write(writer, row[index] ?? null);
      if (writer.full) yield { bytes: writer.take(), rows: writer.rows };
    }
  }
  writer.end();
  yield { bytes: writer.take(), rows: writer.rows };
}

function write(writer: BinaryCopyWriter, value: StoredValue): void {
  if (value === null) writer.null();
  else if (typeof value === "bigint") writer.int8(value);
  else if (typeof value === "number") writer.number(value);
  else writer.text(value);
}
