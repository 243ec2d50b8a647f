import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { canonicalTables } from "../fingerprint/canonical-tables";
import type { Generator } from "../generate/generate-company";
import { companyChunks, sessionChunks, subscriptionChunks } from "../seed/row-chunks";

const CHUNK_BYTES = 256 * 1024;

/** The rows that the rules and the seed give, table by table, as the binary COPY data of the fingerprint. */
export const madeChunks: Record<
  (typeof canonicalTables)[number]["table"],
  (generator: Generator) => Iterable<Buffer>
> = {
  subscriptions: subscriptionChunks,
  companies: (generator) => companyChunks(generator, CHUNK_BYTES, { companies: 0, sessions: 0 }),
  sessions: (generator) => sessionChunks(generator, CHUNK_BYTES, { companies: 0, sessions: 0 }),
};

/** The fingerprint of the rows that the rules and the seed give, made again and thrown away. */
export async function madeFingerprint(generator: Generator, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for (const { table } of canonicalTables) {
    for (const chunk of madeChunks[table](generator)) {
      hash.update(chunk);
      // Millions of rows take seconds: signals and other work get their turn.
      await nextTurn();
      signal?.throwIfAborted();
    }
  }
  return hash.digest("hex");
}
