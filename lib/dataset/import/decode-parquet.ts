import { openSync, readSync, statSync } from "node:fs";
import { TextDecoder } from "node:util";
import { Worker } from "node:worker_threads";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import {
  type AsyncBuffer,
  type Compressors,
  type DecodedArray,
  parquetMetadataAsync,
  parquetRead,
} from "hyparquet";
import { compressors as otherCompressors } from "hyparquet-compressors";
import { messageOf } from "../../../db/errors/user-error";
import { DAMAGED, type SchemaElement, topLevel, withoutTime } from "./parquet-schema";

// The process that `ParquetProcess` starts. Over a damaged page, the reader may loop without end or use up all memory, and only the end
// of its process stops that.

/** The first answer. */
export interface ParquetDescription {
  /** At the top level. */
  readonly columns: readonly SchemaElement[];
  /** The number of rows in each row group. */
  readonly groups: readonly number[];
}

/** A request: the rows of a column from `rowStart` to before `rowEnd`, counted from 0. Its answer has their values in pieces. */
export interface ColumnRequest {
  readonly column: string;
  readonly rowStart: number;
  readonly rowEnd: number;
}

/** What the process sends. */
export type ParquetReply<Answer> = { readonly answer: Answer } | { readonly failure: string };

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const parsers = {
  /** For times of 96 bits. */
  timestampFromNanoseconds: (nanoseconds: bigint) => nanoseconds,
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8.decode(bytes),
};

/** Those of Node are faster. */
const compressors: Compressors = {
  ...otherCompressors,
  GZIP: (bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength }),
  BROTLI: (bytes, maxOutputLength) => brotliDecompressSync(bytes, { maxOutputLength }),
};

/** Ends this process with its parent, even while it loops. */
const watch = `setInterval(() => {
  try { process.kill(${process.ppid}, 0); } catch { process.kill(process.pid, "SIGKILL"); }
}, 500)`;

function openFile(path: string): AsyncBuffer {
  const descriptor = openSync(path, "r");
  const byteLength = statSync(path).size;
  return {
    byteLength,
    slice: (start, end = byteLength) => {
      if (!(start >= 0 && start <= end && end <= byteLength)) throw new RangeError("outside of the file");
      const bytes = new ArrayBuffer(end - start);
      readSync(descriptor, new Uint8Array(bytes), 0, end - start, start);
      return bytes;
    },
  };
}

/** The reason in words; the reader's own errors are of its insides, unless they name what it does not support. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof TypeError && "code" in thrown && thrown.code === "ERR_ENCODING_INVALID_ENCODED_DATA")
    return "a text in it is not UTF-8";
  const isSystem = typeof (thrown as NodeJS.ErrnoException).syscall === "string";
  const message = messageOf(thrown);
  if (/codec: (?!undefined)/.test(message))
    return `${message}; write it again, compressed with Snappy, or as CSV`;
  const isClear = /support|parquet file/.test(message) && !message.endsWith("undefined");
  return isSystem || isClear ? message : DAMAGED;
}

async function serve(path: string): Promise<void> {
  const file = openFile(path);
  const metadata = await parquetMetadataAsync(file);
  const [, ...columns] = topLevel(metadata.schema);
  // Numbers stay in typed arrays, of which a row group takes a tenth of the memory of objects.
  const plain = { ...metadata, schema: metadata.schema.map(withoutTime) };
  const groups = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  const isCounted = groups.every((rows) => rows >= 0);
  if (!isCounted || groups.reduce((sum, rows) => sum + rows, 0) !== Number(metadata.num_rows))
    throw new RangeError("its numbers of rows differ");
  send({ answer: { columns, groups } });
  process.on("message", ({ column, rowStart, rowEnd }: ColumnRequest) => {
    const values: DecodedArray[] = [];
    parquetRead({
      file,
      metadata: plain,
      columns: [column],
      rowStart,
      rowEnd,
      parsers,
      compressors,
      onChunk: ({ columnData }) => values.push(columnData),
    }).then(() => send({ answer: values }), fail);
  });
}

function send(reply: ParquetReply<ParquetDescription | DecodedArray[]>): void {
  process.send?.(reply);
}

function fail(thrown: unknown): void {
  send({ failure: reasonOf(thrown) });
}

new Worker(watch, { eval: true }).unref();
// The parent ends this process when it is interrupted.
process.on("SIGINT", () => undefined);
serve(process.argv[2] ?? "").catch(fail);
