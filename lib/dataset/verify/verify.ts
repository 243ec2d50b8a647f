import type { PoolClient } from "pg";
import { type Database, kyselyOn } from "../../../db/connection/database";
import { databaseFailure } from "../../../db/errors/database-failure";
import { UserError } from "../../../db/errors/user-error";
import { inSnapshot } from "../../../db/transaction/snapshot";
import { interruptible } from "../interruptible";
import { type RecordedDataset, readRecord } from "../record";
import { checkCounts } from "./check-counts";
import { checkFingerprint } from "./check-fingerprint";
import { type CheckRow, ruleRow } from "./check-row";
import { checkRowRule } from "./check-row-rule";
import { type DatasetReading, readDataset } from "./read-dataset";
import { companyMonthsRule, rowRules } from "./row-rules";
import { statisticalChecks } from "./statistical-checks";
import { judge } from "./statistical-rows";
import { Verification } from "./verification";

/** What `verify` can be told. */
export interface VerifyOptions {
  /** Stops the verification. */
  readonly signal?: AbortSignal;
}

/**
 * Checks the dataset in the database against the rules and the seed it is recorded with, all in one
 * snapshot: the record itself, every row, the fingerprint, that the generator makes the same rows again,
 * and the laws of the rules by statistical tests.
 *
 * Without a valid record there is nothing to check against, and its rule is the only one. The tests are
 * judged together, so that a dataset that follows its rules fails with a probability of at most 0.001; the
 * random numbers that exact tests of counts need come from the dataset's seed, so the result never changes.
 *
 * All rows are read once, as a stream: it takes about as long as the seeding did, and 24 bytes of memory per
 * company.
 *
 * @returns one row per rule, and `passed`; where a rule is broken the row names the first companies that break it
 * @throws UserError where it was interrupted or the database fails; never for a broken rule
 *
 * @example
 * await verify(db);
 */
export async function verify(db: Database, options: VerifyOptions = {}): Promise<Verification> {
  try {
    return await interruptible(options.signal, (signal) =>
      inSnapshot(db, signal, (client) => verifyOn(client, signal)),
    );
  } catch (thrown) {
    throw new UserError(`verify: ${databaseFailure(thrown).message}`, { cause: thrown });
  }
}

/** Verifies the rows that the transaction of this client sees. */
export async function verifyOn(client: PoolClient, signal: AbortSignal): Promise<Verification> {
  const db = kyselyOn(client);
  const { recorded, detail } = await readRecord(db);
  const row = ruleRow("record of rules and seed", recorded !== undefined, detail);
  if (!recorded) return new Verification([row], []);
  const { generator } = recorded;
  const rows: CheckRow[] = [row, await checkCounts(db, recorded)];
  for (const rule of rowRules) rows.push(await checkRowRule(db, generator, rule));
  const reading = await readDataset(client, recorded, signal);
  rows.push(...reading.rows, await checkCompanyMonths(client, recorded, reading));
  rows.push(...(await checkFingerprint(client, recorded, reading)));
  const statistics = judge(statisticalChecks(generator, reading.tallies));
  return new Verification([...rows, ...statistics.rows], statistics.tests);
}

/** SQL says what differs, and is asked only if something does: it takes longer than reading all rows. */
async function checkCompanyMonths(
  client: PoolClient,
  { generator }: RecordedDataset,
  { isCounted }: DatasetReading,
): Promise<CheckRow> {
  const { check, table } = companyMonthsRule;
  if (isCounted) return ruleRow(check, true, `all ${table}`);
  return await checkRowRule(kyselyOn(client), generator, companyMonthsRule);
}
