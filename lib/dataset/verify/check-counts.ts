import type { Kysely } from "kysely";
import type { Schema } from "../../../db/schema/schema";
import { count, counted } from "../../text/numbers-in-words";
import type { RecordedDataset } from "../record";
import { type CheckRow, ruleRow } from "./check-row";

/** Counts companies and sessions, and holds the numbers against the recorded ones. */
export async function checkCounts(db: Kysely<Schema>, { record }: RecordedDataset): Promise<CheckRow> {
  const parts: string[] = [];
  let passed = true;
  for (const table of ["companies", "sessions"] as const) {
    const query = db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as("rows"));
    const { rows } = await query.executeTakeFirstOrThrow();
    const same = rows === record[table];
    passed &&= same;
    const [one, many] = table === "companies" ? ["company", "companies"] : ["session", "sessions"];
    parts.push(`${counted(rows, one, many)}${same ? "" : ` and ${count(record[table])} recorded`}`);
  }
  return ruleRow("counts are the recorded ones", passed, parts.join(", "));
}
