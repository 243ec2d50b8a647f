import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import { copyOut } from "../../../db/copy/copy-out";
import { selectRows, type TableName } from "../columns";
import { generatorVersion } from "../company-generator";
import type { RecordedDataset } from "../record";
import { Breaches } from "./breaches";
import type { CheckRow } from "./check-row";
import { historyOf } from "./company-history";
import { durationEdges } from "./duration-distribution";
import { ByteComparison, regeneratedBytes } from "./regeneration";
import { sessionRules } from "./session-rules";
import { storedCompanies } from "./stored-companies";
import { BINS, Tallies } from "./tallies";

/** What one pass over all rows finds. */
export interface DatasetReading {
  readonly fingerprint: string;
  /** Whether the rows are those that the recorded rules and seed give, byte by byte. */
  readonly isAsMade: boolean;
  /** The rules of sessions, one line each. */
  readonly rows: readonly CheckRow[];
  readonly tallies: Tallies;
  /** Whether `company_months` has the rows that follow from them too. */
  readonly isCounted: boolean;
}

/**
 * Reads all rows once, in the order of the fingerprint, while the server is sorting and sending the next ones:
 * computes their fingerprint, makes each row again and compares it, holds sessions against the rules, and counts.
 * Memory is 24 bytes per company.
 */
export async function readDataset(
  client: PoolClient,
  { generator, record }: RecordedDataset,
  signal: AbortSignal,
): Promise<DatasetReading> {
  const starts = generator.monthStarts.map((start) => start * 1000);
  const tallies = new Tallies({ bins: BINS, durationEdges: durationEdges(BINS), starts });
  const checks = sessionRules.map((rule) => ({ ...rule, found: new Breaches() }));
  const sizes = new Map(generator.rules.sizes.map((size) => [size.size, size]));
  const hash = createHash("sha256");
  let isAsMade = record.generator_version === generatorVersion;

  for await (const _ of read("subscriptions"));
  for await (const company of storedCompanies(read("companies"), read("sessions"))) {
    const history = historyOf(company, starts);
    const context = { generator, size: sizes.get(company.profile?.size ?? "") };
    for (const { breaches, found } of checks) {
      for (const breach of breaches(history, context)) found.add(company.companyId, breach);
    }
    tallies.add(history);
  }
  const rows = checks.map(({ check, found }) => found.row(check, "sessions"));
  const fingerprint = hash.digest("hex");
  const isCounted = isAsMade && (await isRegenerated());
  return { fingerprint, isAsMade, rows, tallies, isCounted };

  async function* read(table: TableName): AsyncGenerator<Buffer> {
    const comparison = new ByteComparison(isAsMade ? regeneratedBytes(generator, table) : []);
    signal.throwIfAborted();
    for await (const piece of copyOut(client, selectRows(table))) {
      signal.throwIfAborted();
      hash.update(piece);
      comparison.push(piece);
      yield piece;
    }
    isAsMade &&= comparison.end();
  }

  async function isRegenerated(): Promise<boolean> {
    const comparison = new ByteComparison(regeneratedBytes(generator, "company_months"));
    for await (const piece of copyOut(client, selectRows("company_months"))) comparison.push(piece);
    return comparison.end();
  }
}
