import type { PoolClient } from "pg";
import { dropKeys } from "../../db/constraints";
import { copyRows } from "../../db/copy/copy-rows";
import { type Database, kyselyOn } from "../../db/database";
import { databaseFailure } from "../../db/database-failure";
import { ExplainedError } from "../../db/explained-error";
import { migrate } from "../../db/migrate";
import { inTransaction } from "../../db/transaction";
import { createGenerator, type Generator, generatorVersion } from "../generate/generate-company";
import { checkRules, checkSeed } from "../rules/check-rules";
import { defaultRules, defaultSeed } from "../rules/rules";
import { interruptible } from "./interruptible";
import { COMPANY_COLUMNS, companyChunks, SESSION_COLUMNS, type Sent, sessionChunks } from "./row-chunks";
import type { SeedOptions } from "./seed-options";
import type { SeedProgress } from "./seed-progress";
import { SeedSummary } from "./seed-summary";

/** The key of the advisory lock that a dataset is replaced under, any number that no one else uses. */
const SEED_LOCK = 7_320_002;
const CHUNK_BYTES = 256 * 1024;

/**
 * Replaces the dataset by the one that the rules and the seed give: the same rows on any machine.
 *
 * All of it happens in one transaction. Whoever reads meanwhile waits and then sees the whole new dataset;
 * where anything fails, or the process is killed, the previous dataset stays whole. Two seedings at once
 * happen one after the other. SIGINT (Ctrl-C, or Jupyter's interrupt) and `options.signal` stop it.
 *
 * @returns how many companies and sessions were made, and how fast
 * @throws ExplainedError where rules or seed are not valid (nothing reaches the database then), where the
 *   tables belong to something else, where it was interrupted, or where the database fails
 *
 * @example
 * await seed(db, { rules: { ...defaultRules, companies: 1000 }, seed: "demo" });
 */
export async function seed(db: Database, options: SeedOptions = {}): Promise<SeedSummary> {
  const generator = createGenerator(
    checkRules(options.rules ?? defaultRules),
    checkSeed(options.seed ?? defaultSeed),
  );
  const report = reporter(generator, options.onProgress);
  report("waiting");
  try {
    await migrate(db);
    const sent = await interruptible(options.signal, (signal) =>
      inTransaction(db.pool, signal, (client) =>
        replaceDataset(client, generator, signal, report, options.chunkBytes),
      ),
    );
    return report("done", sent);
  } catch (thrown) {
    const { message } = databaseFailure(thrown);
    throw new ExplainedError(`seed: ${message}; the previous dataset is unchanged`, { cause: thrown });
  }
}

type Report = (step: SeedProgress["step"], sent?: Sent) => SeedSummary;

function reporter({ rules, seed }: Generator, onProgress: SeedOptions["onProgress"]): Report {
  const start = performance.now();
  return (step, { companies, sessions } = { companies: 0, sessions: 0 }) => {
    const seconds = (performance.now() - start) / 1000;
    const summary = new SeedSummary(companies, sessions, seconds, seed);
    const progress = { step, companies, companiesTotal: rules.companies, sessions, seconds };
    onProgress?.(step === "done" ? { ...progress, summary } : progress);
    return summary;
  };
}

async function replaceDataset(
  client: PoolClient,
  generator: Generator,
  signal: AbortSignal,
  report: Report,
  chunkBytes = CHUNK_BYTES,
): Promise<Sent> {
  // Where this process is killed, the server notices within a second and rolls back.
  await client.query("set local client_connection_check_interval = '1s'");
  await client.query("select pg_advisory_xact_lock($1)", [SEED_LOCK]);
  await client.query("truncate dataset, sessions, companies, subscriptions");
  await insertSubscriptions(client, generator);

  const companies: Sent = { companies: 0, sessions: 0 };
  await load("companies", COMPANY_COLUMNS, companyChunks(generator, chunkBytes, companies), companies);
  const addKeys = await dropKeys(client, "sessions");
  const sent: Sent = { companies: 0, sessions: 0 };
  await load("sessions", SESSION_COLUMNS, sessionChunks(generator, chunkBytes, sent), sent);
  report("constraints", sent);
  await addKeys();

  await checkCounts(client, sent);
  await recordDataset(client, generator, sent);
  // Without statistics the planner takes a table of millions for a small one.
  await client.query("analyze dataset, subscriptions, companies, sessions");
  return sent;

  async function load(table: "companies" | "sessions", columns: string, chunks: Iterable<Buffer>, so: Sent) {
    const acknowledged = await copyRows(
      client,
      columns,
      reporting(chunks, () => report(table, so)),
      signal,
    );
    checkEqual(`${table} sent and acknowledged`, so[table], acknowledged);
  }
}

function* reporting(chunks: Iterable<Buffer>, report: () => void): Iterable<Buffer> {
  for (const chunk of chunks) {
    yield chunk;
    report();
  }
}

async function insertSubscriptions(client: PoolClient, { rules }: Generator): Promise<void> {
  const rows = rules.sizes.map(({ size, monthlyPrice }) => ({
    company_size: size,
    monthly_price: monthlyPrice,
  }));
  await kyselyOn(client).insertInto("subscriptions").values(rows).execute();
}

async function checkCounts(client: PoolClient, sent: Sent): Promise<void> {
  for (const table of ["companies", "sessions"] as const) {
    const count = kyselyOn(client)
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as("rows"));
    checkEqual(`${table} sent and stored`, sent[table], (await count.executeTakeFirstOrThrow()).rows);
  }
}

async function recordDataset(client: PoolClient, { rules, seed }: Generator, sent: Sent): Promise<void> {
  await kyselyOn(client)
    .insertInto("dataset")
    .values({
      rules: JSON.stringify(rules),
      seed,
      start_month: `${rules.startMonth}-01`,
      months: rules.months,
      companies: sent.companies,
      sessions: sent.sessions,
      generator_version: generatorVersion,
    })
    .execute();
}

function checkEqual(what: string, expected: number, found: number): void {
  if (expected !== found)
    throw new ExplainedError(`${what} must be equal, received ${expected} and ${found}; run it again`);
}
