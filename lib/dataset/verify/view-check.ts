import { type Kysely, sql } from "kysely";
import { monthlyActivityQuery } from "../../../db/migrations/006-imported-data";
import { hasCitus } from "../../../db/migrations/citus";
import type { Schema } from "../../../db/schema/schema";

/**
 * What is wrong with the view `monthly_activity`, in words; undefined if it is the one that the migrations create.
 *
 * Compares the plans of the view and of the query that it should be: equal queries have equal plans in any version of the
 * server. This creates nothing, so that a read-only role can do it. On Citus the view is not checked, since the names in
 * distributed plans change each time.
 */
export async function viewBreach(db: Kysely<Schema>): Promise<string | undefined> {
  const view = sql<{ oid: string | null }>`select to_regclass('monthly_activity')::text as oid`;
  if ((await view.execute(db)).rows[0]?.oid === null) return "monthly_activity does not exist";
  if (await hasCitus(db)) return undefined;
  const stored = await planOf(db, "monthly_activity");
  const created = await planOf(db, `(${monthlyActivityQuery}) as monthly_activity`);
  // The server may analyze a table between the two, which changes plans.
  if (stored === created || created === (await planOf(db, "monthly_activity"))) return undefined;
  return "monthly_activity is another query; create the view again as in db/migrations/006-imported-data.ts";
}

/** The plan without costs: names, expressions and conditions of each step. */
async function planOf(db: Kysely<Schema>, source: string): Promise<string> {
  const query = sql.raw<{ "QUERY PLAN": readonly { readonly Plan: object }[] }>(
    `explain (verbose, costs off, format json) select * from ${source}`,
  );
  const { rows } = await query.execute(db);
  return JSON.stringify(rows[0]?.["QUERY PLAN"][0]?.Plan);
}
