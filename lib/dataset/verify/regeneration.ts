import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { PoolClient } from "pg";
import { decodeField, decodeTuples } from "../../../db/copy/binary-copy-reader";
import { copyOut } from "../../../db/copy/copy-out";
import { type Column, datasetTables, fieldType, selectRows, type TableName, tables } from "../columns";
import type { CompanyGenerator } from "../company-generator";
import { rowChunks } from "../row-chunks";

/** The SHA-256 of regenerated tables as binary COPY data; of `datasetTables`, the fingerprint. */
export async function regeneratedHash(
  generator: CompanyGenerator,
  names: readonly TableName[],
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash("sha256");
  for (const table of names) {
    for (const { bytes } of rowChunks(generator, table)) {
      hash.update(bytes);
      // Lets an interrupt in.
      await setImmediate();
      signal.throwIfAborted();
    }
  }
  return hash.digest("hex");
}

/** The fields of a row, as decoded from binary COPY data. */
type Fields = readonly (Buffer | undefined)[];

/** Names the rows of a table by their keys. */
const rowNames: Readonly<Record<TableName, (key: readonly string[]) => string>> = {
  subscriptions: ([size]) => `size ${size}`,
  companies: ([company]) => `company ${company}`,
  company_months: ([company, month]) => `company ${company}: month ${month}`,
  company_lives: ([company]) => `company ${company}`,
  sessions: ([company, session]) => `company ${company}: session ${session}`,
};

/**
 * Compares the rows that the transaction of this client sees with the regenerated ones, row by row in the order of
 * their keys and in constant memory.
 *
 * @returns the first difference of each table in words; none if all rows are equal
 */
export async function firstDifferences(client: PoolClient, generator: CompanyGenerator): Promise<string[]> {
  const found: string[] = [];
  for (const table of datasetTables) {
    const stored = decodeTuples(copyOut(client, selectRows(table)));
    const difference = await firstDifference(table, stored, generator);
    if (difference) found.push(difference);
  }
  return found;
}

/** The first difference between the rows of a table and the regenerated ones. Reads all rows. */
export async function firstDifference(
  table: TableName,
  stored: AsyncIterable<Fields>,
  generator: CompanyGenerator,
): Promise<string | undefined> {
  const regenerated = decodeTuples(regeneratedBytes(generator, table));
  let difference: string | undefined;
  // To the end, even after a difference: the connection is free only when COPY has ended.
  for await (const fields of stored) {
    if (!difference) difference = describeDifference(table, fields, (await regenerated.next()).value);
  }
  return difference ?? describeDifference(table, undefined, (await regenerated.next()).value);
}

function* regeneratedBytes(generator: CompanyGenerator, table: TableName): Generator<Buffer> {
  for (const { bytes } of rowChunks(generator, table)) yield bytes;
}

/**
 * What differs between a stored row and the regenerated row in its place, either of which may be missing; undefined
 * if they are equal.
 */
function describeDifference(
  table: TableName,
  stored: Fields | undefined,
  regenerated: Fields | undefined,
): string | undefined {
  const { columns, keyColumns } = tables[table];
  // Keys are ordered as their bytes: ids are positive whole numbers, and sizes are ordered by their bytes.
  const keyOf = (fields: Fields) =>
    Buffer.concat(fields.slice(0, keyColumns).flatMap((field) => field ?? []));
  const nameOf = (fields: Fields) =>
    rowNames[table](columns.slice(0, keyColumns).map((column, index) => shown(fields[index], column)));

  if (!stored) return regenerated && `${nameOf(regenerated)} is missing`;
  const order = regenerated ? Buffer.compare(keyOf(stored), keyOf(regenerated)) : -1;
  if (!regenerated || order < 0) return `${nameOf(stored)} should not exist`;
  if (order > 0) return `${nameOf(regenerated)} is missing`;
  const differing = stored.findIndex((field, index) => !field || !regenerated[index]?.equals(field));
  const column = columns[differing];
  if (!column) return undefined;
  const [is, should] = [stored, regenerated].map((fields) => shown(fields[differing], column));
  return `${nameOf(stored)} has ${column.name} ${is} instead of ${should}`;
}

/** The most characters of a text, longer than any that the generator writes. */
const SHOWN = 200;

function shown(field: Buffer | undefined, { kind }: Column): string {
  const text = decodeField(field, fieldType(kind));
  if (kind === "money") return (Number(text) / 100).toFixed(2);
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}
