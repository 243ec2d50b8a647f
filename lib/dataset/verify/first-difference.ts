import type { PoolClient } from "pg";
import { copyOut } from "../../../db/copy/copy-out";
import { decodeField, type FieldType } from "../../../db/copy/decode-field";
import { decodeTuples } from "../../../db/copy/decode-tuples";
import { canonicalTables } from "../canonical-tables";
import type { CompanyGenerator } from "../company-generator";
import { regeneratedChunks } from "./regenerated-chunks";

type Fields = readonly Buffer[];

/** How the records of a canonical table read: first the key, which orders them, then the other columns. */
interface RecordLayout {
  readonly key: readonly FieldType[];
  readonly columns: readonly (readonly [name: string, type: FieldType])[];
  readonly name: (key: readonly string[]) => string;
}

const layouts: Record<(typeof canonicalTables)[number]["table"], RecordLayout> = {
  subscriptions: {
    key: ["text"],
    columns: [["price in cents", "int8"]],
    name: ([size]) => `size ${size}`,
  },
  companies: {
    key: ["int4"],
    columns: [
      ["company_name", "text"],
      ["company_size", "text"],
      ["created_at", "timestamptz"],
    ],
    name: ([company]) => `company ${company}`,
  },
  sessions: {
    key: ["int4", "int8"],
    columns: [
      ["created_at", "timestamptz"],
      ["duration_seconds", "int4"],
    ],
    name: ([company, session]) => `company ${company}: session ${session}`,
  },
};

/**
 * Compares the rows of the database, as the transaction of this client sees them, with those that the
 * rules and the seed give, row by row in the order of their keys and in constant memory.
 *
 * @returns the first difference of each table in words, which name the company; none where all rows are equal
 */
export async function firstDifferences(client: PoolClient, generator: CompanyGenerator): Promise<string[]> {
  const found: string[] = [];
  for (const { table, query } of canonicalTables) {
    const difference = await firstDifference(
      decodeTuples(copyOut(client, query)),
      decodeTuples(regeneratedChunks[table](generator)),
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
    difference = expected.done ? tooMany(fields, layout) : describe(fields, expected.value, layout);
  }
  if (difference) return difference;
  const left = await made.next();
  return left.done ? undefined : missing(left.value, layout);
}

/** What differs between a stored record and the one that should stand in its place, nothing if they are equal. */
function describe(stored: Fields, made: Fields, layout: RecordLayout): string | undefined {
  const order = Buffer.compare(keyOf(stored, layout), keyOf(made, layout));
  if (order > 0) return missing(made, layout);
  if (order < 0) return tooMany(stored, layout);
  const differing = stored.findIndex((field, index) => !made[index]?.equals(field));
  const column = layout.columns[differing - layout.key.length];
  if (!column) return undefined;
  const [name, type] = column;
  const [is, should] = [stored, made].map((fields) => decodeField(fields[differing], type));
  return `${nameOf(made, layout)} has ${name} ${is} and was made with ${should}`;
}

function missing(made: Fields, layout: RecordLayout): string {
  return `${nameOf(made, layout)} is missing`;
}

function tooMany(stored: Fields, layout: RecordLayout): string {
  return `${nameOf(stored, layout)} is one too many`;
}

/** Keys are ordered as their bytes: ids are positive whole numbers, and sizes are ordered by their bytes. */
function keyOf(fields: Fields, { key }: RecordLayout): Buffer {
  return Buffer.concat(fields.slice(0, key.length));
}

function nameOf(fields: Fields, { key, name }: RecordLayout): string {
  return name(key.map((type, index) => decodeField(fields[index], type)));
}
