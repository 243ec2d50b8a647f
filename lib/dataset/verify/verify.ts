// lib/dataset/verify: checks the dataset in the database against its record, its rules and a regeneration.

import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import { type Database, kyselyOn } from "../../../db/connection/database";
import { copyOut } from "../../../db/copy/copy-out";
import { databaseFailure } from "../../../db/errors/database-failure";
import { UserError } from "../../../db/errors/user-error";
import { inSnapshot } from "../../../db/transaction/snapshot";
import { datasetTables, selectRows } from "../columns";
import { type CompanyGenerator, generatorVersion } from "../company-generator";
import { interruptible } from "../interruptible";
import { checkRecord, type RecordedDataset } from "../record";
import { verifyAnyData } from "./any-data";
import { testDistributions } from "./distribution-tests";
import { readDataset } from "./read-dataset";
import { checkCounts, checkFingerprint } from "./record-checks";
import { firstDifferences, regeneratedHash } from "./regeneration";
import { checkSqlRule, maintainedRule, sqlRules } from "./sql-checks";
import { type CheckRow, ruleRow, Verification } from "./verification";
import { viewBreach } from "./view-check";

export interface VerifyOptions {
  /** Stops the verification. */
  readonly signal?: AbortSignal;
}

/**
 * Checks the dataset in the database against its recorded rules and seed, all in one snapshot: the record itself, every row against
 * the rules, the tables behind the KPIs against the sessions, all rows against their fingerprint and a regeneration, and the
 * distributions by chi-square tests.
 *
 * Imported data and rows inserted by hand are checked for consistency: keys, times, prices, the tables behind the KPIs, and, if
 * imported, counts and fingerprint. `unchecked` of the result says which checks need generated data.
 *
 * Without a valid record, there is only the check of the record. The tests are judged together: a dataset that follows its rules
 * fails any of them with a probability of about 0.001. The result is the same each time.
 *
 * All rows are read once, as a stream: it takes about as long as the seeding, and 24 bytes of memory per company.
 *
 * @returns one row per check, and `passed`; a failed check names the first companies that break the rule
 * @throws UserError if it was interrupted or the database fails; never for a broken rule
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
  const stored = await db.selectFrom("dataset").selectAll().executeTakeFirst();
  if (stored?.rules === null) return await verifyAnyData(client, stored);
  const { recorded, detail } = checkRecord(stored);
  const row = ruleRow("record of rules and seed", recorded !== undefined, detail);
  if (!recorded) return new Verification([row]);
  const { record, generator } = recorded;
  const rows: CheckRow[] = [row, await checkCounts(db, record)];
  for (const rule of sqlRules(generator)) rows.push(await checkSqlRule(db, rule));
  const reading = await readDataset(client, generator, signal);
  rows.push(...reading.rows);
  const isRegenerated =
    record.generator_version === generatorVersion &&
    reading.fingerprint === (await regeneratedHash(generator, datasetTables, signal));
  rows.push(
    await checkMaintained(client, generator, isRegenerated, signal),
    checkFingerprint(record.fingerprint, reading.fingerprint),
    await checkRegeneration(client, recorded, isRegenerated),
  );
  return new Verification([...rows, ...testDistributions(reading.counts)]);
}

/** Checks the tables and the view that KPIs read, in addition to companies and subscriptions. */
async function checkMaintained(
  client: PoolClient,
  generator: CompanyGenerator,
  isRegenerated: boolean,
  signal: AbortSignal,
): Promise<CheckRow> {
  const { check, table } = maintainedRule;
  const breach = await viewBreach(kyselyOn(client));
  if (breach) return ruleRow(check, false, breach);
  if (isRegenerated && (await areMaintainedRegenerated(client, generator, signal))) {
    return ruleRow(check, true, `all ${table}`);
  }
  // Only if needed, since the SQL takes longer than reading all rows.
  return await checkSqlRule(kyselyOn(client), maintainedRule);
}

async function areMaintainedRegenerated(
  client: PoolClient,
  generator: CompanyGenerator,
  signal: AbortSignal,
): Promise<boolean> {
  const names = ["company_months", "company_lives"] as const;
  const hash = createHash("sha256");
  for (const name of names) {
    for await (const piece of copyOut(client, selectRows(name))) hash.update(piece);
  }
  return hash.digest("hex") === (await regeneratedHash(generator, names, signal));
}

/** Checks the rows against a regeneration; if they differ, names the first difference of each table. */
async function checkRegeneration(
  client: PoolClient,
  { record, generator }: RecordedDataset,
  isRegenerated: boolean,
): Promise<CheckRow> {
  const row = (passed: boolean, detail: string) => ruleRow("rows match a regeneration", passed, detail);
  if (record.generator_version !== generatorVersion) {
    return row(
      false,
      `generator_version is ${record.generator_version}, and this generator has ${generatorVersion}; run \`npm run seed\` to generate the dataset again`,
    );
  }
  if (isRegenerated) return row(true, "all rows are equal");
  return row(false, (await firstDifferences(client, generator)).join("; "));
}
