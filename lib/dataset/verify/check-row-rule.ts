import { type Kysely, sql } from "kysely";
import type { Schema } from "../../../db/schema/schema";
import type { CompanyGenerator } from "../company-generator";
import { Breaches, NAMED } from "./breaches";
import type { CheckRow } from "./check-row";
import type { Breach, RowRule } from "./row-rules";

/** Holds the rows of the database against one rule; if it is broken, names the first companies and counts all. */
export async function checkRowRule(
  db: Kysely<Schema>,
  generator: CompanyGenerator,
  { check, table, breaches }: RowRule,
): Promise<CheckRow> {
  const { rows } = await sql<Breach & { total: number }>`
    select company_id, found, count(*) over () as total from (${breaches(generator)}) as breaches
    order by company_id, found limit ${NAMED}`.execute(db);
  const found = new Breaches();
  for (const row of rows) found.add(row.company_id, row.found);
  return found.row(check, table, rows[0]?.total);
}
