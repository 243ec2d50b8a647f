import { sql } from "kysely";
import type { Database } from "../../../db/connection/database";
import { seed } from "./seed";
import type { SeedOptions } from "./seed-options";
import type { SeedSummary } from "./seed-summary";

/**
 * Generates a dataset if the tables contain no rows; rows that are there, generated or not, stay.
 *
 * @param options as for `seed`; default: the default rules and seed
 * @returns what was generated, undefined if there were rows
 * @throws UserError as `seed` does
 *
 * @example
 * await ensureDataset(db);
 */
export async function ensureDataset(
  db: Database,
  options: SeedOptions = {},
): Promise<SeedSummary | undefined> {
  return (await hasRows(db)) ? undefined : await seed(db, options);
}

async function hasRows(db: Database): Promise<boolean> {
  const { rows } = await sql`select from dataset union all select from subscriptions
    union all select from companies union all select from sessions limit 1`.execute(db);
  return rows.length > 0;
}
