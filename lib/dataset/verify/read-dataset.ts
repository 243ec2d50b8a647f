import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import { copyOut } from "../../../db/copy/copy-out";
import { selectRows, type TableName } from "../columns";
import type { CompanyGenerator } from "../company-generator";
import { historyOf, microsecondStarts } from "./company-history";
import { DistributionCounts } from "./distribution-counts";
import { sessionRules } from "./session-checks";
import { storedCompanies } from "./stored-companies";
import { Breaches, type CheckRow } from "./verification";

/** The results of one pass over all rows. */
interface DatasetReading {
  readonly fingerprint: string;
  /** The results of the rules of sessions. */
  readonly rows: readonly CheckRow[];
  readonly counts: DistributionCounts;
}

/**
 * Reads all rows once, in the order of the fingerprint, while the server sorts and sends the next ones: computes the fingerprint,
 * checks the rules of sessions, and counts. Memory is 24 bytes per company.
 */
export async function readDataset(
  client: PoolClient,
  generator: CompanyGenerator,
  signal: AbortSignal,
): Promise<DatasetReading> {
  const starts = microsecondStarts(generator);
  const counts = new DistributionCounts(generator);
  const checks = sessionRules(generator).map((rule) => ({ ...rule, found: new Breaches() }));
  const hash = createHash("sha256");

  for await (const _ of read("subscriptions"));
  for await (const company of storedCompanies(read("companies"), read("sessions"))) {
    const history = historyOf(company, generator, starts);
    for (const { breaches, found } of checks) {
      for (const breach of breaches(history)) found.add(company.companyId, breach);
    }
    counts.add(history);
  }
  const rows = checks.map(({ check, found }) => found.row(check, "sessions"));
  return { fingerprint: hash.digest("hex"), rows, counts };

  async function* read(table: TableName): AsyncGenerator<Buffer> {
    signal.throwIfAborted();
    for await (const piece of copyOut(client, selectRows(table))) {
      signal.throwIfAborted();
      hash.update(piece);
      yield piece;
    }
  }
}
