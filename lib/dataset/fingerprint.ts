import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import type { Database } from "../../db/connection/database";
import { copyOut } from "../../db/copy/copy-out";
import { inSnapshot } from "../../db/transaction/snapshot";
import { canonicalTables } from "./canonical-tables";

/**
 * The fingerprint of the rows that are in the database now: the SHA-256, in 64 hex digits, of the binary
 * COPY of subscriptions, companies and sessions, one after the other, in the order of their keys.
 *
 * `seed` computes the same while it sends the rows and records it in the table `dataset`. Equal
 * fingerprints mean equal rows, whatever the server's version, time zone, locale or encoding. It can be
 * had without this project: `psql --command "copy (…) to stdout (format binary)"` of the three queries in
 * `canonical-tables.ts`, piped together into `sha256sum`.
 *
 * Rows are streamed; memory does not grow with them. Without rows it is the fingerprint of empty tables.
 *
 * @throws UserError where the database fails
 *
 * @example
 * await fingerprint(db); // "3f1cd7a0…"
 */
export async function fingerprint(
  db: Database,
  signal: AbortSignal = new AbortController().signal,
): Promise<string> {
  return await inSnapshot(db, signal, fingerprintOn);
}

/** The fingerprint as the transaction of this client sees the rows. */
export async function fingerprintOn(client: PoolClient): Promise<string> {
  const hash = createHash("sha256");
  for (const { query } of canonicalTables) {
    for await (const chunk of copyOut(client, query)) hash.update(chunk);
  }
  return hash.digest("hex");
}
