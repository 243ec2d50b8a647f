import type { Database } from "../../../db/connection/database";
import { databaseFailure } from "../../../db/errors/database-failure";
import { UserError } from "../../../db/errors/user-error";
import { migrate } from "../../../db/migrations/migrate";
import { inTransaction, UnknownOutcome } from "../../../db/transaction/transaction";
import { checkRandomSeed, checkRules } from "../check-rules";
import { type CompanyGenerator, createCompanyGenerator } from "../company-generator";
import { defaultRandomSeed, defaultRules } from "../rules";
import { interruptible } from "./interruptible";
import { type Loaded, type Report, replaceDataset } from "./replace-dataset";
import type { SeedOptions } from "./seed-options";
import { SeedSummary } from "./seed-summary";

/**
 * Replaces the dataset by the one that the rules and the seed give: the same rows on any machine.
 *
 * Only generated rows are replaced: if rows were added, removed or changed by hand, nothing happens unless
 * `options.replace` is true. All of it happens in one transaction. Whoever reads meanwhile waits and then
 * sees the whole new dataset; where anything fails, or the process is killed, the previous dataset stays
 * whole. Two seedings at once happen one after the other. SIGINT (Ctrl-C, or Jupyter's interrupt) and
 * `options.signal` stop it.
 *
 * @returns how many companies and sessions were made, how fast, and the fingerprint of their rows
 * @throws UserError where rules or seed are not valid (nothing reaches the database then), where the
 *   tables belong to something else or were changed by hand, where it was interrupted, or where the database fails
 *
 * @example
 * await seed(db, { rules: { ...defaultRules, companies: 1000 }, randomSeed: "demo" });
 */
export async function seed(db: Database, options: SeedOptions = {}): Promise<SeedSummary> {
  const { rules = defaultRules, randomSeed: text = defaultRandomSeed } = options;
  const generator = createCompanyGenerator(checkRules(rules), checkRandomSeed(text));
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const report = reporter(generator, seconds, options.onProgress);
  report("waiting");
  let loaded: Loaded;
  try {
    await migrate(db);
    loaded = await interruptible(options.signal, (signal) =>
      inTransaction(db.pool, signal, (client) => replaceDataset(client, generator, signal, report, options), {
        onLockWait: (waitingFor) => report("waiting", undefined, { waitingFor }),
      }),
    );
  } catch (thrown) {
    try {
      report("failed");
    } catch {
      // A report that throws again does not hide the failure.
    }
    const { message } = databaseFailure(thrown);
    const stored =
      thrown instanceof UnknownOutcome
        ? "it is not known whether the new dataset was stored; run `npm run verify`"
        : "the previous dataset is unchanged";
    throw new UserError(`seed: ${message}; ${stored}`, { cause: thrown });
  }
  const { companies, sessions, fingerprint } = loaded;
  const summary = new SeedSummary(companies, sessions, seconds(), generator.randomSeed, fingerprint);
  report("done", { companies, sessions }, { summary });
  return summary;
}

function reporter(
  { rules }: CompanyGenerator,
  seconds: () => number,
  onProgress: SeedOptions["onProgress"],
): Report {
  let waitedSeconds = 0;
  return (step, { companies, sessions } = { companies: 0, sessions: 0 }, more) => {
    const now = seconds();
    if (step === "waiting") waitedSeconds = now;
    onProgress?.({
      step,
      companies,
      companiesTotal: rules.companies,
      sessions,
      seconds: now,
      waitedSeconds,
      ...more,
    });
  };
}
