// lib/dataset/load: replaces the dataset in the database with other rows. The folder above describes what these are.

import { sql } from "kysely";
import type { Database } from "../../../db/connection/database";
import { databaseFailure } from "../../../db/errors/database-failure";
import { UserError } from "../../../db/errors/user-error";
import { migrate } from "../../../db/migrations/migrate";
import { inTransaction, UnknownOutcome } from "../../../db/transaction/transaction";
import { checkRandomSeed, checkRules } from "../check-rules";
import { type CompanyGenerator, createCompanyGenerator } from "../company-generator";
import { interruptible } from "../interruptible";
import { defaultRandomSeed, defaultRules, type Rules } from "../rules";
import { generatedRows } from "./generated-rows";
import { type Loaded, type Report, replaceDataset } from "./replace-dataset";
import { type SeedProgress, SeedSummary } from "./seed-progress";

export interface SeedOptions {
  /** The rules of the startup; default: `defaultRules`. */
  readonly rules?: Rules;
  /** The seed of the random streams; default: `startup`. */
  readonly randomSeed?: string;
  /** Replaces (and so deletes) rows even if some were imported, added or changed by hand; default: false. */
  readonly replace?: boolean;
  /** Stops the seeding; the previous dataset stays. */
  readonly signal?: AbortSignal;
  /** Called at the start, after every chunk of rows and at the end; see `progressBar` for one to use in a cell. */
  readonly onProgress?: (progress: SeedProgress) => void;
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
  const { rules = defaultRules, randomSeed = defaultRandomSeed, replace = false } = options;
  const generator = createCompanyGenerator(checkRules(rules), checkRandomSeed(randomSeed));
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const report = reporter(generator, seconds, options.onProgress);
  report("waiting");
  let loaded: Loaded;
  try {
    await migrate(db);
    loaded = await interruptible(options.signal, (signal) =>
      inTransaction(
        db.pool,
        signal,
        (client) => replaceDataset(client, generatedRows(generator), { replace, signal, report }),
        {
          onLockWait: (waitingFor) => report("waiting", undefined, { waitingFor }),
        },
      ),
    );
  } catch (thrown) {
    try {
      report("failed");
    } catch {
      // A callback that throws again does not hide the failure.
    }
    const { message } = databaseFailure(thrown);
    const stored =
      thrown instanceof UnknownOutcome
        ? "it is not known whether the new dataset was stored; run `npm run verify`"
        : "the previous dataset is unchanged";
    throw new UserError(`seed: ${message}; ${stored}`, { cause: thrown });
  }
  const { companies, sessions, fingerprint } = loaded;
  const summary = new SeedSummary(companies, sessions, seconds(), randomSeed, fingerprint);
  report("done", { companies, sessions }, { summary });
  return summary;
}

function reporter(
  { companies: companiesTotal }: CompanyGenerator,
  seconds: () => number,
  onProgress: SeedOptions["onProgress"],
): Report {
  let waitedSeconds = 0;
  return (step, { companies, sessions } = { companies: 0, sessions: 0 }, more) => {
    const now = seconds();
    if (step === "waiting") waitedSeconds = now;
    onProgress?.({ step, companies, companiesTotal, sessions, seconds: now, waitedSeconds, ...more });
  };
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
