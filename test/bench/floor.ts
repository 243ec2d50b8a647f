import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import type { Database } from "../../db/connection/database";
import { suspendConstraints } from "../../db/schema/suspend-constraints";
import { inTransaction } from "../../db/transaction/transaction";
import { copyTarget, type TableName } from "../../lib/dataset/columns";
import type { CompanyGenerator } from "../../lib/dataset/company-generator";
import { rowChunks } from "../../lib/dataset/row-chunks";

/** The size of the pieces that `seed` sends. */
const CHUNK_BYTES = 256 * 1024;
const ALL_TABLES = "dataset, subscriptions, companies, sessions, company_months, company_lives";

/** A file that is ready to be sent with binary COPY, and the table of its rows. */
interface CopyFile {
  readonly file: string;
  readonly table: TableName;
}

/** Writes the rows that `seed` would send into files, one per table. */
export async function writeCopyFiles(generator: CompanyGenerator, folder: string): Promise<CopyFile[]> {
  const files: CopyFile[] = [];
  for (const table of ["companies", "company_months", "company_lives", "sessions"] as const) {
    const file = path.join(folder, `${table}.copy`);
    await pipeline(bytesOf(table), fs.createWriteStream(file));
    files.push({ file, table });
  }
  return files;

  function* bytesOf(table: TableName) {
    for (const { bytes } of rowChunks(generator, table)) yield bytes;
  }
}

/**
 * The floor: the same rows from ready-made files into the same tables, with the same constraints built
 * after them, in one transaction. Nothing that loads these rows through a client can do with less.
 *
 * @returns the number of rows of `companies` and `sessions`
 */
export async function loadFloor(
  db: Database,
  { rules }: CompanyGenerator,
  files: readonly CopyFile[],
): Promise<number> {
  const never = new AbortController().signal;
  return await inTransaction(db.pool, never, async (client) => {
    await client.query("truncate dataset, sessions, companies, subscriptions");
    for (const { size, monthlyPrice } of rules.sizes) {
      await client.query("insert into subscriptions values ($1, $2)", [size, monthlyPrice]);
    }
    const restoreConstraints = await suspendConstraints(client);
    let rows = 0;
    for (const { file, table } of files) {
      const sink = client.query(copyFrom(`copy ${copyTarget(table)} from stdin (format binary, freeze)`));
      await pipeline(fs.createReadStream(file, { highWaterMark: CHUNK_BYTES }), sink);
      if (table === "companies" || table === "sessions") rows += sink.rowCount;
    }
    await restoreConstraints();
    await client.query(`analyze ${ALL_TABLES}`);
    return rows;
  });
}
