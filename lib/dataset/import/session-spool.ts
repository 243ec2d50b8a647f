import { closeSync, openSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { RECORD_BYTES, Records, readAll, SortedSessions, writeAll } from "./sorted-sessions";

/** The number of companies per bucket, in the order of their numbers. */
const COMPANIES = 64;
/** The bits of a tag that are left for the hash of a session's id, which identifies duplicates. */
const HASH_BITS = 26;
const BLOCK_RECORDS = 256;
const BLOCK_BYTES = BLOCK_RECORDS * RECORD_BYTES;
/** The most sessions of several companies to sort together. */
const MAX_RUN = 1_000_000;

/** A hash that differs between nearby numbers. */
export function numberedHash(number: number): number {
  return (number << (32 - HASH_BITS)) >>> 0;
}

interface SortOptions {
  /** The end of the dataset, in microseconds since 1970; later sessions are left out. */
  readonly end: number;
  /** Keeps sessions that look the same, since they may be different ones. */
  readonly keepsDuplicates: boolean;
  /** Called with the number of sorted companies; may throw to end the work. */
  readonly onSorted: (company: number) => void;
}

/** The sessions of 64 companies: those in memory, and where the blocks of the others are in the file. */
interface Bucket {
  readonly records: Records;
  length: number;
  readonly blocks: number[];
}

/**
 * Sessions on disk, 16 bytes each, in buckets of 64 companies. They arrive in any order and are sorted bucket by bucket, so that
 * memory grows with the companies (64 bytes each) and not with their sessions.
 */
export class SessionSpool {
  readonly #folder: string;
  readonly #file: number;
  readonly #buckets: (Bucket | undefined)[] = [];
  #blocks = 0;

  /** @param folder to write into; the caller removes it */
  constructor(folder: string) {
    this.#folder = folder;
    this.#file = openSync(path.join(folder, "sessions"), "wx+", 0o600);
  }

  /**
   * @param company its number, from 0 on
   * @param time in microseconds since 1970
   * @param duration in whole seconds, or `UNKNOWN`
   * @param hash of the session's id
   */
  add(company: number, time: number, duration: number, hash: number): void {
    const bucket = this.#bucket(Math.floor(company / COMPANIES));
    if (bucket.length === BLOCK_RECORDS) {
      writeAll(this.#file, bucket.records.bytes, this.#blocks * BLOCK_BYTES);
      bucket.blocks.push(this.#blocks);
      this.#blocks += 1;
      bucket.length = 0;
    }
    bucket.records.set(
      bucket.length,
      time,
      duration,
      ((company % COMPANIES) << HASH_BITS) | (hash >>> (32 - HASH_BITS)),
    );
    bucket.length += 1;
  }

  #bucket(index: number): Bucket {
    const known = this.#buckets[index];
    if (known) return known;
    const bucket = { records: new Records(BLOCK_RECORDS), length: 0, blocks: [] };
    this.#buckets[index] = bucket;
    return bucket;
  }

  /**
   * Sorts the sessions of each company by time (stably), and leaves out duplicates: the same company, time, duration and id.
   *
   * @param counts the number of sessions added for each company
   */
  async sort(counts: readonly number[], options: SortOptions): Promise<SortedSessions> {
    const sorted = new SortedSessions(path.join(this.#folder, "sorted"), counts.length);
    try {
      await this.#sortInto(sorted, counts, options);
      sorted.end();
      return sorted;
    } catch (thrown) {
      sorted.close();
      throw thrown;
    }
  }

  async #sortInto(sorted: SortedSessions, counts: readonly number[], options: SortOptions): Promise<void> {
    const batch = new Records(BLOCK_RECORDS);
    for (let first = 0; first < counts.length; ) {
      const bucketEnd = Math.min((Math.floor(first / COMPANIES) + 1) * COMPANIES, counts.length);
      const run = new Run(first, bucketEnd, counts);
      const bucket = this.#buckets[Math.floor(first / COMPANIES)];
      for (const block of bucket?.blocks ?? []) {
        readAll(this.#file, batch.bytes, block * BLOCK_BYTES);
        run.add(batch, BLOCK_RECORDS);
      }
      if (bucket) run.add(bucket.records, bucket.length);
      for (let company = first; company < run.end; company += 1) run.writeSorted(company, sorted, options);
      options.onSorted(run.end);
      await setImmediate();
      first = run.end;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The sessions of as many companies of a bucket as fit, at least one, grouped by company. */
class Run {
  readonly first: number;
  readonly end: number;
  readonly #records: Records;
  /** Where the sessions of each company begin, and how many have been added. */
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];

  constructor(first: number, bucketEnd: number, counts: readonly number[]) {
    this.first = first;
    let records = 0;
    let end = first;
    for (; end < bucketEnd; end += 1) {
      const count = counts[end] ?? 0;
      if (end > first && records + count > MAX_RUN) break;
      this.#starts.push(records);
      this.#lengths.push(0);
      records += count;
    }
    this.end = end;
    this.#records = new Records(records);
  }

  /** Adds the records of its companies. */
  add(batch: Records, length: number): void {
    const bucketStart = this.first - (this.first % COMPANIES);
    for (let index = 0; index < length; index += 1) {
      const tag = batch.tag(index);
      const company = bucketStart + (tag >>> HASH_BITS) - this.first;
      const start = this.#starts[company];
      if (start === undefined) continue;
      const count = this.#lengths[company] ?? 0;
      this.#records.set(start + count, batch.time(index), batch.duration(index), tag);
      this.#lengths[company] = count + 1;
    }
  }

  writeSorted(company: number, sorted: SortedSessions, { end, keepsDuplicates }: SortOptions): void {
    const records = this.#records;
    const start = this.#starts[company - this.first] ?? 0;
    const length = this.#lengths[company - this.first] ?? 0;
    const order = new Uint32Array(length);
    let isSorted = true;
    for (let n = 0; n < length; n += 1) {
      order[n] = start + n;
      if (n > 0 && records.time(start + n) < records.time(start + n - 1)) isSorted = false;
    }
    if (!isSorted) order.sort((a, b) => records.time(a) - records.time(b) || a - b);
    const sameTime = new Set<string>();
    for (const [n, index] of order.entries()) {
      const time = records.time(index);
      if (time >= end) {
        sorted.late += length - n;
        return;
      }
      const isTied = n > 0 && time === records.time(order[n - 1] ?? 0);
      const willBeTied = n + 1 < length && time === records.time(order[n + 1] ?? 0);
      if (!isTied) sameTime.clear();
      if (!keepsDuplicates && (isTied || willBeTied)) {
        const key = `${records.duration(index)} ${records.tag(index)}`;
        if (sameTime.has(key)) {
          sorted.duplicates += 1;
          continue;
        }
        sameTime.add(key);
      }
      sorted.add(company, time, records.duration(index));
    }
  }
}
