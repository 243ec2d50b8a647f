import { closeSync, openSync, readSync, writeSync } from "node:fs";

/** A time of 8 bytes, and a duration and a tag of 4 bytes each. */
export const RECORD_BYTES = 16;
const BATCH_RECORDS = 16_384;
export const UNKNOWN = -1;

/** Writes all bytes at a position of a file: a nearly full disk may write a part of them, and fail only then. */
export function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written, bytes.length - written, position + written);
  }
}

/** Fills an array with bytes from a position of a file. */
export function readAll(file: number, bytes: Uint8Array, position: number): void {
  for (let read = 0; read < bytes.length; ) {
    const more = readSync(file, bytes, read, bytes.length - read, position + read);
    if (more === 0) throw new RangeError("a temporary file is shorter than what was written to it");
    read += more;
  }
}

/** Records of 16 bytes, in memory. */
export class Records {
  readonly bytes: Uint8Array;
  readonly #times: Float64Array;
  readonly #words: Int32Array;

  constructor(records: number) {
    const buffer = new ArrayBuffer(records * RECORD_BYTES);
    this.bytes = new Uint8Array(buffer);
    this.#times = new Float64Array(buffer);
    this.#words = new Int32Array(buffer);
  }

  set(index: number, time: number, duration: number, tag: number): void {
    this.#times[2 * index] = time;
    this.#words[4 * index + 2] = duration;
    this.#words[4 * index + 3] = tag;
  }

  time(index: number): number {
    return this.#times[2 * index] ?? 0;
  }

  duration(index: number): number {
    return this.#words[4 * index + 2] ?? 0;
  }

  tag(index: number): number {
    return this.#words[4 * index + 3] ?? 0;
  }
}

/** Sorted sessions on disk: company by company, in the order of their times. */
export class SortedSessions {
  readonly #file: number;
  readonly #batch = new Records(BATCH_RECORDS);
  #length = 0;
  #position = 0;
  /** Sessions of each company. */
  readonly counts: Uint32Array;
  /** The number of duplicates that were left out. */
  duplicates = 0;
  /** The number of sessions that were left out because they are too late. */
  late = 0;

  constructor(file: string, companies: number) {
    this.#file = openSync(file, "wx+", 0o600);
    this.counts = new Uint32Array(companies);
  }

  get sessions(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  add(company: number, time: number, duration: number): void {
    if (this.#length * RECORD_BYTES === this.#batch.bytes.length) this.#flush();
    this.#batch.set(this.#length, time, duration, 0);
    this.#length += 1;
    this.counts[company] = (this.counts[company] ?? 0) + 1;
  }

  /** Writes what is still in memory; afterwards, the sessions can be read. */
  end(): void {
    this.#flush();
  }

  #flush(): void {
    const bytes = this.#length * RECORD_BYTES;
    writeAll(this.#file, this.#batch.bytes.subarray(0, bytes), this.#position);
    this.#position += bytes;
    this.#length = 0;
  }

  /** Reads the sessions one by one, company by company as in `counts`. One reader at a time. */
  reader(): SessionReader {
    let position = 0;
    let index = 0;
    let length = 0;
    const batch = this.#batch;
    return {
      time: () => {
        if (index === length) {
          length = Math.min(batch.bytes.length, this.#position - position) / RECORD_BYTES;
          readAll(this.#file, batch.bytes.subarray(0, length * RECORD_BYTES), position);
          position += length * RECORD_BYTES;
          index = 0;
        }
        index += 1;
        return batch.time(index - 1);
      },
      duration: () => batch.duration(index - 1),
    };
  }

  close(): void {
    closeSync(this.#file);
  }
}

interface SessionReader {
  /** Goes to the next session and returns its time, in microseconds since 1970. */
  readonly time: () => number;
  /** The duration of the session that `time` went to, in whole seconds, or `UNKNOWN`. */
  readonly duration: () => number;
}
