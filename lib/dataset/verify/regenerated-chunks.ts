import type { canonicalTables } from "../canonical-tables";
import type { CompanyGenerator } from "../company-generator";
import { companyChunks, sessionChunks, subscriptionChunks } from "../load/row-chunks";

const CHUNK_BYTES = 256 * 1024;

/** The rows that the rules and the seed give, table by table, as the binary COPY data of the fingerprint. */
export const regeneratedChunks: Record<
  (typeof canonicalTables)[number]["table"],
  (generator: CompanyGenerator) => Iterable<Buffer>
> = {
  subscriptions: subscriptionChunks,
  companies: (generator) => companyChunks(generator, CHUNK_BYTES, { companies: 0, sessions: 0 }),
  sessions: (generator) => sessionChunks(generator, CHUNK_BYTES, { companies: 0, sessions: 0 }),
};
