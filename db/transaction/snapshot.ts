import type { Kysely } from "kysely";
import type { PoolClient } from "pg";
import { type Database, kyselyOn, SNAPSHOT } from "../connection/database";
import type { Schema } from "../schema/schema";
import { inTransaction } from "./transaction";

/**
 * Runs several queries that see the same dataset: a seeding that begins meanwhile waits until `work` has ended.
 *
 * @param work receives a read-only database to query in place of `db`
 * @returns what `work` returns
 * @throws UserError if the database fails or `work` writes
 *
 * @example
 * const { sessions, mrr } = await snapshot(db, async (db) => ({
 *   sessions: await sessionsPerMonth(db).execute(),
 *   mrr: await mrrPerMonth(db).execute(),
 * }));
 */
export async function snapshot<T>(db: Database, work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
  return await inSnapshot(db, new AbortController().signal, (client) => work(kyselyOn(client)));
}

/** `snapshot` with a plain client, for COPY, and a signal that interrupts it. */
export async function inSnapshot<T>(
  db: Database,
  signal: AbortSignal,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const reading = async (client: PoolClient) => {
    // Locks before the first query takes the snapshot: a table that was reloaded after a snapshot looks empty in it.
    await client.query(
      `lock table dataset, subscriptions, companies, sessions, company_months, company_lives in access share mode; savepoint ${SNAPSHOT}`,
    );
    return await work(client);
  };
  return await inTransaction(db.pool, signal, reading, {
    mode: "isolation level repeatable read, read only",
  });
}
