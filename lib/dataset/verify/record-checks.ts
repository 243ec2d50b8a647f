import type { Kysely } from "kysely";
import type { Schema } from "../../../db/schema/schema";
import { count, counted } from "../../text/numbers-in-words";
import { countRows } from "../record";
import { type CheckRow, ruleRow } from "./verification";

/** Compares the numbers of companies and sessions with the recorded ones. */
export async function checkCounts(
  db: Kysely<Schema>,
  recorded: { readonly companies: number; readonly sessions: number },
): Promise<CheckRow> {
  const parts: string[] = [];
  let passed = true;
  for (const table of ["companies", "sessions"] as const) {
    const rows = await countRows(db, table);
    const same = rows === recorded[table];
    passed &&= same;
    const found = table === "companies" ? counted(rows, "company", "companies") : counted(rows, "session");
    parts.push(same ? found : `${found} (${count(recorded[table])} recorded)`);
  }
  return ruleRow("counts match the record", passed, parts.join(", "));
}

/** Compares the fingerprint of the rows with the recorded one. */
export function checkFingerprint(recorded: string, found: string): CheckRow {
  const same = found === recorded;
  const detail = same ? found : `${found} (${recorded} recorded)`;
  return ruleRow("fingerprint matches the record", same, detail);
}
