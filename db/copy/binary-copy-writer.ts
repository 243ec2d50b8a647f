// db/copy: the binary format of COPY, written and read, sent and received. It knows no table of the project.

/** The types of columns that can be written and read. */
export type FieldType = "int4" | "int8" | "text" | "timestamptz" | "date" | "varbit";

/** Postgres counts from 2000-01-01 UTC (in microseconds), JavaScript from 1970-01-01 (in milliseconds). */
export const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const MS_PER_DAY = 86_400_000;
const TWO_POW_32 = 2 ** 32;
/** The bytes of the longest number: its length and its value. */
const NUMBER_BYTES = 12;
/** Room for the rows that overfill a chunk: hardly any chunk is copied to grow. */
const MARGIN_BYTES = 1024;

/**
 * Rows in the binary format of COPY, written into chunks value by value: the columns take turns in their order.
 * Source: Postgres documentation, COPY, "Binary Format".
 */
export class BinaryCopyWriter {
  readonly #types: readonly FieldType[];
  readonly #chunkBytes: number;
  #chunk: Buffer;
  #view: DataView;
  #length = 0;
  #column = 0;
  #rows = 0;

  /**
   * @param types of the columns
   * @param chunkBytes the size from which a chunk is worth sending
   */
  constructor(types: readonly FieldType[], chunkBytes: number) {
    this.#types = types;
    this.#chunkBytes = chunkBytes;
    this.#chunk = Buffer.allocUnsafeSlow(chunkBytes + MARGIN_BYTES);
    this.#view = viewOf(this.#chunk);
    // Signature, then flags and the length of the header's extension, both 0.
    this.#length = this.#chunk.write("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
  }

  /** Whether enough is written for a chunk to be taken. */
  get full(): boolean {
    return this.#length >= this.#chunkBytes;
  }

  /** The number of rows written, including those of taken chunks. */
  get rows(): number {
    return this.#rows;
  }

  /** The bytes written since the last call, as a new buffer. */
  take(): Buffer {
    const taken = this.#chunk.subarray(0, this.#length);
    this.#chunk = Buffer.allocUnsafeSlow(this.#chunkBytes + MARGIN_BYTES);
    this.#view = viewOf(this.#chunk);
    this.#length = 0;
    return taken;
  }

  /** @param value for a time or a date, milliseconds since 1970-01-01 UTC */
  number(value: number): void {
    const type = this.#nextType(NUMBER_BYTES);
    if (type === "int4") this.#int4(value);
    else if (type === "int8") this.#int8(value);
    else if (type === "timestamptz") this.#int8((value - POSTGRES_EPOCH_MS) * 1000);
    else if (type === "date") this.#int4((value - POSTGRES_EPOCH_MS) / MS_PER_DAY);
    else throw new RangeError(`a column of type ${type} has the number ${value}`);
  }

  /** A time in whole microseconds since 1970-01-01 UTC, exact until the year 2255. */
  microseconds(value: number): void {
    this.#nextType(NUMBER_BYTES);
    this.#int8(value - POSTGRES_EPOCH_MS * 1000);
  }

  /** An exact number of 8 bytes as it is stored: for a time, microseconds since 2000-01-01 UTC. */
  int8(value: bigint): void {
    const type = this.#nextType(NUMBER_BYTES);
    if (type !== "int8" && type !== "timestamptz") {
      throw new RangeError(`a column of type ${type} has the number ${value} of 8 bytes`);
    }
    this.#view.setInt32(this.#length, 8);
    this.#view.setBigInt64(this.#length + 4, value);
    this.#length += 12;
  }

  /** No value. */
  null(): void {
    this.#nextType(4);
    this.#view.setInt32(this.#length, -1);
    this.#length += 4;
  }

  text(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.#nextType(4 + bytes);
    this.#view.setInt32(this.#length, bytes);
    this.#length += 4 + this.#chunk.write(value, this.#length + 4);
  }

  /** A bit string: its length in bits, then the bits from the highest of the first byte on. */
  bits(flags: readonly boolean[]): void {
    const bytes = Math.ceil(flags.length / 8);
    this.#nextType(8 + bytes);
    this.#view.setInt32(this.#length, 4 + bytes);
    this.#view.setInt32(this.#length + 4, flags.length);
    this.#length += 8;
    for (let index = 0; index < flags.length; index += 8) {
      let byte = 0;
      for (let bit = 0; bit < 8; bit += 1) byte = byte * 2 + (flags[index + bit] ? 1 : 0);
      this.#chunk[this.#length] = byte;
      this.#length += 1;
    }
  }

  /** Ends the data: the file trailer, in place of a number of columns. */
  end(): void {
    if (this.#column > 0)
      throw new RangeError(`the last row has ${this.#column} of ${this.#types.length} values`);
    this.#reserve(2);
    this.#int2(-1);
  }

  /** Begins a row if the next column is the first, and reserves space for a value of this many bytes. */
  #nextType(bytes: number): FieldType | undefined {
    this.#reserve(2 + bytes);
    const types = this.#types;
    if (this.#column === 0) {
      this.#int2(types.length);
      this.#rows += 1;
    }
    const type = types[this.#column];
    this.#column = this.#column + 1 === types.length ? 0 : this.#column + 1;
    return type;
  }

  #int2(value: number): void {
    this.#view.setInt16(this.#length, value);
    this.#length += 2;
  }

  #int4(value: number): void {
    this.#view.setInt32(this.#length, 4);
    this.#view.setInt32(this.#length + 4, value);
    this.#length += 8;
  }

  #int8(value: number): void {
    this.#view.setInt32(this.#length, 8);
    const high = Math.floor(value / TWO_POW_32);
    this.#view.setInt32(this.#length + 4, high);
    this.#view.setUint32(this.#length + 8, value - high * TWO_POW_32);
    this.#length += 12;
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
