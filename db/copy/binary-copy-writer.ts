import { POSTGRES_EPOCH_MS } from "./postgres-epoch";

const TWO_POW_32 = 2 ** 32;
const MS_PER_DAY = 86_400_000;

/**
 * Rows in the binary format of COPY, written field by field into chunks.
 * Source: Postgres documentation, COPY, "Binary Format".
 *
 * Call `row` and then one method per column, in the order of the columns.
 */
export class BinaryCopyWriter {
  #chunk: Buffer;
  #view: DataView;
  #length = 0;
  readonly #chunkBytes: number;

  /** @param chunkBytes the size that a chunk has about, before it is worth sending */
  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
    this.#chunk = Buffer.allocUnsafeSlow(chunkBytes + 1024);
    this.#view = viewOf(this.#chunk);
    this.#header();
  }

  /** Whether enough is written for a chunk to be taken. */
  get full(): boolean {
    return this.#length >= this.#chunkBytes;
  }

  /** What was written since the last call, as a buffer of its own. */
  take(): Buffer {
    const taken = this.#chunk.subarray(0, this.#length);
    this.#chunk = Buffer.allocUnsafeSlow(this.#chunkBytes + 1024);
    this.#view = viewOf(this.#chunk);
    this.#length = 0;
    return taken;
  }

  /** Starts a row of `columns` columns. */
  row(columns: number): void {
    this.#reserve(2);
    this.#view.setInt16(this.#length, columns);
    this.#length += 2;
  }

  int4(value: number): void {
    this.#reserve(8);
    this.#view.setInt32(this.#length, 4);
    this.#view.setInt32(this.#length + 4, value);
    this.#length += 8;
  }

  int8(value: number): void {
    this.#reserve(12);
    this.#view.setInt32(this.#length, 8);
    const high = Math.floor(value / TWO_POW_32);
    this.#view.setInt32(this.#length + 4, high);
    this.#view.setUint32(this.#length + 8, value - high * TWO_POW_32);
    this.#length += 12;
  }

  /** @param ms milliseconds since 1970-01-01 UTC */
  timestamptz(ms: number): void {
    this.int8((ms - POSTGRES_EPOCH_MS) * 1000);
  }

  /** @param ms the first millisecond of the day, UTC, since 1970-01-01 UTC */
  date(ms: number): void {
    this.int4((ms - POSTGRES_EPOCH_MS) / MS_PER_DAY);
  }

  text(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.#reserve(4 + bytes);
    this.#view.setInt32(this.#length, bytes);
    this.#length += 4 + this.#chunk.write(value, this.#length + 4);
  }

  /** Ends the data: the file trailer, a row of -1 columns. */
  end(): void {
    this.row(-1);
  }

  #header(): void {
    // Signature, then flags and the length of the header's extension, both 0.
    this.#length = this.#chunk.write("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#chunk.length) return;
    const larger = Buffer.allocUnsafeSlow((this.#length + bytes) * 2);
    this.#chunk.copy(larger, 0, 0, this.#length);
    this.#chunk = larger;
    this.#view = viewOf(larger);
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
