import { decodeTuples, fixedOffsets, HEADER_BYTES, NULL } from "../../../db/copy/binary-copy-reader";
import { POSTGRES_EPOCH_MS } from "../../../db/copy/binary-copy-writer";
import { fieldTypes } from "../columns";

/** A company as it is stored, with its sessions in the order of their numbers. Instants are microseconds since 1970. */
export interface StoredCompany {
  readonly companyId: number;
  /** Missing if sessions refer to a company that does not exist. */
  readonly profile: { readonly size: string; readonly createdAt: number } | undefined;
  readonly sessions: StoredSessions;
}

/** The sessions of a company, column by column. */
interface StoredSessions {
  readonly ids: readonly number[];
  readonly times: readonly number[];
  /** −1 if it is null, which no generated duration is. */
  readonly durations: readonly number[];
}

/**
 * The companies and their sessions in the order of the ids, from binary COPY data of both tables in that order.
 * Memory is 24 bytes per company; sessions are read one company at a time.
 *
 * Times are exact to the microsecond until 2255 and to 4 microseconds until 2999, the precision of a double.
 *
 * @param companies `company_id, company_name, company_size, created_at`, read to its end first
 * @param sessions `company_id, session_id, created_at, duration_seconds`
 */
export async function* storedCompanies(
  companies: AsyncIterable<Buffer>,
  sessions: AsyncIterable<Buffer>,
): AsyncGenerator<StoredCompany> {
  const profiles = await readProfiles(companies);
  let next = 0;
  for await (const group of sessionsByCompany(sessions)) {
    for (; (profiles.ids[next] ?? Number.POSITIVE_INFINITY) < group.companyId; next += 1) {
      yield { ...profileAt(profiles, next), sessions: NO_SESSIONS };
    }
    if (profiles.ids[next] === group.companyId) {
      yield { ...profileAt(profiles, next), sessions: group.sessions };
      next += 1;
    } else yield { ...group, profile: undefined };
  }
  for (; next < profiles.ids.length; next += 1) {
    yield { ...profileAt(profiles, next), sessions: NO_SESSIONS };
  }
}

const NO_DURATION = -1;
const NO_SESSIONS: StoredSessions = { ids: [], times: [], durations: [] };

/** Companies column by column, each id once. */
interface Profiles {
  readonly ids: number[];
  readonly sizes: string[];
  readonly createdAt: number[];
}

async function readProfiles(companies: AsyncIterable<Buffer>): Promise<Profiles> {
  const profiles: Profiles = { ids: [], sizes: [], createdAt: [] };
  // One string for each size, not for each company.
  const sizes = new Map<string, string>();
  for await (const [id, , size, createdAt] of decodeTuples(companies)) {
    if (!id || !size || !createdAt) throw new RangeError("a record of companies has fewer than four fields");
    if (profiles.ids.at(-1) === id.readInt32BE()) continue;
    const text = size.toString();
    if (!sizes.has(text)) sizes.set(text, text);
    profiles.ids.push(id.readInt32BE());
    profiles.sizes.push(sizes.get(text) ?? text);
    profiles.createdAt.push(instantAt(createdAt, 0));
  }
  return profiles;
}

function profileAt({ ids, sizes, createdAt }: Profiles, index: number) {
  const profile = { size: sizes[index] ?? "", createdAt: createdAt[index] ?? 0 };
  return { companyId: ids[index] ?? 0, profile };
}

/** In a tuple of `sessions`, only the last field can be null; it then has no bytes. */
const { values, end: TUPLE_BYTES } = fixedOffsets(fieldTypes("sessions"));
const [COMPANY_ID = 0, SESSION_ID = 0, CREATED_AT = 0, DURATION = 0] = values;
const LENGTH_BYTES = 4;

/** Without `decodeTuples`: for so many sessions, a buffer for each field would take longer than everything else. */
async function* sessionsByCompany(
  pieces: AsyncIterable<Buffer>,
): AsyncGenerator<{ companyId: number; sessions: StoredSessions }> {
  let data: Buffer = Buffer.alloc(0);
  let at = HEADER_BYTES;
  let companyId = 0;
  let sessions = { ids: [] as number[], times: [] as number[], durations: [] as number[] };
  for await (const piece of pieces) {
    data = data.length > 0 ? Buffer.concat([data, piece]) : piece;
    while (at + DURATION <= data.length) {
      const hasDuration = data.readInt32BE(at + DURATION - LENGTH_BYTES) !== NULL;
      const end = at + (hasDuration ? TUPLE_BYTES : DURATION);
      if (end > data.length) break;
      const owner = data.readInt32BE(at + COMPANY_ID);
      if (owner !== companyId) {
        if (sessions.ids.length > 0) yield { companyId, sessions };
        companyId = owner;
        sessions = { ids: [], times: [], durations: [] };
      }
      sessions.ids.push(int8At(data, at + SESSION_ID));
      sessions.times.push(instantAt(data, at + CREATED_AT));
      sessions.durations.push(hasDuration ? data.readInt32BE(at + DURATION) : NO_DURATION);
      at = end;
    }
    const read = Math.min(at, data.length);
    data = data.subarray(read);
    at -= read;
  }
  if (sessions.ids.length > 0) yield { companyId, sessions };
}

function int8At(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
}

function instantAt(bytes: Buffer, at: number): number {
  return int8At(bytes, at) + POSTGRES_EPOCH_MS * 1000;
}
