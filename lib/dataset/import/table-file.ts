import { type FileHandle, open, stat } from "node:fs/promises";
import path from "node:path";
import { messageOf } from "../../../db/errors/user-error";
import type { Problems } from "./problems";

/** A value of a file: text, or a time of a Parquet file; empty text if it is missing. */
export type Cell = string | StoredTime;

/** A time that a file stores as a number. */
interface StoredTime {
  /** Since 1970-01-01, in UTC or on the clock of an unknown zone. */
  readonly microseconds: number;
  /** Whether it is an instant, and not wall-clock time. */
  readonly isInstant: boolean;
}

export interface RowTaker {
  /** The indexes of the columns that it needs; rows may lack the others. */
  readonly columns: readonly number[];
  /**
   * @param fields in the order of the header; the array is reused for the next row
   * @param line on which the row begins, or its number in a Parquet file, from 1
   */
  take(fields: readonly Cell[], line: number): void;
}

/** Receives the names of the columns; returns undefined if the file cannot be used, which is then reported as a problem. */
export type OpenTable = (header: readonly string[]) => RowTaker | undefined;

/** A file and how to read it. */
export interface TableFile {
  readonly path: string;
  /** The name without the folder. */
  readonly name: string;
  readonly bytes: number;
  readonly format: "csv" | "csv.gz" | "parquet";
}

export interface ReadOptions {
  readonly problems: Problems;
  readonly signal: AbortSignal;
  /** Called for every piece. */
  readonly onBytes: (bytes: number) => void;
}

const SAVE_AS_CSV = "save the sheet as CSV (UTF-8)";

/** The first bytes of files that are not text. */
const signatures: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], `is a workbook (.xlsx) or another archive; ${SAVE_AS_CSV}, or unpack it`],
  [[0xd0, 0xcf, 0x11, 0xe0], `is a workbook (.xls); ${SAVE_AS_CSV}`],
  [[0x25, 0x50, 0x44, 0x46], "is a PDF; it must be a CSV or Parquet file"],
  [[0x28, 0xb5, 0x2f, 0xfd], "is compressed with Zstandard; unpack it, or compress it with gzip"],
  [[0x42, 0x5a, 0x68], "is compressed with bzip2; unpack it, or compress it with gzip"],
  [[0xff, 0xfe], "is UTF-16; save it as UTF-8"],
  [[0xfe, 0xff], "is UTF-16; save it as UTF-8"],
];
const GZIP = [0x1f, 0x8b];
const PARQUET = [0x50, 0x41, 0x52, 0x31];

/** Finds out the type of a file from its first bytes, whatever its name. Reports a problem if it cannot be read. */
export async function findTable(file: string, problems: Problems): Promise<TableFile | undefined> {
  const name = path.basename(file);
  let handle: FileHandle | undefined;
  try {
    if (/^https?:/i.test(file)) throw new Error("is a URL; download the file first");
    // Opening a pipe would wait for its writer.
    const found = await stat(file);
    if (found.isDirectory()) throw new Error("is a folder; name a file");
    if (!found.isFile()) throw new Error("is not a regular file; copy it to one first");
    handle = await open(file);
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    const begins = (bytes: readonly number[]) => bytes.every((byte, index) => buffer[index] === byte);
    const [, what] = signatures.find(([bytes]) => begins(bytes)) ?? [];
    if (what) throw new Error(what);
    const format = begins(PARQUET) ? "parquet" : begins(GZIP) ? "csv.gz" : "csv";
    return { path: file, name, bytes: found.size, format };
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const reason = messageOf(thrown);
    const isMissing = code === "ENOENT" || code === "ENOTDIR";
    const rule = isMissing
      ? `does not exist in ${path.dirname(path.resolve(file))}`
      : code === undefined
        ? reason
        : `cannot be read: ${reason}`;
    problems.add({ file: name, rule });
    return undefined;
  } finally {
    await handle?.close();
  }
}
