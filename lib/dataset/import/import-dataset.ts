// lib/dataset/import: reads your own files, checks them, and loads them as seeding loads generated rows.

import { type Database, withClient } from "../../../db/connection/database";
import { databaseFailure } from "../../../db/errors/database-failure";
import { messageOf, UserError } from "../../../db/errors/user-error";
import { migrate } from "../../../db/migrations/migrate";
import { withTemporaryFolder } from "../../../db/process/temporary-folder";
import { isTable } from "../../../db/schema/obstacles";
import { inTransaction, UnknownOutcome } from "../../../db/transaction/transaction";
import { interruptible } from "../interruptible";
import { ImportSummary } from "../load/import-summary";
import { refuseEdits } from "../load/refuse-edits";
import { type Report, replaceDataset } from "../load/replace-dataset";
import type { SeedProgress } from "../load/seed-progress";
import { checkSource, type ImportSource } from "./import-source";
import { importedRows } from "./imported-rows";
import { prepareImport } from "./prepare-import";
import { ImportRefusal } from "./problems";

export interface ImportOptions extends ImportSource {
  /** Replaces (and so deletes) rows even if some were imported, added or changed by hand; default: false. */
  readonly replace?: boolean;
  /** Stops the import; the previous dataset stays. */
  readonly signal?: AbortSignal;
  /** Called at the start, after every piece and at the end; see `progressBar` for one to use in a cell. */
  readonly onProgress?: (progress: SeedProgress) => void;
}

/**
 * Replaces the dataset with your own files: CSV (UTF-8, optionally gzipped, with commas, semicolons or tabs) or Parquet. Only the
 * company and the time of each session are required; everything else that is missing is unknown, or follows from the sessions.
 *
 * - Companies are numbered 1, 2, 3, … in the order of their file; their ids in the files become `source_id`. Sessions are numbered in
 *   the order of their times.
 * - Without sizes, all companies have the size `customer`. Without a sign-up, a company signs up with its first session. Missing prices
 *   and durations are null. `NULL` and `\N` count as missing, except as the name of a company.
 * - Times without a zone are in `timeZone`. A time that occurs twice, when clocks are set back, is the earlier of the two; one that is
 *   skipped, when they are set forward from 2 to 3, moves forward: 02:30 becomes 03:30.
 * - The months go from the first sign-up or session to the last complete month: the latest session is on its last day, or later. Later
 *   rows are left out. An export has the months of the `datapackage.json` in its folder. With `localMonths`, times are stored as the
 *   clocks of the zone show them, as if that were UTC.
 *
 * All rows are checked before anything is replaced. A generated dataset is replaced; rows that were imported or changed by hand only
 * with `replace`. Everything happens in one transaction, as in a seeding: if anything fails, or the process is killed, the previous
 * dataset is unchanged. SIGINT (Ctrl-C, or Jupyter's interrupt) and `options.signal` stop it. Sessions are sorted on disk, in a
 * private temporary folder, so that memory grows only with the number of companies.
 *
 * @returns the numbers of companies and sessions, the months, the time it took, the fingerprint of the rows and warnings
 * @throws UserError if the files have problems (`problems` names the first ten of each kind), an option is not valid, rows would be
 *   lost, it was interrupted, or the database fails
 *
 * @example
 * await importDataset(db, {
 *   companies: "customers.csv",
 *   sessions: "events.csv.gz",
 *   columns: { company_id: "customer", sessions: { created_at: "started" } },
 *   timeZone: "Europe/Madrid",
 *   prices: { free: 0, pro: 49 },
 * });
 */
