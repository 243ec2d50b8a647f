import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import type { Database } from "../../db/connection/database";
import { suspendConstraints } from "../../db/schema/suspend-constraints";
import { inTransaction } from "../../db/transaction/transaction";
import type { CompanyGenerator } from "../../lib/dataset/company-generator";
import {
  COMPANY_COLUMNS,
  COMPANY_MONTH_COLUMNS,
  companyChunks,
  companyMonthChunks,
  SESSION_COLUMNS,
  sessionChunks,
} from "../../lib/dataset/load/row-chunks";

/** The pieces that `seed` sends too. */
export const CHUNK_BYTES = 256 * 1024;
const ALL_TABLES = "dataset, subscriptions, companies, sessions, company_months";

/** A file that is ready to be sent with binary COPY, and where its rows belong. */
interface CopyFile {
  readonly file: string;
  readonly columns: string;
}

/** Writes the rows that `seed` would send into files, one per table. */
export async function writeCopyFiles(generator: CompanyGenerator, folder: string): Promise<CopyFile[]> {
  const counts = { companies: 0, sessions: 0, companyMonths: 0 };
  const tables = [
    [COMPANY_COLUMNS, companyChunks(generator, CHUNK_BYTES, counts)],
    [COMPANY_MONTH_COLUMNS, companyMonthChunks(generator, CHUNK_BYTES, counts)],
    [SESSION_COLUMNS, sessionChunks(generator, CHUNK_BYTES, counts)],
  ] as const;
  const files: CopyFile[] = [];
  for (const [columns, chunks] of tables) {
    const file = path.join(folder, `${columns.split(" ")[0]}.copy`);
    await pipeline(chunks, fs.createWriteStream(file));
    files.push({ file, columns });
  }
  return files;
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
    const startAgain = await suspendConstraints(client);
    let rows = 0;
    for (const { file, columns } of files) {
      const sink = client.query(copyFrom(`copy ${columns} from stdin (format binary, freeze)`));
      await pipeline(fs.createReadStream(file, { highWaterMark: CHUNK_BYTES }), sink);
      if (columns !== COMPANY_MONTH_COLUMNS) rows += sink.rowCount;
    }
    await startAgain();
    await client.query(`analyze ${ALL_TABLES}`);
    return rows;
  });
}
