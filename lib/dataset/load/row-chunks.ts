import { BinaryCopyWriter } from "../../../db/copy/binary-copy-writer";
import { encodeChunks } from "../../../db/copy/copy-in";
import { SESSIONS_PER_COMPANY } from "../../../db/schema/schema";
import {
  type CompanyGenerator,
  durationStream,
  generateProfile,
  generateSessionCounts,
  generateSessionTimes,
} from "../company-generator";

/** Tables and columns in the order in which the rows below are encoded. */
export const COMPANY_COLUMNS = "companies (company_id, company_name, company_size, created_at)";
export const COMPANY_MONTH_COLUMNS = "company_months (company_id, month_start, sessions)";
export const SESSION_COLUMNS = "sessions (company_id, session_id, created_at, duration_seconds)";

const SUBSCRIPTION_CHUNK_BYTES = 4096;

/** How many companies and sessions have been encoded so far. */
export interface Sent {
  companies: number;
  sessions: number;
}

/** The same, and how many months with sessions these companies have. */
export interface SentMonths extends Sent {
  companyMonths: number;
}

/** The rows of `subscriptions` as the fingerprint takes them: size and price in cents, in the order of the size's bytes. */
export function subscriptionChunks({ rules }: CompanyGenerator): Iterable<Buffer> {
  const sizes = rules.sizes.map(({ size, monthlyPrice }) => ({
    size,
    cents: Math.round(monthlyPrice * 100),
  }));
  sizes.sort((a, b) => Buffer.compare(Buffer.from(a.size), Buffer.from(b.size)));
  return encodeChunks(new BinaryCopyWriter(SUBSCRIPTION_CHUNK_BYTES), sizes, (buffer, { size, cents }) => {
    buffer.row(2);
    buffer.text(size);
    buffer.int8(cents);
  });
}

/** The rows of `companies` for binary COPY. */
export function companyChunks(generator: CompanyGenerator, chunkBytes: number, sent: Sent): Iterable<Buffer> {
  return encodeChunks(new BinaryCopyWriter(chunkBytes), companyIds(generator), (buffer, companyId) => {
    const { name, size, createdAt } = generateProfile(generator, companyId);
    buffer.row(4);
    buffer.int4(companyId);
    buffer.text(name);
    buffer.text(size);
    buffer.timestamptz(createdAt);
    sent.companies += 1;
  });
}

/** The rows of `sessions` for binary COPY, company by company in the order of time. */
export function sessionChunks(generator: CompanyGenerator, chunkBytes: number, sent: Sent): Iterable<Buffer> {
  return encodeChunks(new BinaryCopyWriter(chunkBytes), companyIds(generator), (buffer, companyId) => {
    const times = generateSessionTimes(generator, companyId);
    const nextDuration = durationStream(generator, companyId);
    let sessionId = companyId * SESSIONS_PER_COMPANY;
    for (const time of times) {
      sessionId += 1;
      buffer.row(4);
      buffer.int4(companyId);
      buffer.int8(sessionId);
      buffer.timestamptz(time);
      buffer.int4(nextDuration());
    }
    sent.companies += 1;
    sent.sessions += times.length;
  });
}

/** The rows of `company_months` for binary COPY: what the triggers would make of the rows of `sessions`. */
export function companyMonthChunks(
  generator: CompanyGenerator,
  chunkBytes: number,
  sent: SentMonths,
): Iterable<Buffer> {
  return encodeChunks(new BinaryCopyWriter(chunkBytes), companyIds(generator), (buffer, companyId) => {
    const counts = generateSessionCounts(generator, companyId);
    for (const [month, sessions] of counts.entries()) {
      buffer.row(3);
      buffer.int4(companyId);
      buffer.date(generator.monthStarts[month] ?? 0);
      buffer.int4(sessions);
      sent.sessions += sessions;
    }
    sent.companies += 1;
    sent.companyMonths += counts.length;
  });
}

function* companyIds({ rules }: CompanyGenerator): Iterable<number> {
  for (let id = 1; id <= rules.companies; id += 1) yield id;
}
