import type { Database } from "../../../db/connection/database";
import { databaseFailure } from "../../../db/errors/database-failure";
import { UserError } from "../../../db/errors/user-error";
import { migrate } from "../../../db/migrations/migrate";
import { inTransaction, UnknownOutcome } from "../../../db/transaction/transaction";
import { interruptible } from "../interruptible";
import type { ImportSummary, SeedSummary } from "./load-summary";
import { type Loaded, type Report, type RowSource, replaceDataset } from "./replace-dataset";
import type { SeedProgress } from "./seed-progress";

export interface LoadOptions {
  /** Replaces (and so deletes) rows even if some were imported, added or changed by hand; default: false. */
  readonly replace?: boolean;
  /** Stops the load; the previous dataset stays. */
  readonly signal?: AbortSignal;
  /** Called at the start, after every chunk of rows and at the end; see `progressBar` for one to use in a cell. */
  readonly onProgress?: (progress: SeedProgress) => void;
}

/** A load that is refused before it changes anything. Its sentence says so. */
export class LoadRefusal extends UserError {}

/**
 * Runs a seeding or an import: reports its progress, lets SIGINT and `options.signal` stop it, and adds to a failure what
 * became of the previous dataset.
 *
 * @param action begins the sentence of a failure
 */
export async function runLoad<Summary extends SeedSummary | ImportSummary>(
  action: "seed" | "import",
  db: Database,
  options: LoadOptions,
  work: (load: Load) => Promise<Summary>,
): Promise<Summary> {
  return await interruptible(options.signal, async (signal) => {
    const load = new Load(db, signal, options);
    let summary: Summary;
    try {
      summary = await work(load);
    } catch (thrown) {
      load.reportFailure();
      const isUnknown = thrown instanceof UnknownOutcome;
      const isInterrupted = signal.aborted && !isUnknown;
      if (thrown instanceof LoadRefusal && !isInterrupted) throw thrown;
      const reason = isInterrupted ? "it was interrupted" : databaseFailure(thrown).message;
      const stored = isUnknown
        ? "it is not known whether the new dataset was stored; run `npm run verify`"
        : "the previous dataset is unchanged";
      throw new UserError(`${action}: ${reason}; ${stored}`, { cause: thrown });
    }
    load.report("done", summary, { summary });
    return summary;
  });
}

/** A running load: first it may prepare rows, then it replaces the dataset with them. */
export class Load {
  readonly signal: AbortSignal;
  readonly #db: Database;
  readonly #options: LoadOptions;
  readonly #start = performance.now();
  /** The time after which preparation ended; undefined if there was none. */
  #preparedSeconds: number | undefined;
  #companiesTotal = 0;
  #waitedSeconds = 0;

  constructor(db: Database, signal: AbortSignal, options: LoadOptions) {
    this.#db = db;
    this.signal = signal;
    this.#options = options;
  }

  /** Since the start. */
  get seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  /** Reports the share of the files read, or of the sessions sorted. */
  readonly prepare = (step: "reading" | "sorting", prepared: number): void => {
    this.#preparedSeconds = this.seconds;
    this.#tell({ step, seconds: this.#preparedSeconds, prepared });
  };

  /** Replaces the dataset with so many companies. */
  async replaceWith(rows: RowSource, companies: number): Promise<Loaded> {
    const { signal, report } = this;
    const { replace = false } = this.#options;
    this.#companiesTotal = companies;
    report("waiting");
    await migrate(this.#db);
    return await inTransaction(
      this.#db.pool,
      signal,
      (client) => replaceDataset(client, rows, { replace, signal, report }),
      { onLockWait: (waitingFor) => report("waiting", undefined, { waitingFor }) },
    );
  }

  readonly report: Report = (step, { companies, sessions } = { companies: 0, sessions: 0 }, more) => {
    const { seconds } = this;
    if (step === "waiting") this.#waitedSeconds = seconds - (this.#preparedSeconds ?? 0);
    this.#tell({ step, companies, sessions, seconds, ...more });
  };

  /** A callback that throws does not hide the failure. */
  reportFailure(): void {
    try {
      this.report("failed");
    } catch {}
  }

  #tell(progress: Pick<SeedProgress, "step" | "seconds"> & Partial<SeedProgress>): void {
    this.#options.onProgress?.({
      companies: 0,
      companiesTotal: this.#companiesTotal,
      sessions: 0,
      waitedSeconds: this.#waitedSeconds,
      ...(this.#preparedSeconds !== undefined && { prepared: 1 }),
      ...progress,
    });
  }
}
