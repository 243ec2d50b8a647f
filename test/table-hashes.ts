import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../db/schema/schema";

const keys = {
  subscriptions: "company_size",
  companies: "company_id",
  sessions: "company_id, session_id",
  company_months: "company_id, month_start",
  company_lives: "company_id",
  dataset: "dataset_id",
} as const satisfies Record<Exclude<keyof Schema, "monthly_activity">, string>;

/** A hash of the ordered content of each table, without the time at which it was seeded. */
export async function tableHashes(db: Kysely<Schema>): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const [table, order] of Object.entries(keys)) {
    const { rows } = await sql<object>`select * from ${sql.table(table)} order by ${sql.raw(order)}`.execute(
      db,
    );
    const content = rows.map((row) => JSON.stringify({ ...row, seeded_at: undefined })).join("\n");
    hashes[table] = createHash("sha256").update(content).digest("hex");
  }
  return hashes;
}
