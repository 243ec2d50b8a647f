import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";

/**
 * Sends rows into a table with binary COPY, as fast as the server takes them and no faster: memory does
 * not grow with the rows. Ends when the server has acknowledged all of them.
 *
 * COPY FREEZE needs the table truncated in the same transaction: a reader that waited for the transaction sees
 * all rows or, if it fails, none.
 *
 * @param table name and columns as SQL: `sessions (company_id, session_id)`
 * @param chunks the data in pieces of 64 KB or more
 * @param signal stops the sending and fails the COPY
 */
export async function copyIn(
  client: PoolClient,
  table: string,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  signal?: AbortSignal,
): Promise<void> {
  const sink = client.query(copyFrom(`copy ${table} from stdin (format binary, freeze)`));
  try {
    await pipeline(Readable.from(chunks, { objectMode: false, highWaterMark: 1 }), sink, { signal });
  } catch (thrown) {
    // If `chunks` aborts it itself, by reporting the progress, Node 24 complains of the running generator.
    signal?.throwIfAborted();
    throw thrown;
  }
}
