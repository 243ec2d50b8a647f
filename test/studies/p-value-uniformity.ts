import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Database } from "../../db/connection/database";
import { ensureServer, stopServer } from "../../db/embedded/server";
import { migrate } from "../../db/migrations/migrate";
import { command, runCommand } from "../../lib/commands/run-command";
import { seed } from "../../lib/dataset/load/seed";
import { defaultRules } from "../../lib/dataset/rules";
import type { Verification } from "../../lib/dataset/verify/verification";
import { verify } from "../../lib/dataset/verify/verify";
import { rejectedByHolm } from "../../lib/stats/holm";
import { textTable } from "../../lib/text/text-table";

/** The probability with which right tests are called not uniform. */
const LEVEL = 0.01;

const program = command(
  "node --require ./lib/commands/typescript.cjs test/studies/p-value-uniformity.ts",
  "Verifies datasets of many seeds and tests whether the p-values of each test of a distribution are uniform (Kolmogorov-Smirnov).",
);
program
  .option("--seeds <number>", "number of datasets", Number, 200)
  .option("--companies <number>", "companies of each dataset", Number, defaultRules.companies)
  .action(async ({ seeds, companies }: { seeds: number; companies: number }) => {
    const verifications = await withDatabase((db) => verifySeeds(db, seeds, companies));
    const failed = verifications.filter(({ passed }) => !passed);
    const { table, uniform } = testUniformity(verifications);
    process.stdout.write(`${table}\n\n${failed.length} of ${seeds} datasets failed the verification.\n`);
    for (const verification of failed) process.stdout.write(`${verification}\n`);
    process.stdout.write(uniform ? "The p-values are uniform.\n" : "The p-values are not uniform.\n");
    if (!uniform || failed.length > 0) process.exitCode = 1;
  });
void runCommand(program);

/** A server of its own, so that no dataset of anybody's is replaced. */
async function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "study-")), "postgres");
  fs.chmodSync(path.dirname(folder), 0o755);
  const db = new Database(await ensureServer(folder));
  try {
    await migrate(db);
    return await work(db);
  } finally {
    await db.destroy();
    await stopServer(folder);
    fs.rmSync(path.dirname(folder), { recursive: true });
  }
}

async function verifySeeds(db: Database, seeds: number, companies: number): Promise<Verification[]> {
  const verifications: Verification[] = [];
  for (let n = 1; n <= seeds; n += 1) {
    await seed(db, { rules: { ...defaultRules, companies }, randomSeed: `study ${n}` });
    verifications.push(await verify(db));
  }
  return verifications;
}

/** Tests the p-values of each check. */
function testUniformity(verifications: readonly Verification[]): { table: string; uniform: boolean } {
  const samples = new Map<string, number[]>();
  const add = (name: string, pValue: number) => samples.set(name, [...(samples.get(name) ?? []), pValue]);
  for (const { rows } of verifications) {
    for (const { check, pValue } of rows) if (pValue !== undefined) add(check, pValue);
  }
  const rows = [...samples].map(([check, pValues]) => {
    const { pValue, statistic } = kolmogorovSmirnov(pValues);
    const below = pValues.filter((p) => p < 0.05).length / pValues.length;
    return { check, p_values: pValues.length, below_5_percent: below, KS_distance: statistic, pValue };
  });
  const rejected = rejectedByHolm(rows, LEVEL);
  const table = textTable(
    rows.map((row) => ({ ...row, result: rejected.has(row) ? "NOT UNIFORM" : "uniform" })),
  );
  return { table, uniform: rejected.size === 0 };
}

/**
 * Tests whether numbers are uniform from 0 to 1.
 * Source: M. A. Stephens, "Use of the Kolmogorov-Smirnov, Cramér-von Mises and related statistics without extensive
 * tables", 1970, which corrects Kolmogorov's limiting distribution for small samples.
 */
function kolmogorovSmirnov(numbers: readonly number[]): { statistic: number; pValue: number } {
  const n = numbers.length;
  const sorted = [...numbers].sort((a, b) => a - b);
  const statistic = Math.max(...sorted.map((x, index) => Math.max((index + 1) / n - x, x - index / n)));
  const scaled = statistic * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
  const terms = Array.from({ length: 100 }, (_, index) => index + 1);
  const tail = terms.reduce((sum, k) => sum - 2 * (-1) ** k * Math.exp(-2 * k * k * scaled * scaled), 0);
  // The series does not converge near 0, at distances that are smaller than chance brings them.
  return { statistic, pValue: scaled < 0.2 ? 1 : Math.min(1, tail) };
}
