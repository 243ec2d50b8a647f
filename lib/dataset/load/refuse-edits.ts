import type { PoolClient } from "pg";
import { kyselyOn } from "../../../db/connection/database";
import { inWords, UserError } from "../../../db/errors/user-error";
import { isTable } from "../../../db/schema/obstacles";
import { count, counted } from "../../text/numbers-in-words";
import { countRows, importedFrom } from "../record";

const EDITED_TABLES = ["dataset", "subscriptions", "companies", "sessions"] as const;

/** The hint for each action that would replace the rows. */
const elsewhere = {
  "a seeding": "seed another database",
  "an import": "import into another database",
};

/** The number of rows found and generated, if both are known. */
interface TableRows {
  readonly name: (typeof EDITED_TABLES)[number];
  readonly found: number;
  readonly generated: number | undefined;
}

/**
 * Refuses to replace rows that were not generated: imported rows, and those of `editedTables`.
 *
 * @param action what would replace them
 * @throws UserError that names the files or tables, and the way out
 */
export async function refuseEdits(client: PoolClient, action: keyof typeof elsewhere): Promise<void> {
  const edited = await editedTables(client);
  const record = await kyselyOn(client).selectFrom("dataset").selectAll().executeTakeFirst();
  const origin = record && importedFrom(record);
  const were = edited.length === 1 ? "was" : "were";
  const reasons = [
    ...(origin
      ? [
          `the data was imported from ${inWords(origin.files.map(({ name }) => name))} on ${origin.importedAt.toISOString().slice(0, "2025-01-01".length)}`,
        ]
      : []),
    ...(edited.length > 0 ? [`${inWords(edited)} ${were} changed by hand`] : []),
  ];
  if (reasons.length === 0) return;
  throw new UserError(
    `${action} replaces only generated rows, but ${reasons.join("; ")}; pass { replace: true } (in a terminal: --replace) to delete these rows, or ${elsewhere[action]}`,
  );
}

/**
 * The tables with rows that were added or changed by hand since the last seeding, in words: `companies (501 instead of
 * 500 rows)`. None if all tables are empty.
 *
 * Triggers note each change in the statement that makes it, so this takes no longer for a million companies. They miss changes made
 * while they are disabled or by `alter table`. Citus has no such triggers: there, the numbers of companies and sessions are compared
 * with the recorded ones, and an updated row goes unnoticed.
 */
export async function editedTables(client: PoolClient): Promise<string[]> {
  const noted = (await isTable(client, "startup_edits")) ? await notedTables(client) : undefined;
  if (noted?.length === 0) return [];
  const tables = await countTables(client);
  if (tables.every(({ found }) => found === 0)) return [];
  return tables.filter((table) => (noted ? noted.includes(table.name) : differs(table))).map(describe);
}

/** The tables that were changed since the last seeding. */
async function notedTables(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select distinct table_name as name from startup_edits",
  );
  return rows.map(({ name }) => name);
}

/** Deletes the noted changes, once the tables contain new rows. */
export async function forgetEdits(client: PoolClient): Promise<void> {
  if (await isTable(client, "startup_edits")) await client.query("delete from startup_edits");
}

async function countTables(client: PoolClient): Promise<TableRows[]> {
  const db = kyselyOn(client);
  const record = await db.selectFrom("dataset").select(["companies", "sessions"]).executeTakeFirst();
  const generated: Partial<Record<TableRows["name"], number>> = {
    companies: record?.companies ?? 0,
    sessions: record?.sessions ?? 0,
  };
  const tables: TableRows[] = [];
  for (const name of EDITED_TABLES) {
    tables.push({ name, found: await countRows(db, name), generated: generated[name] });
  }
  return tables;
}

function differs({ found, generated }: TableRows): boolean {
  return generated !== undefined && found !== generated;
}

function describe(table: TableRows): string {
  const { name, found, generated } = table;
  return differs(table) ? `${name} (${count(found)} instead of ${counted(generated ?? 0, "row")})` : name;
}
