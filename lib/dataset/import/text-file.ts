import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { TextDecoder } from "node:util";
import { createGunzip } from "node:zlib";
import { messageOf } from "../../../db/errors/user-error";
import type { Problem } from "./problems";
import type { TableFile } from "./table-file";

export const PIECE_BYTES = 64 * 1024;
const LINE_FEED = 10;

/** A file that cannot be read any further. */
export class Unreadable extends Error {
  constructor(readonly problem: Omit<Problem, "file">) {
    super(problem.rule);
  }
}

/** The bytes of a file, decompressed if it is gzipped. */
export function unpacked(
  { path, format }: TableFile,
  signal: AbortSignal,
  onPiece: (piece: Buffer) => void = () => undefined,
): AsyncIterable<Buffer> {
  const stream = createReadStream(path, { signal, highWaterMark: PIECE_BYTES });
  const pieces = Readable.from(noticed(stream, onPiece), { highWaterMark: 1 });
  if (format !== "csv.gz") return pieces;
  // Errors of the file arrive at the reader of `gunzip`.
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  pipeline(pieces, gunzip, () => undefined);
  return gunzip;
}

async function* noticed(
  pieces: AsyncIterable<Buffer>,
  onPiece: (piece: Buffer) => void,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    onPiece(piece);
    yield piece;
  }
}

export class InvalidUtf8 extends Unreadable {}

/** The text of UTF-8 without its byte order mark, in pieces that may end anywhere. */
export async function* decoded(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (piece?: Buffer) => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch {
      throw new InvalidUtf8({ rule: "is not UTF-8; save the file as UTF-8" });
    }
  };
  try {
    for await (const piece of pieces) yield decode(piece);
  } catch (thrown) {
    throw String((thrown as NodeJS.ErrnoException).code).startsWith("Z_")
      ? new Unreadable({ rule: `is damaged: ${messageOf(thrown)}; compress it again` })
      : thrown;
  }
  yield decode();
}

/** The first line that is not UTF-8. */
export async function invalidLine(file: TableFile, signal: AbortSignal): Promise<number> {
  let line = 1;
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of unpacked(file, signal)) {
    rest = Buffer.concat([rest, piece]);
    let start = 0;
    for (let at = rest.indexOf(LINE_FEED); at >= 0; at = rest.indexOf(LINE_FEED, start)) {
      if (!isUtf8(rest.subarray(start, at))) return line;
      line += 1;
      start = at + 1;
    }
    rest = rest.subarray(start);
  }
  return line;
}
