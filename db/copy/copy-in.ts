import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { BinaryCopyWriter } from "./binary-copy-writer";

/**
 * Sends rows into a table with binary COPY, as fast as the server takes them and no faster: memory does
 * not grow with the rows. Ends when the server has acknowledged all of them.
 *
 * `freeze` asks for COPY FREEZE, which needs the table truncated in the same transaction: a reader that
 * waited for the transaction sees all rows or, where it fails, none.
 *
 * @param table name and columns as SQL: `sessions (company_id, session_id)`
 * @param chunks the data in pieces of 64 KB or more
 * @param signal stops the sending and fails the COPY
 * @returns the number of rows that the server has taken
 */
export async function copyIn(
  client: PoolClient,
  table: string,
  chunks: Iterable<Buffer>,
  signal?: AbortSignal,
): Promise<number> {
  const sink = client.query(copyFrom(`copy ${table} from stdin (format binary, freeze)`));
  try {
    await pipeline(Readable.from(chunks, { objectMode: false, highWaterMark: 1 }), sink, { signal });
  } catch (thrown) {
    // An abort from inside `chunks`, by who reports the progress, has Node 24 complain of the running generator.
    signal?.throwIfAborted();
    throw thrown;
  }
  return sink.rowCount;
}

/** Encodes items one by one into chunks, header and trailer included. */
export function* encodeChunks<T>(
  buffer: BinaryCopyWriter,
  items: Iterable<T>,
  encode: (buffer: BinaryCopyWriter, item: T) => void,
): Generator<Buffer> {
  for (const item of items) {
    encode(buffer, item);
    if (buffer.full) yield buffer.take();
  }
  buffer.end();
  yield buffer.take();
}
