// lib/dataset/export: writes the dataset as a folder of CSV and Parquet files.

import { createHash, type Hash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { withScratchDatabase } from "../../../db/connect";
import { type Database, kyselyOn } from "../../../db/connection/database";
import { copyOut } from "../../../db/copy/copy-out";
import { databaseFailure } from "../../../db/errors/database-failure";
import { UserError } from "../../../db/errors/user-error";
import { inSnapshot } from "../../../db/transaction/snapshot";
import { type Column, type DatasetTable, datasetTables, selectRows } from "../columns";
import { type SeedOptions, seed } from "../load/seed";
import type { SeedProgress } from "../load/seed-progress";
import { hasDataset, NO_DATASET } from "../record";
import { describePackage, type ExportedFile, exportedFiles, PACKAGE_FILE } from "./data-package";
import { type ExportColumn, type ExportShape, exportColumns, readShape } from "./export-columns";
import { explainExportFailure } from "./export-failure";
import { fileDigest } from "./file-digest";
import { createWholeFolder } from "./whole-folder";
import { writeParquet } from "./write-parquet";

/**
 * Writes the dataset as a folder: each table as CSV and Parquet (`sessions.csv`, `sessions.parquet` and so on), in the order of its
 * primary key, and `datapackage.json`, which describes the files. Imported companies keep their original ids as `source_id`. All
 * files come from one snapshot, and a concurrent seeding waits until they are written. The folder appears complete, by one rename;
 * an earlier export stays until then, even if the process is killed.
 *
 * Rows are streamed: memory does not grow with them.
 *
 * @param folder created, or replaced if it is an earlier export; one that contains anything else is refused
 * @param signal stops it
 * @returns the files in the order above, with rows and sizes
 * @throws UserError if there is no dataset, the folder cannot be written or contains something else, it
 *   was stopped, or the database fails
 */
export async function exportDataset(
  db: Database,
  folder: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<ExportedFile[]> {
  try {
    return await inSnapshot(db, signal, async (client) => {
      if (!(await hasDataset(kyselyOn(client)))) {
        throw new UserError(NO_DATASET);
      }
      return await createFiles(folder, (partial) => writeTables(client, partial, signal));
    });
  } catch (thrown) {
    throw new UserError(`export: ${databaseFailure(thrown).message}`, { cause: thrown });
  }
}

interface ExportStartupOptions {
  /** Stops it. */
  readonly signal: AbortSignal;
  /** Called while the rows are generated, as `seed` does. */
  readonly onProgress: (progress: SeedProgress) => void;
}

/**
 * Exports a generated startup as `exportDataset` does, without touching the database of `connect`: it is generated in a scratch
 * database, which is dropped afterwards.
 *
 * @param folder checked before anything is generated
 * @throws UserError as `exportDataset` does, and if rules or seed are not valid, or the role may not create databases
 */
export async function exportStartup(
  { rules, randomSeed }: Required<Pick<SeedOptions, "rules" | "randomSeed">>,
  folder: string,
  { signal, onProgress }: ExportStartupOptions,
): Promise<ExportedFile[]> {
  try {
    return await createFiles(folder, (partial) =>
      withScratchDatabase(async (db) => {
        // The message of `seed` mentions a previous dataset.
        await seed(db, { rules, randomSeed, signal, onProgress }).catch((failure: Error) => {
          throw failure.cause ?? failure;
        });
        return await inSnapshot(db, signal, (client) => writeTables(client, partial, signal));
      }),
    );
  } catch (thrown) {
    const reason = signal.aborted ? "it was interrupted" : databaseFailure(thrown).message;
    throw new UserError(`export: ${reason}`, { cause: thrown });
  }
}

/** Creates the folder of the files. */
async function createFiles(
  folder: string,
  write: (partial: string) => Promise<ExportedFile[]>,
): Promise<ExportedFile[]> {
  const names = [...exportedFiles.map(({ file }) => file), PACKAGE_FILE];
  return await createWholeFolder(folder, names, write).catch((thrown) =>
    explainExportFailure(thrown, folder),
  );
}

async function writeTables(client: PoolClient, folder: string, signal: AbortSignal): Promise<ExportedFile[]> {
  const files: ExportedFile[] = [];
  const fingerprint = createHash("sha256");
  const shape = await readShape(kyselyOn(client));
  for (const table of datasetTables) {
    const [csv, parquet] = [`${table}.csv`, `${table}.parquet`];
    const columns = exportColumns(table, shape);
    // A cancel that arrives between two queries, while a file is flushed, has no effect on either.
    signal.throwIfAborted();
    await writeCsv(client, table, columns, path.join(folder, csv));
    signal.throwIfAborted();
    const rows = await writeParquet(client, table, columns, path.join(folder, parquet), {
      hash: fingerprint,
    });
    for (const file of [csv, parquet]) {
      files.push({ file, rows, ...(await fileDigest(path.join(folder, file), signal)) });
    }
  }
  await writePackage(client, folder, files, shape, fingerprint);
  signal.throwIfAborted();
  return files;
}

/** Describes the files, with the record of the dataset; the fingerprint is that of the rows, which may have been edited. */
async function writePackage(
  client: PoolClient,
  folder: string,
  files: readonly ExportedFile[],
  shape: ExportShape,
  fingerprint: Hash,
): Promise<void> {
  const record = await kyselyOn(client).selectFrom("dataset").selectAll().executeTakeFirstOrThrow();
  const description = describePackage({ ...record, fingerprint: fingerprint.digest("hex") }, files, shape);
  await writeFile(path.join(folder, PACKAGE_FILE), description, { flush: true });
}

/** ISO 8601 to the microsecond, as exact as Postgres stores it: `2025-01-31T12:00:00.000000Z`. */
const ISO_8601 = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/**
 * Writes the rows of a table as CSV, with a line of column names: UTF-8, lines that end with a line feed, quotes only
 * around values that need them. Prices are decimals in US dollars, times are UTC. Values are written unchanged, even a name
 * that a spreadsheet would take for a formula. Null is an empty field.
 */
async function writeCsv(
  client: PoolClient,
  table: DatasetTable,
  columns: readonly ExportColumn[],
  file: string,
): Promise<void> {
  await pipeline(
    copyOut(client, selectRows(table, csvExpression, columns), "csv"),
    createWriteStream(file, { flush: true }),
  );
}

function csvExpression({ name, kind }: Column): string {
  return kind === "timestamptz" ? `to_char(${name} at time zone 'UTC', ${ISO_8601})` : name;
}
