import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import { copyOut } from "../../../db/copy/copy-out";
import { selectRows, type TableName } from "../columns";
import { generatorVersion } from "../company-generator";
import type { RecordedDataset } from "../record";
import { DistributionCounts } from "./distribution-tests";
import { ByteComparison, regeneratedBytes } from "./regeneration";
import { historyOf, sessionRules } from "./session-rules";
import { storedCompanies } from "./stored-companies";
import { Breaches, type CheckRow } from "./verification";

/** What one pass over all rows finds. */
export interface DatasetReading {
  readonly fingerprint: string;
  /** Whether the rows equal the regenerated ones, byte by byte. */
  readonly isRegenerated: boolean;
  /** The same of `company_months`; false if the rows that it counts are not equal. */
  readonly isCounted: boolean;
  /** The results of the rules of sessions. */
  readonly rows: readonly CheckRow[];
  readonly counts: DistributionCounts;
}

/**
 * Reads all rows once, in the order of the fingerprint, while the server is sorting and sending the next ones:
 * computes their fingerprint, compares them with a regeneration, checks the rules of sessions, and counts.
 * Memory is 24 bytes per company.
 */
export async function readDataset(
  client: PoolClient,
  { generator, record }: RecordedDataset,
  signal: AbortSignal,
): Promise<DatasetReading> {
  const starts = generator.monthStarts.map((start) => start * 1000);
  const counts = new DistributionCounts(generator);
  const checks = sessionRules.map((rule) => ({ ...rule, found: new Breaches() }));
  const sizes = new Map(generator.rules.sizes.map((size) => [size.size, size]));
  const hash = createHash("sha256");
  let isRegenerated = record.generator_version === generatorVersion;

  for await (const piece of read("subscriptions")) hash.update(piece);
  for await (const company of storedCompanies(hashed("companies"), hashed("sessions"))) {
    const history = historyOf(company, starts);
    const context = { generator, size: sizes.get(company.profile?.size ?? "") };
    for (const { breaches, found } of checks) {
      for (const breach of breaches(history, context)) found.add(company.companyId, breach);
    }
    counts.add(history);
  }
  const isDatasetRegenerated = isRegenerated;
  if (isRegenerated) for await (const _ of read("company_months"));
  return {
    fingerprint: hash.digest("hex"),
    isRegenerated: isDatasetRegenerated,
    isCounted: isRegenerated,
    rows: checks.map(({ check, found }) => found.row(check, "sessions")),
    counts,
  };

  async function* hashed(table: TableName): AsyncGenerator<Buffer> {
    for await (const piece of read(table)) {
      hash.update(piece);
      yield piece;
    }
  }

  /** Reads a table, and compares it with a regeneration while all was equal so far. */
  async function* read(table: TableName): AsyncGenerator<Buffer> {
    const comparison = new ByteComparison(isRegenerated ? regeneratedBytes(generator, table) : []);
    signal.throwIfAborted();
    for await (const piece of copyOut(client, selectRows(table))) {
      signal.throwIfAborted();
      comparison.push(piece);
      yield piece;
    }
    isRegenerated &&= comparison.end();
  }
}
