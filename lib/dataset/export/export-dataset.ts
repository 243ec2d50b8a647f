import { stat } from "node:fs/promises";
import path from "node:path";
import type { PoolClient } from "pg";
import { type Database, kyselyOn } from "../../../db/connection/database";
import { databaseFailure } from "../../../db/errors/database-failure";
import { UserError } from "../../../db/errors/user-error";
import { inSnapshot } from "../../../db/transaction/snapshot";
import { hasDataset } from "../record";
import { explainExportFailure } from "./export-failure";
import { type ExportedTable, exportedTables } from "./exported-tables";
import { makeWholeFolder } from "./whole-folder";
import { writeCsv } from "./write-csv";
import { writeParquet } from "./write-parquet";

/** A file that was written. */
export interface ExportedFile {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Writes the dataset as a folder, each of its tables as CSV and as Parquet: `sessions.csv`,
 * `sessions.parquet` and so on, in the order of the primary keys. All files show the tables at one moment,
 * and a seeding at the same time waits until they are written. The folder appears whole, by one rename, and an
 * earlier export stays until then, even if the process is killed.
 *
 * Rows are streamed: memory does not grow with them.
 *
 * @param folder created, or replaced if it is an earlier export; one that contains anything else is refused
 * @param signal stops it
 * @returns the files in the order in which they are described above, with rows and sizes
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
        throw new UserError("the database contains no dataset; run `npm run seed` first");
      }
      return await makeWholeFolder(folder, exportedTables.flatMap(namesOf), (partial) =>
        writeTables(client, partial),
      ).catch((thrown) => explainExportFailure(thrown, folder));
    });
  } catch (thrown) {
    throw new UserError(`export: ${databaseFailure(thrown).message}`, { cause: thrown });
  }
}

async function writeTables(client: PoolClient, folder: string): Promise<ExportedFile[]> {
  const files: ExportedFile[] = [];
  for (const table of exportedTables) {
    const [csv, parquet] = namesOf(table);
    await writeCsv(client, table, path.join(folder, csv));
    const rows = await writeParquet(client, table, path.join(folder, parquet));
    for (const file of [csv, parquet]) {
      files.push({ file, rows, bytes: (await stat(path.join(folder, file))).size });
    }
  }
  return files;
}

function namesOf({ table }: ExportedTable): [csv: string, parquet: string] {
  return [`${table}.csv`, `${table}.parquet`];
}
