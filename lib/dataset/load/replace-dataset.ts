import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { PoolClient } from "pg";
import { kyselyOn } from "../../../db/connection/database";
import { copyIn } from "../../../db/copy/copy-in";
import { databaseFailure } from "../../../db/errors/database-failure";
import { inWords, UserError } from "../../../db/errors/user-error";
import { isTable, refuseObstacles, triggersOfOthers } from "../../../db/schema/obstacles";
import { suspendConstraints } from "../../../db/schema/suspend-constraints";
import { lockTables } from "../../../db/transaction/lock-tables";
import { type CompanyGenerator, generatorVersion } from "../company-generator";
import { hashChunks } from "./hash-chunks";
import { forgetEdits, refuseEdits } from "./refuse-edits";
import {
  COMPANY_COLUMNS,
  COMPANY_MONTH_COLUMNS,
  companyChunks,
  companyMonthChunks,
  SESSION_COLUMNS,
  type Sent,
  type SentMonths,
  sessionChunks,
  subscriptionChunks,
} from "./row-chunks";
import type { SeedOptions } from "./seed-options";
import type { SeedProgress } from "./seed-progress";

/** The key of the advisory lock that a dataset is replaced under, any number that no one else uses. */
const SEED_LOCK = 7_320_002;
const CHUNK_BYTES = 256 * 1024;
const TABLES = ["dataset", "sessions", "companies", "subscriptions"];

/**
 * What others see of this process in `pg_stat_activity`, and how soon the server notices that it is gone: within
 * a second where it was killed, which not every system can tell, and within a minute where it stands still.
 */
const settings = `
  set local application_name = 'startup-notebooks seeding';
  set local idle_in_transaction_session_timeout = '60s';
  do $$ begin
    set local client_connection_check_interval = '1s';
  exception when invalid_parameter_value then null;
  end $$`;

/** What has been loaded, and the fingerprint of its rows. */
export interface Loaded extends Sent {
  readonly fingerprint: string;
}

/** Receives the progress. */
export type Report = (
  step: SeedProgress["step"],
  sent?: Sent,
  more?: Pick<SeedProgress, "summary" | "waitingFor">,
) => void;

/**
 * Replaces all rows inside the transaction of this client: the new ones are on their way to the server
 * while the next are made, the keys are built when all are there, and what was made is recorded last.
 */
export async function replaceDataset(
  client: PoolClient,
  generator: CompanyGenerator,
  signal: AbortSignal,
  report: Report,
  { replace = false, chunkBytes = CHUNK_BYTES }: Pick<SeedOptions, "replace" | "chunkBytes"> = {},
): Promise<Loaded> {
  await client.query(settings);
  // Citus analyzes nothing in a transaction that has written to the coordinator's own copies of the small tables
  // past a connection. Where there is no Citus, nobody reads this setting.
  await client.query("set local citus.enable_local_execution = off");
  await client.query("select pg_advisory_xact_lock($1)", [SEED_LOCK]);
  await lockTables(client, await tablesToLock(client), signal);
  await refuseObstacles(client, TABLES);
  if (!replace) await refuseEdits(client);
  const triggers = await triggersOfOthers(client, [...TABLES, "company_months"]);
  // A deferred trigger of somebody else's would be pending when the keys are built, which refuses that.
  await client.query("set constraints all immediate");
  await client.query("truncate dataset, sessions, companies, subscriptions");
  // Now nobody else is in the way.
  report("waiting");
  return await load(client, generator, signal, report, chunkBytes).catch((thrown) =>
    explainTriggers(thrown, triggers),
  );
}

