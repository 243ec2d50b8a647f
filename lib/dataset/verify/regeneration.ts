import type { PoolClient } from "pg";
import { decodeField, decodeTuples } from "../../../db/copy/binary-copy-reader";
import { copyOut } from "../../../db/copy/copy-out";
import { type Column, datasetTables, fieldType, selectRows, type TableName, tables } from "../columns";
import type { CompanyGenerator } from "../company-generator";
import { rowChunks } from "../row-chunks";

/** The rows of a table generated again, as binary COPY data. */
export function* regeneratedBytes(generator: CompanyGenerator, table: TableName): Generator<Buffer> {
  for (const { bytes } of rowChunks(generator, table)) yield bytes;
}

/** Compares bytes that come in pieces with the expected ones, wherever the pieces of either end. */
export class ByteComparison {
  readonly #expected: Iterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #same = true;

  constructor(expected: Iterable<Buffer>) {
    this.#expected = expected[Symbol.iterator]();
  }

  push(piece: Buffer): void {
    for (let at = 0; this.#same && at < piece.length; ) {
      if (this.#rest.length === 0) this.#same = this.#pull();
      const length = Math.min(this.#rest.length, piece.length - at);
      this.#same &&= this.#rest.compare(piece, at, at + length, 0, length) === 0;
      this.#rest = this.#rest.subarray(length);
      at += length;
    }
  }

  /** Whether all bytes were the expected ones, and no more are expected. */
  end(): boolean {
    return this.#same && this.#rest.length === 0 && !this.#pull();
  }

  /** Takes the next expected bytes; whether there are any. */
  #pull(): boolean {
    for (;;) {
      const { done, value } = this.#expected.next();
      if (done) return false;
      if (value.length > 0) {
        this.#rest = value;
        return true;
      }
    }
  }
}

type Fields = readonly Buffer[];

/** A row named by its key. */
const rowNames: Readonly<Record<(typeof datasetTables)[number], (key: readonly string[]) => string>> = {
  subscriptions: ([size]) => `size ${size}`,
  companies: ([company]) => `company ${company}`,
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
    const difference = await firstDifference(
      decodeTuples(copyOut(client, selectRows(table))),
      decodeTuples(regeneratedBytes(generator, table)),
      new RowComparison(table),
    );
    if (difference) found.push(difference);
  }
  return found;
}

async function firstDifference(
  stored: AsyncGenerator<Fields>,
  regenerated: AsyncGenerator<Fields>,
  comparison: RowComparison,
): Promise<string | undefined> {
  let difference: string | undefined;
  // To the end, even after a difference: the connection is only free again when COPY is.
  for await (const fields of stored) {
    if (difference) continue;
    const expected = await regenerated.next();
    difference = expected.done ? comparison.tooMany(fields) : comparison.describe(fields, expected.value);
  }
  if (difference) return difference;
  const rest = await regenerated.next();
  return rest.done ? undefined : comparison.missing(rest.value);
}

/** Puts the difference of two rows of a table into words. */
class RowComparison {
  readonly #columns: readonly Column[];
  readonly #keyColumns: number;

  constructor(readonly table: (typeof datasetTables)[number]) {
    this.#columns = tables[table].columns;
    this.#keyColumns = tables[table].keyColumns;
  }

  /** What differs between a stored row and the regenerated row in its place; undefined if they are equal. */
  describe(stored: Fields, regenerated: Fields): string | undefined {
    const order = Buffer.compare(this.#keyOf(stored), this.#keyOf(regenerated));
    if (order > 0) return this.missing(regenerated);
    if (order < 0) return this.tooMany(stored);
    const differing = stored.findIndex((field, index) => !regenerated[index]?.equals(field));
    const column = this.#columns[differing];
    if (!column) return undefined;
    const [is, should] = [stored, regenerated].map((fields) => displayed(fields[differing], column));
    return `${this.#nameOf(regenerated)} has ${column.name} ${is} instead of ${should}`;
  }

  missing(regenerated: Fields): string {
    return `${this.#nameOf(regenerated)} is missing`;
  }

  tooMany(stored: Fields): string {
    return `${this.#nameOf(stored)} is one too many`;
  }

  /** Keys are ordered as their bytes: ids are positive whole numbers, and sizes are ordered by their bytes. */
  #keyOf(fields: Fields): Buffer {
    return Buffer.concat(fields.slice(0, this.#keyColumns));
  }

  #nameOf(fields: Fields): string {
    const key = this.#columns.slice(0, this.#keyColumns);
    return rowNames[this.table](key.map((column, index) => displayed(fields[index], column)));
  }
}

function displayed(field: Buffer | undefined, { kind }: Column): string {
  const text = decodeField(field, fieldType(kind));
  return kind === "money" ? (Number(text) / 100).toFixed(2) : text;
}
