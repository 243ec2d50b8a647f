import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { copyOut } from "../../../db/copy/copy-out";
import { type ExportedColumn, type ExportedTable, selectRows } from "./exported-tables";

/** ISO 8601 to the microsecond, as exact as Postgres keeps it: `2025-01-31T12:00:00.000000Z`. */
const ISO_8601 = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/**
 * Writes the rows of a table as CSV, with a line of column names: UTF-8, lines that end with a line feed,
 * quotes only where a value needs them. Prices are decimals in US dollars, times are UTC. Values are written
 * as they are, also a name that a spreadsheet would take for a formula: who reads the file gets the table.
 */
export async function writeCsv(client: PoolClient, table: ExportedTable, file: string): Promise<void> {
  await pipeline(
    copyOut(client, selectRows(table, csvExpression), "csv"),
    createWriteStream(file, { flush: true }),
  );
}

function csvExpression({ name, kind }: ExportedColumn): string {
  return kind === "instant" ? `to_char(${name} at time zone 'UTC', ${ISO_8601})` : name;
}
