import type { Hash } from "node:crypto";

/** Passes chunks on and adds each to a hash. */
export function* hashChunks(hash: Hash, chunks: Iterable<Buffer>): Iterable<Buffer> {
  for (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
