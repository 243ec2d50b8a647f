import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** The size and the SHA-256 of a file, in 64 hex digits. It is read as a stream, until the signal is aborted. */
export async function fileDigest(
  file: string,
  signal: AbortSignal,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of createReadStream(file, { signal })) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}
