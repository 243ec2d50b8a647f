import fs from "node:fs";
import path from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../../../../db/schema/schema";

/** A row with its values in one form, whatever it was read from. */
export type Row = Readonly<Record<string, string>>;

/** The rows of a table as the database has them, each value as exact text. */
export async function databaseRows(db: Kysely<Schema>, table: string): Promise<Row[]> {
  const columns = {
    subscriptions: sql`company_size, monthly_price::text as monthly_price`,
    companies: sql`company_id::text as company_id, company_name, company_size, ${instant}`,
    sessions: sql`company_id::text as company_id, session_id::text as session_id, ${instant},
      duration_seconds::text as duration_seconds`,
  }[table];
  const order = { subscriptions: sql`company_size collate "C"`, companies: sql`companies.company_id` }[table];
  const key = order ?? sql`sessions.company_id, sessions.session_id`;
  const { rows } = await sql<Row>`select ${columns} from ${sql.table(table)} order by ${key}`.execute(db);
  return rows;
}

/** Microseconds since 1970, which need neither a time zone nor a format. */
const instant = sql`(extract(epoch from created_at) * 1000000)::bigint::text as created_at`;

/** The rows of an exported CSV file, with times as microseconds since 1970. */
export function csvRows(folder: string, table: string): Row[] {
  const [names = [], ...lines] = parseCsv(fs.readFileSync(path.join(folder, `${table}.csv`), "utf8"));
  return lines.map((line) =>
    Object.fromEntries(
      names.map((name, index) => [
        name,
        name === "created_at" ? microseconds(line[index]) : (line[index] ?? ""),
      ]),
    ),
  );
}

/** `2025-01-31T12:00:00.123456Z` in microseconds since 1970. */
function microseconds(text = ""): string {
  const [, whole, fraction] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{6})Z$/.exec(text) ?? [];
  return String(BigInt(Date.parse(`${whole}Z`)) * 1000n + BigInt(fraction ?? Number.NaN));
}

/** CSV as RFC 4180 has it, character by character: an independent reader to hold the files against. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [];
  let [line, field, quoted] = [[] as string[], "", false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quoted && character === '"' && text[at + 1] === '"') {
      field += '"';
      at += 1;
    } else if (character === '"') quoted = !quoted;
    else if (quoted || !",\r\n".includes(character)) field += character;
    else if (character !== "\r") {
      line.push(field);
      field = "";
      if (character === "\n") {
        lines.push(line);
        line = [];
      }
    }
  }
  return lines;
}

/** The rows of an exported Parquet file, with times as microseconds since 1970 and prices as decimals. */
export async function parquetRows(folder: string, table: string): Promise<Row[]> {
  const file = await asyncBufferFromFile(path.join(folder, `${table}.parquet`));
  const asMicroseconds = { timestampFromMicroseconds: (value: bigint) => value };
  const rows = await parquetReadObjects({ file, parsers: asMicroseconds as never });
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        name === "monthly_price" ? Number(value).toFixed(2) : String(value),
      ]),
    ),
  );
}

/** The metadata of an exported Parquet file. */
export async function parquetMetadata(folder: string, table: string) {
  return await parquetMetadataAsync(await asyncBufferFromFile(path.join(folder, `${table}.parquet`)));
}