/** Loads the rows into the empty tables. */
async function load(
  client: PoolClient,
  generator: CompanyGenerator,
  signal: AbortSignal,
  report: Report,
  chunkBytes: number,
): Promise<Loaded> {
  await insertSubscriptions(client, generator);
  const startAgain = await suspendConstraints(client);

  const hash = createHash("sha256");
  for (const chunk of subscriptionChunks(generator)) hash.update(chunk);
  const companies: Sent = { companies: 0, sessions: 0 };
  const companyRows = hashChunks(hash, companyChunks(generator, chunkBytes, companies));
  await loadTable("companies", COMPANY_COLUMNS, companyRows, companies, () => companies.companies);
  // On Citus it is a view, and has no rows of its own.
  if (await isTable(client, "company_months")) {
    const months: SentMonths = { companies: 0, sessions: 0, companyMonths: 0 };
    const monthRows = companyMonthChunks(generator, chunkBytes, months);
    await loadTable("months", COMPANY_MONTH_COLUMNS, monthRows, months, () => months.companyMonths);
  }
  const sent: Sent = { companies: 0, sessions: 0 };
  const sessionRows = hashChunks(hash, sessionChunks(generator, chunkBytes, sent));
  await loadTable("sessions", SESSION_COLUMNS, sessionRows, sent, () => sent.sessions);
  report("constraints", sent);
  await startAgain();

  await checkCounts(client, sent);
  const loaded = { ...sent, fingerprint: hash.digest("hex") };
  await recordDataset(client, generator, loaded);
  await forgetEdits(client);
  // Without statistics the planner takes a table of millions for a small one.
  await client.query("analyze dataset, subscriptions, companies, sessions, company_months");
  return loaded;

  async function loadTable(
    step: "companies" | "months" | "sessions",
    columns: string,
    chunks: Iterable<Buffer>,
    so: Sent,
    rows: () => number,
  ) {
    const acknowledged = await copyIn(
      client,
      columns,
      reporting(chunks, () => report(step, so)),
      signal,
    );
    checkEqual(`${step} sent and acknowledged`, rows(), acknowledged);
  }
}

/** The tables whose rows or keys a seeding replaces, and those that their foreign keys refer to if this role may lock them. */
async function tablesToLock(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `with ours as (
       select oid from pg_class where relkind = 'r' and oid = any ($1::regclass[])
     )
     select oid::regclass::text as name from ours
     union
     select confrelid::regclass::text from pg_constraint
     where contype = 'f' and conrelid in (select oid from ours)
       and has_table_privilege(confrelid, 'update, delete, truncate')`,
    [[...TABLES, "company_months"]],
  );
  return rows.map(({ name }) => name);
}

function* reporting(chunks: Iterable<Buffer>, report: () => void): Iterable<Buffer> {
  for (const chunk of chunks) {
    yield chunk;
    report();
  }
}

async function insertSubscriptions(client: PoolClient, { rules }: CompanyGenerator): Promise<void> {
  const rows = rules.sizes.map(({ size, monthlyPrice }) => ({
    company_size: size,
    monthly_price: monthlyPrice,
  }));
  await kyselyOn(client).insertInto("subscriptions").values(rows).execute();
}

async function checkCounts(client: PoolClient, sent: Sent): Promise<void> {
  const months = kyselyOn(client)
    .selectFrom("company_months")
    .select(({ fn }) => fn.coalesce(fn.sum<number>("sessions"), sql.val(0)).as("sessions"));
  checkEqual(
    "sessions sent and counted by month",
    sent.sessions,
    (await months.executeTakeFirstOrThrow()).sessions,
  );
  for (const table of ["companies", "sessions"] as const) {
    const count = kyselyOn(client)
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as("rows"));
    const { rows } = await count.executeTakeFirstOrThrow();
    checkEqual(`${table} sent and stored`, sent[table], rows);
  }
}

async function recordDataset(
  client: PoolClient,
  { rules, randomSeed }: CompanyGenerator,
  loaded: Loaded,
): Promise<void> {
  await kyselyOn(client)
    .insertInto("dataset")
    .values({
      rules: JSON.stringify(rules),
      seed: randomSeed,
      start_month: `${rules.startMonth}-01`,
      months: rules.months,
      companies: loaded.companies,
      sessions: loaded.sessions,
      generator_version: generatorVersion,
      fingerprint: loaded.fingerprint,
    })
    .execute();
}

/** Rows that were sent and rows that the server has do not agree. */
class UnequalRows extends UserError {}

function checkEqual(what: string, expected: number, found: number): void {
  if (expected !== found) throw new UnequalRows(`${what} must be equal, received ${expected} and ${found}`);
}

/** Code of an error that a function raises, if it names no other. */
const RAISED = "P0001";

/** Names the triggers of others where they may have changed the rows or refused them. */
function explainTriggers(thrown: unknown, triggers: readonly string[]): never {
  const failure = databaseFailure(thrown);
  const isRaised = (failure.cause as { code?: unknown } | undefined)?.code === RAISED;
  if (!(thrown instanceof UnequalRows) && !isRaised) throw thrown;
  const wayOut =
    triggers.length === 0
      ? "run it again"
      : `disable for the time of the seeding what may have changed or refused rows: trigger ${inWords(triggers)}`;
  throw new UserError(`${failure.message}; ${wayOut}`, { cause: thrown });
}
