import type { PoolClient } from "pg";
import { to as copyTo } from "pg-copy-streams";

/** The formats of COPY: `binary` with its header and trailer, `csv` with a line of column names. */
export type CopyFormat = "binary" | "csv";

const options: Readonly<Record<CopyFormat, string>> = {
  binary: "format binary",
  csv: "format csv, header",
};

/**
 * The rows of a query as COPY data, in pieces as the server sends them: memory does not grow with the rows. Read it to
 * its end before the client is used again. A reader that stops before ends the connection, which is in the middle of
 * the rows: the next query of this client fails, instead of waiting forever.
 *
 * @param query SQL without parameters
 */
export async function* copyOut(
  client: PoolClient,
  query: string,
  format: CopyFormat = "binary",
): AsyncGenerator<Buffer, void, undefined> {
  const stream = client.query(copyTo(`copy (${query}) to stdout (${options[format]})`));
  // Ending the connection fails a stream that nobody reads any more.
  stream.on("error", () => undefined);
  let reading = true;
  try {
    for await (const piece of stream) {
      reading = false;
      yield piece;
      reading = true;
    }
  } finally {
    if (!reading) await client.end();
  }
}
