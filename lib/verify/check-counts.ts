import type { Kysely } from "kysely";
import type { Schema } from "../../db/schema";
import { type CheckRow, ruleRow } from "./check-row";
import type { RecordedDataset } from "./recorded-dataset";

/** Counts companies and sessions, and holds the numbers against the recorded ones. */
export async function checkCounts(db: Kysely<Schema>, { record }: RecordedDataset): Promise<CheckRow> {
  const parts: string[] = [];
  let passed = true;
  for (const table of ["companies", "sessions"] as const) {
    const count = db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as("rows"));
    const { rows } = await count.executeTakeFirstOrThrow();
    const same = rows === record[table];
    passed &&= same;
    parts.push(`${grouped(rows)} ${table}${same ? "" : ` and ${grouped(record[table])} recorded`}`);
  }
  return ruleRow("counts are the recorded ones", passed, parts.join(", "));
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
