import type { PoolClient } from "pg";
import { beforeAll } from "vitest";
import { type Database, withClient } from "../../../../db/connection/database";
import { createCompanyGenerator } from "../../../../lib/dataset/company-generator";
import { seed } from "../../../../lib/dataset/load/seed";
import type { Rules } from "../../../../lib/dataset/rules";
import { databaseOfFile } from "../../../test-database";

const rules: Rules = {
  companies: 4,
  startMonth: "2024-12",
  months: 3,
  sizes: [
    { size: "small", probability: 0.5, monthlyPrice: 19, sessions: { base: 1, spread: 1 } },
    { size: "large", probability: 0.5, monthlyPrice: 99.5, sessions: { base: 3, spread: 1 } },
  ],
};

/**
 *     company   size    Dec   Jan   Feb
 *        1      small    1     .     .    lost in January
 *        2      large    3     3     4
 *        3      small    .     .     .    lost in December
 *        4      small    1     2     1
 */
export const small = createCompanyGenerator(rules, "seed 2670");

/** The small dataset in a database for all tests of a file, which leave it as they found it. */
export function smallDatasetOfFile(): { readonly db: Database } {
  const file = databaseOfFile();
  beforeAll(async () => {
    await seed(file.db, { rules, randomSeed: small.randomSeed });
  });
  return file;
}

/** No foreign keys and no triggers, as in a dump that was loaded in part. */
export const UNCHECKED = "set local session_replication_role = replica;";

/** What `work` returns after these statements, which are rolled back. */
export async function afterwards<T>(
  { pool }: Database,
  statements: string,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return await withClient(pool, async (client) => {
    await client.query(`begin; ${statements}`);
    return await work(client).finally(() => client.query("rollback"));
  });
}
