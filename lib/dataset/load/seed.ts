// lib/dataset/load: replaces the dataset in the database with other rows. The folder above describes what these are.

import { sql } from "kysely";
import type { Database } from "../../../db/connection/database";
import { checkRandomSeed, checkRules } from "../check-rules";
import { createCompanyGenerator } from "../company-generator";
import { defaultRandomSeed, defaultRules, type Rules } from "../rules";
import { generatedRows } from "./generated-rows";
import { SeedSummary } from "./load-summary";
import { type LoadOptions, runLoad } from "./run-load";

export interface SeedOptions extends LoadOptions {
  /** The rules of the startup; default: `defaultRules`. */
  readonly rules?: Rules;
  /** The seed of the random streams; default: `startup`. */
  readonly randomSeed?: string;
}

/**
 * Replaces the dataset with the one that the rules and the seed determine: the same rows on any machine.
 *
 * Only generated rows are replaced: if rows were imported, or added, removed or changed by hand, it throws unless
 * `options.replace` is true. Everything happens in one transaction. Readers wait, and then see the whole new dataset; if
 * anything fails, or the process is killed, the previous dataset is unchanged. Concurrent seedings run one after the other.
 * SIGINT (Ctrl-C, or Jupyter's interrupt) and `options.signal` stop it.
 *
 * @returns the numbers of companies and sessions, the time it took and the fingerprint of the rows
 * @throws UserError if rules or seed are not valid (before anything reaches the database), the tables were not created
 *   by this project, rows were imported or changed by hand, it was interrupted, or the database fails
 *
 * @example
 * await seed(db, { rules: { ...defaultRules, companies: 1000 }, randomSeed: "demo" });
 */
export async function seed(db: Database, options: SeedOptions = {}): Promise<SeedSummary> {
  const { rules = defaultRules, randomSeed = defaultRandomSeed } = options;
  const generator = createCompanyGenerator(checkRules(rules), checkRandomSeed(randomSeed));
  return await runLoad("seed", db, options, async (load) => {
    const rows = generatedRows(generator);
    const { companies, sessions, fingerprint } = await load.replaceWith(rows, generator.companies);
    return new SeedSummary(companies, sessions, load.seconds, randomSeed, fingerprint);
  });
}

/**
 * Generates a dataset if the tables contain no rows; existing rows, generated or not, are not touched.
 *
 * @param options as for `seed`
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
  const { rows } = await sql`select from dataset union all select from subscriptions
    union all select from companies union all select from sessions limit 1`.execute(db);
  return rows.length > 0 ? undefined : await seed(db, options);
}

/**
 * Replaces a generated dataset as `seed` does, but not one that was imported or inserted by hand: for notebooks that also run on
 * such data.
 *
 * @param options as for `seed`
 * @returns what was generated, undefined if the data was not generated
 * @throws UserError as `seed` does
 *
 * @example
 * await seedUnlessImported(db, { rules: defaultRules, onProgress: progressBar() });
 */
export async function seedUnlessImported(
  db: Database,
  options: Omit<SeedOptions, "replace"> = {},
): Promise<SeedSummary | undefined> {
  const notGenerated = db.selectFrom("dataset").select("dataset_id").where("rules", "is", null);
  return (await notGenerated.executeTakeFirst()) ? undefined : await seed(db, options);
}
