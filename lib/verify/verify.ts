import type { PoolClient } from "pg";
import { type Database, kyselyOn } from "../../db/database";
import { databaseFailure } from "../../db/database-failure";
import { ExplainedError } from "../../db/explained-error";
import { inSnapshot } from "../../db/snapshot";
import { interruptible } from "../seed/interruptible";
import { checkCounts } from "./check-counts";
import { checkFingerprint } from "./check-fingerprint";
import type { CheckRow } from "./check-row";
import { checkRowRule } from "./check-row-rule";
import { checkRecord } from "./recorded-dataset";
import { rowRules } from "./row-rules";
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
 * Counting happens in SQL; rows are streamed and memory does not grow with them.
 *
 * @returns one row per rule, and `passed`; where a rule is broken the row names the first companies that break it
 * @throws ExplainedError where it was interrupted or the database fails; never for a broken rule
 *
 * @example
 * await verify(db);
 */
export async function verify(db: Database, options: VerifyOptions = {}): Promise<Verification> {
  try {
    return await interruptible(options.signal, (signal) =>
      inSnapshot(db, signal, (client) => verifySnapshot(client, signal)),
    );
  } catch (thrown) {
    throw new ExplainedError(`verify: ${databaseFailure(thrown).message}`, { cause: thrown });
  }
}

async function verifySnapshot(client: PoolClient, signal: AbortSignal): Promise<Verification> {
  const db = kyselyOn(client);
  const { row, recorded } = await checkRecord(db);
  if (!recorded) return new Verification([row], []);
  const rows: CheckRow[] = [row, await checkCounts(db, recorded)];
  for (const rule of rowRules) rows.push(await checkRowRule(db, recorded.generator, rule));
  rows.push(...(await checkFingerprint(client, recorded, signal)));
  const statistics = judge(await statisticalChecks(db, recorded.generator));
  return new Verification([...rows, ...statistics.rows], statistics.tests);
}
