import { createHash, type Hash } from "node:crypto";
import type { PoolClient } from "pg";
import { BinaryCopyWriter } from "../../../db/copy/binary-copy-writer";
import { copyOut } from "../../../db/copy/copy-out";
import { canonicalTables } from "../canonical-tables";
import { type CompanyGenerator, generatorVersion } from "../company-generator";
import type { RecordedDataset } from "../record";
import { Breaches } from "./breaches";
import { ByteComparison } from "./byte-comparison";
import type { CheckRow } from "./check-row";
import { type CompanyHistory, historyOf } from "./company-history";
import { durationEdges } from "./duration-distribution";
import { regeneratedChunks } from "./regenerated-chunks";
import { sessionRules } from "./session-rules";
import { storedCompanies } from "./stored-companies";
import { BINS, Tallies } from "./tallies";

const CHUNK_BYTES = 64 * 1024;

/** What one pass over all rows finds. */
export interface DatasetReading {
  readonly fingerprint: string;
  /** Whether the rows are those that the recorded rules and seed give, byte by byte. */
  readonly isAsMade: boolean;
  /** The rules of sessions, one line each. */
  readonly rows: readonly CheckRow[];
  readonly tallies: Tallies;
  /** The SHA-256 of what `company_months` should contain, if all sessions lie inside the horizon. */
  readonly companyMonths: string | undefined;
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
  const months = new MonthHash();
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
    months.add(history, generator);
  }
  const rows = checks.map(({ check, found }) => found.row(check, "sessions"));
  return { fingerprint: hash.digest("hex"), isAsMade, rows, tallies, companyMonths: months.digest() };

  async function* read(name: (typeof canonicalTables)[number]["table"]): AsyncGenerator<Buffer> {
    const query = canonicalTables.find(({ table }) => table === name)?.query ?? "";
    const comparison = new ByteComparison(isAsMade ? regeneratedChunks[name](generator) : []);
    signal.throwIfAborted();
    for await (const piece of copyOut(client, query)) {
      signal.throwIfAborted();
      hash.update(piece);
      comparison.push(piece);
      yield piece;
    }
    isAsMade &&= comparison.end();
  }
}

/** The SHA-256 of the rows that `company_months` has now, to be compared with `companyMonths`. */
export async function hashCompanyMonths(client: PoolClient): Promise<string> {
  const hash = createHash("sha256");
  const query =
    "select company_id, month_start, sessions from company_months order by company_id, month_start";
  for await (const piece of copyOut(client, query)) hash.update(piece);
  return hash.digest("hex");
}

/** Hashes sessions per company and month as binary COPY has them. */
class MonthHash {
  readonly #hash: Hash = createHash("sha256");
  readonly #buffer = new BinaryCopyWriter(CHUNK_BYTES);
  #isOutside = false;

  add({ companyId, monthCounts, outside }: CompanyHistory, { monthStarts }: CompanyGenerator): void {
    this.#isOutside ||= outside.length > 0;
    for (const [month, count] of monthCounts.entries()) {
      if (count === 0) continue;
      this.#buffer.row(3);
      this.#buffer.int4(companyId);
      this.#buffer.date(monthStarts[month] ?? 0);
      this.#buffer.int4(count);
    }
    if (this.#buffer.full) this.#hash.update(this.#buffer.take());
  }

  /** Nothing if there are sessions in other months than those of the horizon. */
  digest(): string | undefined {
    this.#buffer.end();
    this.#hash.update(this.#buffer.take());
    return this.#isOutside ? undefined : this.#hash.digest("hex");
  }
}
