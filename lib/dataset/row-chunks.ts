import { BinaryCopyWriter } from "../../db/copy/binary-copy-writer";
import { SESSIONS_PER_COMPANY } from "../../db/schema/schema";
import { fieldTypes, type TableName } from "./columns";
import { type CompanyGenerator, type GeneratedCompany, generateCompany } from "./company-generator";
import { bySize, priceCents } from "./rules";

const CHUNK_BYTES = 256 * 1024;

/** A piece of a table's rows as binary COPY data, and how much has been encoded up to its end. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly rows: number;
  readonly companies: number;
  readonly sessions: number;
}

/**
 * The rows of a table that the rules and the seed produce, in the order of its key and column by column as in
 * `columns.ts`, as binary COPY data with header and trailer.
 */
export function* rowChunks(
  generator: CompanyGenerator,
  table: TableName,
  chunkBytes = CHUNK_BYTES,
): Generator<Chunk, void, undefined> {
  const writer = new BinaryCopyWriter(fieldTypes(table), chunkBytes);
  let companies = 0;
  let sessions = 0;
  const chunk = (): Chunk => ({ bytes: writer.take(), rows: writer.rows, companies, sessions });
  if (table === "subscriptions") writeSubscriptions(generator, writer);
  else {
    const writeRows = rowWriters[table];
    while (companies < generator.companies) {
      companies += 1;
      sessions += writeRows(writer, generateCompany(generator, companies), generator);
      if (writer.full) yield chunk();
    }
  }
  writer.end();
  yield chunk();
}

function writeSubscriptions({ rules }: CompanyGenerator, writer: BinaryCopyWriter): void {
  for (const size of [...rules.sizes].sort(bySize)) {
    writer.text(size.size);
    writer.number(priceCents(size));
  }
}

/** Writes the rows of a company, and returns how many sessions they stand for. */
type WriteRows = (writer: BinaryCopyWriter, company: GeneratedCompany, generator: CompanyGenerator) => number;

const rowWriters: Readonly<Record<Exclude<TableName, "subscriptions">, WriteRows>> = {
  companies(writer, { companyId, name, size, createdAt }) {
    writer.number(companyId);
    writer.text(name);
    writer.text(size);
    writer.number(createdAt);
    return 0;
  },
  company_months(writer, { companyId, signUpMonth, sessionCounts }, { monthStarts }) {
    let sessions = 0;
    for (const [month, count] of sessionCounts.entries()) {
      if (count === 0) continue;
      writer.number(companyId);
      writer.number(monthStarts[signUpMonth + month] ?? 0);
      writer.number(count);
      sessions += count;
    }
    return sessions;
  },
  company_lives(writer, { companyId, signUpMonth, sessionCounts }, { monthStarts }) {
    const flags = sessionCounts.map((count) => count > 0);
    const first = flags.indexOf(true);
    if (first < 0) return 0;
    writer.number(companyId);
    writer.number(monthStarts[signUpMonth + first] ?? 0);
    writer.bits(flags.slice(first, flags.lastIndexOf(true) + 1));
    return 0;
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
