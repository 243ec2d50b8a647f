import { BinaryCopyWriter } from "../../db/copy/binary-copy-writer";
import { SESSIONS_PER_COMPANY } from "../../db/schema/schema";
import { fieldTypes, type TableName } from "./columns";
import { type CompanyGenerator, type GeneratedCompany, generateCompany } from "./company-generator";
import { bySize, priceCents } from "./rules";

/** The approximate size of a chunk of COPY data. */
export const CHUNK_BYTES = 256 * 1024;

/** A chunk of a table's rows as binary COPY data, with the totals up to its end. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly rows: number;
  readonly companies: number;
  readonly sessions: number;
}

/** The active months of companies, one bit for each, so that they need not be drawn again for each table. */
export class ActiveMonths {
  readonly #months: number;
  readonly #bits: Uint8Array;

  constructor(companies: number, months: number) {
    this.#months = months;
    this.#bits = new Uint8Array(Math.ceil((companies * months) / 8));
  }

  /** @param month from 0 on */
  add(companyId: number, month: number): void {
    const bit = (companyId - 1) * this.#months + month;
    // `>>` would overflow at 32 bits.
    const byte = Math.floor(bit / 8);
    this.#bits[byte] = (this.#bits[byte] ?? 0) | (1 << (bit % 8));
  }

  /** Month by month whether the company is active. */
  of(companyId: number): boolean[] {
    const first = (companyId - 1) * this.#months;
    const isActive: boolean[] = [];
    for (let bit = first; bit < first + this.#months; bit += 1) {
      isActive.push((((this.#bits[Math.floor(bit / 8)] ?? 0) >> (bit % 8)) & 1) === 1);
    }
    return isActive;
  }
}

/**
 * The rows of a table that the rules and the seed produce, in the order of its key and column by column as in
 * `columns.ts`, as binary COPY data with header and trailer.
 *
 * @param activeMonths of the table `company_months`, which adds them; `company_lives` is then written from them
 */
export function* rowChunks(
  generator: CompanyGenerator,
  table: TableName,
  chunkBytes = CHUNK_BYTES,
  activeMonths?: ActiveMonths,
): Generator<Chunk, void, undefined> {
  const writer = new BinaryCopyWriter(fieldTypes(table), chunkBytes);
  let companies = 0;
  let sessions = 0;
  const chunk = (): Chunk => ({ bytes: writer.take(), rows: writer.rows, companies, sessions });
  if (table === "subscriptions") writeSubscriptions(generator, writer);
  else {
    const writeRows = companyWriter(generator, table, activeMonths);
    while (companies < generator.companies) {
      companies += 1;
      sessions += writeRows(writer, companies);
      if (writer.full) yield chunk();
    }
  }
  writer.end();
  yield chunk();
}

/** Returns a function that writes the rows of a company and returns how many sessions they represent. */
function companyWriter(
  generator: CompanyGenerator,
  table: Exclude<TableName, "subscriptions">,
  activeMonths?: ActiveMonths,
): (writer: BinaryCopyWriter, companyId: number) => number {
  if (table === "company_lives" && activeMonths) {
    return (writer, companyId) =>
      writeLife(writer, companyId, activeMonths.of(companyId), generator.monthStarts);
  }
  const writeRows = rowWriters[table];
  return (writer, companyId) =>
    writeRows(writer, generateCompany(generator, companyId), generator, activeMonths);
}

/** @param starts of the months in which the company is active or not */
export function writeLife(
  writer: BinaryCopyWriter,
  companyId: number,
  isActive: readonly boolean[],
  starts: readonly number[],
): number {
  const first = isActive.indexOf(true);
  if (first < 0) return 0;
  writer.number(companyId);
  writer.number(starts[first] ?? 0);
  writer.bits(isActive.slice(first, isActive.lastIndexOf(true) + 1));
  return 0;
}

function writeSubscriptions({ rules }: CompanyGenerator, writer: BinaryCopyWriter): void {
  for (const size of [...rules.sizes].sort(bySize)) {
    writer.text(size.size);
    writer.number(priceCents(size));
  }
}

type WriteRows = (
  writer: BinaryCopyWriter,
  company: GeneratedCompany,
  generator: CompanyGenerator,
  activeMonths?: ActiveMonths,
) => number;

const rowWriters: Readonly<Record<Exclude<TableName, "subscriptions">, WriteRows>> = {
  companies(writer, { companyId, name, size, createdAt }) {
    writer.number(companyId);
    writer.text(name);
    writer.text(size);
    writer.number(createdAt);
    return 0;
  },
  company_months(writer, { companyId, signUpMonth, sessionCounts }, { monthStarts }, activeMonths) {
    let sessions = 0;
    for (const [month, count] of sessionCounts.entries()) {
      if (count === 0) continue;
      writer.number(companyId);
      writer.number(monthStarts[signUpMonth + month] ?? 0);
      writer.number(count);
      activeMonths?.add(companyId, signUpMonth + month);
      sessions += count;
    }
    return sessions;
  },
  company_lives(writer, { companyId, signUpMonth, sessionCounts }, { monthStarts }) {
    const isActive = sessionCounts.map((count) => count > 0);
    return writeLife(writer, companyId, isActive, monthStarts.slice(signUpMonth));
  },
  sessions(writer, company) {
    const { companyId, sessionTimes } = company;
    const nextDuration = company.durations();
    let sessionId = companyId * SESSIONS_PER_COMPANY;
    for (const time of sessionTimes) {
      sessionId += 1;
      writer.number(companyId);
      writer.number(sessionId);
      writer.number(time);
      writer.number(nextDuration());
    }
    return sessionTimes.length;
  },
};
