import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Database } from "../../db/connection/database";
import { ensureServer, stopServer } from "../../db/embedded/server";
import { migrate } from "../../db/migrations/migrate";
import { command, runCommand } from "../../lib/commands/run-command";
import { createCompanyGenerator } from "../../lib/dataset/company-generator";
import { seed } from "../../lib/dataset/load/seed";
import { defaultRules, type Rules } from "../../lib/dataset/rules";
import { testDistributions } from "../../lib/dataset/verify/distribution-tests";
import { Verification } from "../../lib/dataset/verify/verification";
import { verify } from "../../lib/dataset/verify/verify";
import { rejectedByHolm } from "../../lib/stats/holm";
import { textTable } from "../../lib/text/text-table";
import { countsOf, generatedCompanies } from "../generated-companies";
import { startups } from "../startups";

/** The probability with which right tests are called not uniform. */
const LEVEL = 0.01;

const allStartups: Readonly<Record<string, Rules>> = { default: defaultRules, ...startups };

interface Options {
  readonly startups: string;
  readonly seeds: number;
  readonly companies?: number;
  readonly testsOnly?: boolean;
}

const program = command(
  "node --require ./lib/commands/typescript.cjs test/studies/p-value-uniformity.ts",
  "Verifies datasets of many seeds and tests whether the p-values of each test of a distribution are uniform (Kolmogorov-Smirnov).",
);
program
  .option("--startups <names>", "which startups", Object.keys(allStartups).join(","))
  .option("--seeds <number>", "number of datasets of each", Number, 200)
  .option("--companies <number>", "companies of the first month, default: those of the startup", Number)
  .option("--tests-only", "the tests of distributions alone, without a database")
  .action(async (options: Options) => {
    if (options.testsOnly) await study(options, testSeeds);
    else await withDatabase((db) => study(options, (rules, seeds) => verifySeeds(db, rules, seeds)));
  });
void runCommand(program);

type VerifySeeds = (rules: Rules, seeds: number) => Verification[] | Promise<Verification[]>;

async function study({ startups, seeds, companies }: Options, verifySeeds: VerifySeeds): Promise<void> {
  for (const name of startups.split(",")) {
    const rules = allStartups[name];
    if (!rules) throw new RangeError(`no startup is called ${name}`);
    report(name, await verifySeeds({ ...rules, companies: companies ?? rules.companies }, seeds));
  }
}

function report(name: string, verifications: readonly Verification[]): void {
  const failed = verifications.filter(({ passed }) => !passed);
  const { table, uniform } = testUniformity(verifications);
  process.stdout.write(`${name}:\n${table}\n\n`);
  process.stdout.write(`${failed.length} of ${verifications.length} datasets failed the verification.\n`);
  for (const verification of failed) process.stdout.write(`${verification}\n`);
  process.stdout.write(uniform ? "The p-values are uniform.\n\n" : "The p-values are not uniform.\n\n");
  if (!uniform || failed.length > 0) process.exitCode = 1;
}

/** A server of its own, so that no dataset of anybody's is replaced. */
async function withDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "study-")), "postgres");
  fs.chmodSync(path.dirname(folder), 0o755);
  const db = new Database(await ensureServer(folder));
  try {
    await migrate(db);
    await work(db);
  } finally {
    await db.destroy();
    await stopServer(folder);
    fs.rmSync(path.dirname(folder), { recursive: true });
  }
}

async function verifySeeds(db: Database, rules: Rules, seeds: number): Promise<Verification[]> {
  const verifications: Verification[] = [];
  for (let n = 1; n <= seeds; n += 1) {
    await seed(db, { rules, randomSeed: `study ${n}` });
    verifications.push(await verify(db));
  }
  return verifications;
}

/** The tests of distributions on generated companies, which are never stored. */
function testSeeds(rules: Rules, seeds: number): Verification[] {
  return Array.from({ length: seeds }, (_, n) => {
    const generator = createCompanyGenerator(rules, `study ${n + 1}`);
    return new Verification(testDistributions(countsOf(generatedCompanies(generator), generator)));
  });
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
