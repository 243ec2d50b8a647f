import { CopyBuffer } from "../../db/copy/copy-buffer";
import { encodeChunks } from "../../db/copy/copy-rows";
import { SESSIONS_PER_COMPANY } from "../../db/schema";
import {
  durationStream,
  type GeneratedCompany,
  type Generator,
  generateCompany,
} from "../generate/generate-company";

/** Tables and columns in the order in which the rows below are encoded. */
export const COMPANY_COLUMNS = "companies (company_id, company_name, company_size, created_at)";
export const SESSION_COLUMNS = "sessions (company_id, session_id, created_at, duration_seconds)";

/** How many companies and sessions have been encoded so far. */
export interface Sent {
  companies: number;
  sessions: number;
}

/** The rows of `companies` for binary COPY. */
export function companyChunks(generator: Generator, chunkBytes: number, sent: Sent): Iterable<Buffer> {
  return encodeChunks(new CopyBuffer(chunkBytes), allCompanies(generator), (buffer, company) => {
    buffer.row(4);
    buffer.int4(company.companyId);
    buffer.text(company.name);
    buffer.text(company.size);
    buffer.timestamptz(company.createdAt);
    sent.companies += 1;
  });
}

/** The rows of `sessions` for binary COPY, company by company in the order of time. */
export function sessionChunks(generator: Generator, chunkBytes: number, sent: Sent): Iterable<Buffer> {
  return encodeChunks(new CopyBuffer(chunkBytes), allCompanies(generator), (buffer, company) => {
    const nextDuration = durationStream(generator, company.companyId);
    let sessionId = company.companyId * SESSIONS_PER_COMPANY;
    for (const time of company.sessionTimes) {
      sessionId += 1;
      buffer.row(4);
      buffer.int4(company.companyId);
      buffer.int8(sessionId);
      buffer.timestamptz(time);
      buffer.int4(nextDuration());
    }
    sent.companies += 1;
    sent.sessions += company.sessionTimes.length;
  });
}

function* allCompanies(generator: Generator): Iterable<GeneratedCompany> {
  for (let id = 1; id <= generator.rules.companies; id += 1) yield generateCompany(generator, id);
}
