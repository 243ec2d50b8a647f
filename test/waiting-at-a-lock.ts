import { type Kysely, sql } from "kysely";
import type { Schema } from "../db/schema/schema";

const PATIENCE_SECONDS = 10;

/** Waits until this many connections of the database wait for a lock; throws if they do not in time. */
export async function waitForSomeoneAtALock(db: Kysely<Schema>, connections = 1): Promise<void> {
  const deadline = Date.now() + PATIENCE_SECONDS * 1000;
  while (Date.now() < deadline) {
    const { rows } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    if (rows.length >= connections) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("nobody waits for a lock");
}