export async function importDataset(db: Database, options: ImportOptions): Promise<ImportSummary> {
  const { replace = false, onProgress } = options;
  const progress = new ImportProgress(onProgress);
  progress.prepare("reading", 0);
  try {
    const summary = await interruptible(options.signal, async (signal) => {
      try {
        checkSource(options);
        if (!replace) await refuseEarly(db);
        return await withTemporaryFolder((folder) => run(db, options, { folder, signal, progress }));
      } catch (thrown) {
        if (signal.aborted && !(thrown instanceof UnknownOutcome))
          throw new UserError("it was interrupted", { cause: thrown });
        throw thrown;
      }
    });
    progress.report("done", summary, { summary });
    return summary;
  } catch (thrown) {
    try {
      progress.report("failed");
    } catch {
      // A callback that throws again does not hide the failure.
    }
    if (thrown instanceof ImportRefusal) throw thrown;
    const stored =
      thrown instanceof UnknownOutcome
        ? "it is not known whether the new dataset was stored; run `npm run verify`"
        : "the previous dataset is unchanged";
    throw new UserError(`import: ${databaseFailure(thrown).message}; ${stored}`, { cause: thrown });
  }
}

/** Refuses to replace rows before reading the files, which may take a while; the transaction checks again. */
async function refuseEarly(db: Database): Promise<void> {
  await withClient(db.pool, async (client) => {
    if (await isTable(client, "dataset")) await refuseEdits(client, "an import");
  });
}

interface RunOptions {
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly progress: ImportProgress;
}

/** Reads, checks and loads the files. */
async function run(
  db: Database,
  { replace = false, ...source }: ImportOptions,
  { folder, signal, progress }: RunOptions,
): Promise<ImportSummary> {
  const { prepare, report } = progress;
  const prepared = await prepareImport(source, { folder, signal, onProgress: prepare }).catch(explainDisk);
  const { startMonth, months, warnings } = prepared;
  progress.begin(prepared.isKept);
  try {
    await migrate(db);
    const { companies, sessions, fingerprint } = await inTransaction(
      db.pool,
      signal,
      (client) => replaceDataset(client, importedRows(prepared), { replace, signal, report }),
      { onLockWait: (waitingFor) => report("waiting", undefined, { waitingFor }) },
    );
    const { seconds } = progress;
    return new ImportSummary(companies, sessions, startMonth, months, seconds, fingerprint, warnings);
  } finally {
    prepared.sessions.close();
  }
}

/** Explains failures of the disk, which are not failures of the database. */
function explainDisk(thrown: unknown): never {
  if (thrown instanceof UserError || typeof (thrown as NodeJS.ErrnoException).code !== "string") throw thrown;
  throw new UserError(
    `the files could not be read, or their sessions could not be sorted in the temporary folder: ${messageOf(thrown)}; free some space there, or name another folder in TMPDIR`,
    { cause: thrown },
  );
}

/** Reports the progress of an import. */
class ImportProgress {
  readonly #start = performance.now();
  readonly #onProgress: ImportOptions["onProgress"];
  #companiesTotal = 0;
  #firstWait: number | undefined;
  #waitedSeconds = 0;

  constructor(onProgress: ImportOptions["onProgress"]) {
    this.#onProgress = onProgress;
  }

  get seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  readonly prepare = (step: "reading" | "sorting", prepared: number): void => this.#tell({ step, prepared });

  /** Begins the load. */
  begin(isKept: readonly boolean[]): void {
    this.#companiesTotal = isKept.filter((is) => is).length;
    this.report("waiting");
  }

  readonly report: Report = (step, sent, more) => {
    if (step === "waiting") {
      this.#firstWait ??= this.seconds;
      this.#waitedSeconds = this.seconds - this.#firstWait;
    }
    this.#tell({ step, companies: sent?.companies ?? 0, sessions: sent?.sessions ?? 0, ...more });
  };

  #tell(progress: Pick<SeedProgress, "step"> & Partial<SeedProgress>): void {
    this.#onProgress?.({
      companies: 0,
      companiesTotal: this.#companiesTotal,
      sessions: 0,
      seconds: this.seconds,
      waitedSeconds: this.#waitedSeconds,
      prepared: 1,
      ...progress,
    });
  }
}
