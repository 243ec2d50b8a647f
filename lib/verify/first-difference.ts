import type { PoolClient } from "pg";
import { copyOut } from "../../db/copy/copy-out";
import { decodeField, type FieldType } from "../../db/copy/decode-field";
import { readRecords } from "../../db/copy/read-records";
import { canonicalTables } from "../fingerprint/canonical-tables";
import type { Generator } from "../generate/generate-company";
import { madeChunks } from "./made-chunks";

type Fields = readonly Buffer[];

/** How the records of a canonical table read: the columns, the first `keys` of which order them. */
interface RecordLayout {
  readonly columns: readonly (readonly [name: string, type: FieldType])[];
  readonly keys: number;
  readonly name: (key: readonly string[]) => string;
}

const layouts: Record<(typeof canonicalTables)[number]["table"], RecordLayout> = {
  subscriptions: {
    columns: [
      ["company_size", "text"],
      ["price in cents", "int8"],
    ],
    keys: 1,
    name: ([size]) => `size ${size}`,
  },
  companies: {
    columns: [
      ["company_id", "int4"],
      ["company_name", "text"],
      ["company_size", "text"],
      ["created_at", "timestamptz"],
    ],
    keys: 1,
    name: ([company]) => `company ${company}`,
  },
  sessions: {
    columns: [
      ["company_id", "int4"],
      ["session_id", "int8"],
      ["created_at", "timestamptz"],
      ["duration_seconds", "int4"],
    ],
    keys: 2,
    name: ([company, session]) => `company ${company}: session ${session}`,
  },
};

/**
 * Compares the rows of the database, as the transaction of this client sees them, with those that the
 * rules and the seed give, row by row in the order of their keys and in constant memory.
 *
 * @returns the first difference of each table in words, which name the company; none where all rows are equal
 */
export async function firstDifferences(client: PoolClient, generator: Generator): Promise<string[]> {
  const found: string[] = [];
  for (const { table, query } of canonicalTables) {
    const difference = await firstDifference(
      readRecords(copyOut(client, query)),
      readRecords(madeChunks[table](generator)),
      layouts[table],
    );
    if (difference) found.push(difference);
  }
  return found;
}

async function firstDifference(
  stored: AsyncGenerator<Fields>,
  made: AsyncGenerator<Fields>,
  layout: RecordLayout,
): Promise<string | undefined> {
  let difference: string | undefined;
  // To the end, also after a difference: the connection is only free again when COPY is.
  for await (const fields of stored) {
    if (difference) continue;
    const expected = await made.next();
    difference = describe(fields, expected.done ? undefined : expected.value, layout);
  }
  if (difference) return difference;
  const left = await made.next();
  return left.done ? undefined : describe(undefined, left.value, layout);
}

/** What differs between a stored record and the one that should stand in its place, nothing if they are equal. */
function describe(
  stored: Fields | undefined,
  made: Fields | undefined,
  layout: RecordLayout,
): string | undefined {
  const order = compareKeys(stored, made, layout.keys);
  if (made && order > 0) return `${nameOf(made, layout)} is missing`;
  if (stored && order < 0) return `${nameOf(stored, layout)} is one too many`;
  const column = layout.columns.findIndex((_, index) => !sameField(stored, made, index));
  const [name, type] = layout.columns[column] ?? [];
  if (!name || !type || !stored || !made) return undefined;
  const [is, should] = [stored, made].map((fields) => decodeField(fields[column], type));
  return `${nameOf(made, layout)} has ${name} ${is} and was made with ${should}`;
}

/** Keys are ordered as their bytes: ids are positive whole numbers, and sizes are ordered by their bytes. */
function compareKeys(stored: Fields | undefined, made: Fields | undefined, keys: number): number {
  if (!stored) return 1;
  if (!made) return -1;
  const bytes = (fields: Fields) => Buffer.concat(fields.slice(0, keys));
  return Buffer.compare(bytes(stored), bytes(made));
}

function sameField(stored: Fields | undefined, made: Fields | undefined, index: number): boolean {
  const [a, b] = [stored?.[index], made?.[index]];
  return a !== undefined && b !== undefined && a.equals(b);
}

function nameOf(fields: Fields, { columns, keys, name }: RecordLayout): string {
  return name(columns.slice(0, keys).map(([, type], index) => decodeField(fields[index], type)));
}
