import { type Kysely, sql } from "kysely";
import type { Schema } from "../../db/schema";
import type { Generator } from "../generate/generate-company";
import { count } from "../readings/numbers-in-words";
import { type CheckRow, ruleRow } from "./check-row";
import type { Breach, RowRule } from "./row-rules";

/** How many of those who break a rule are named. */
const NAMED = 3;

/** Holds the rows of the database against one rule; where it is broken, names the first companies and counts all. */
export async function checkRowRule(
  db: Kysely<Schema>,
  generator: Generator,
  { check, table, breaches }: RowRule,
): Promise<CheckRow> {
  const { rows } = await sql<Breach & { total: number }>`
    select company_id, found, count(*) over () as total from (${breaches(generator)}) as breaches
    order by company_id, found limit ${NAMED}`.execute(db);
  const [first] = rows;
  if (!first) return ruleRow(check, true, `all ${table}`);
  const named = rows.map(({ company_id, found }) =>
    company_id === null ? found : `company ${company_id}: ${found}`,
  );
  const more = first.total > rows.length ? `; … ${count(first.total)} in all` : "";
  return ruleRow(check, false, named.join("; ") + more);
}
