import type { Database } from "../../db/database";
import { hasDataset } from "./has-dataset";
import { seed } from "./seed";
import type { SeedOptions } from "./seed-options";
import type { SeedSummary } from "./seed-summary";

/**
 * Makes a dataset where the database holds none; one that is there stays as it is.
 *
 * @param options as for `seed`; default: the default rules and seed
 * @returns what was made, undefined where there was a dataset
 * @throws ExplainedError as `seed` does
 *
 * @example
 * await ensureDataset(db);
 */
export async function ensureDataset(
  db: Database,
  options: SeedOptions = {},
): Promise<SeedSummary | undefined> {
  return (await hasDataset(db)) ? undefined : await seed(db, options);
}
