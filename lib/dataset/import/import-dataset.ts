// lib/dataset/import: reads your own files, checks them, and loads them as seeding loads generated rows.

import { type Database, withClient } from "../../../db/connection/database";
import { messageOf, UserError } from "../../../db/errors/user-error";
import { withTemporaryFolder } from "../../../db/process/temporary-folder";
import { isTable } from "../../../db/schema/obstacles";
import { ImportSummary } from "../load/load-summary";
import { refuseEdits } from "../load/refuse-edits";
import { type Load, type LoadOptions, runLoad } from "../load/run-load";
import { checkSource, type ImportSource } from "./import-source";
import { importedRows } from "./imported-rows";
import { prepareImport } from "./prepare-import";

export interface ImportOptions extends ImportSource, LoadOptions {}

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
  return await runLoad("import", db, options, async (load) => {
    load.prepare("reading", 0);
    checkSource(options);
    if (!options.replace) await refuseEarly(db);
    return await withTemporaryFolder((folder) => loadFiles(options, folder, load));
  });
}

/** Refuses to replace rows before reading the files, which may take a while; the transaction checks again. */
async function refuseEarly(db: Database): Promise<void> {
  await withClient(db.pool, async (client) => {
    if (await isTable(client, "dataset")) await refuseEdits(client, "an import");
  });
}

/** Reads, checks and loads the files. */
async function loadFiles(source: ImportSource, folder: string, load: Load): Promise<ImportSummary> {
  const { signal, prepare } = load;
  const prepared = await prepareImport(source, { folder, signal, onProgress: prepare }).catch(explainDisk);
  const { startMonth, months, isKept, warnings } = prepared;
  try {
    const kept = isKept.filter((is) => is).length;
    const { companies, sessions, fingerprint } = await load.replaceWith(importedRows(prepared), kept);
    return new ImportSummary(companies, sessions, startMonth, months, load.seconds, fingerprint, warnings);
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
