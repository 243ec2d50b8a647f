import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import type { Database } from "../../db/connection/database";
import { copyOut } from "../../db/copy/copy-out";
import { inSnapshot } from "../../db/transaction/snapshot";
import { datasetTables, selectRows } from "./columns";

/**
 * The fingerprint of the rows in the database: the SHA-256, in 64 hex digits, of the binary COPY of subscriptions, companies and
 * sessions, one after the other, in the order of their keys.
 *
 * `seed` computes the same while it sends the rows, and records it in the table `dataset`. Equal fingerprints mean
 * equal rows, whatever the server's version, time zone, locale or encoding. It can be computed without this project:
 * `psql --command "copy (…) to stdout (format binary)"` of the queries of `selectRows`, piped together into
 * `sha256sum`.
 *
 * Rows are streamed; memory does not grow with them. Empty tables have a fingerprint too.
 *
 * @throws UserError if the database fails
 *
 * @example
 * await fingerprint(db); // "3f1cd7a0…"
 */
export async function fingerprint(db: Database): Promise<string> {
  return await inSnapshot(db, new AbortController().signal, fingerprintOn);
}

/** The fingerprint of the rows that the transaction of this client sees. */
export async function fingerprintOn(client: PoolClient): Promise<string> {
  const hash = createHash("sha256");
  for (const table of datasetTables) {
    for await (const piece of copyOut(client, selectRows(table))) hash.update(piece);
  }
  return hash.digest("hex");
}

/** The first 12 digits, which tell datasets apart at a glance. */
export function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, 12);
}
