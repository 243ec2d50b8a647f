import { createHash } from "node:crypto";
import { type Insertable, sql } from "kysely";
import type { PoolClient } from "pg";
import { kyselyOn } from "../../../db/connection/database";
import { copyIn } from "../../../db/copy/copy-in";
import { databaseFailure } from "../../../db/errors/database-failure";
import { inWords, UserError } from "../../../db/errors/user-error";
import { isTable, refuseObstacles, triggersOfOthers } from "../../../db/schema/obstacles";
import type { Schema } from "../../../db/schema/schema";
import { suspendConstraints } from "../../../db/schema/suspend-constraints";
import { lockTables } from "../../../db/transaction/lock-tables";
import { copyTarget, type TableName } from "../columns";
import { countRows } from "../record";
import type { Chunk } from "../row-chunks";
import { forgetEdits, refuseEdits } from "./refuse-edits";
import type { SeedProgress } from "./seed-progress";

/** The advisory lock held while a dataset is replaced; any number that no other program uses. */
const SEED_LOCK = 7_320_002;
const TABLES = ["dataset", "sessions", "companies", "subscriptions"];
/** The tables that triggers maintain; on Citus they are views, without rows of their own. */
const MAINTAINED = ["company_months", "company_lives"];

/**
 * How this process appears in `pg_stat_activity`, and how soon the server notices that it is gone: within a second if it was killed
 * (not on every system), and within a minute if it hangs.
 */
const settings = `
  set local application_name = 'startup-notebooks seeding';
  set local idle_in_transaction_session_timeout = '60s';
  do $$ begin
    set local client_connection_check_interval = '1s';
  exception when invalid_parameter_value then null;
  end $$`;

/**
 * Otherwise Citus refuses to analyze in a transaction that has used the coordinator's copies of the small tables directly. Without
 * Citus, the setting has no effect.
 */
export const WITHOUT_LOCAL_EXECUTION = "set local citus.enable_local_execution = off";

/** The next company gets the next id; unlike `setval`, this is undone if the transaction is. */
const CONTINUE_IDS = `
  do $$ begin
    execute format('alter table companies alter company_id restart with %s', (select coalesce(max(company_id), 0) + 1 from companies));
  end $$`;

export interface Loaded {
  readonly companies: number;
  readonly sessions: number;
  readonly fingerprint: string;
}

export type Report = (
  step: SeedProgress["step"],
  sent?: Pick<Chunk, "companies" | "sessions">,
  more?: Pick<SeedProgress, "summary" | "waitingFor">,
) => void;

interface ReplaceOptions {
  /** Replaces rows even if some were changed by hand. */
  readonly replace: boolean;
  readonly signal: AbortSignal;
  readonly report: Report;
}

/** The rows of a dataset and their origin. */
export interface RowSource {
  /** Names the load in the error that refuses to replace rows. */
  readonly action: Parameters<typeof refuseEdits>[1];
  /** In dollars; null if the price is unknown. */
  readonly subscriptions: readonly Insertable<Schema["subscriptions"]>[];
  /** Columns of companies after those of `columns.ts`. */
  readonly companyColumns: readonly string[];
  /** The rows of a table in the order of its key, as binary COPY data; called once for each table, in the order of a load. */
  chunks(table: TableName): Iterable<SourceChunk>;
  /** The record for the table `dataset`. */
  readonly record: Omit<Insertable<Schema["dataset"]>, keyof Loaded>;
}

export interface SourceChunk extends Chunk {
  /** The same rows with only the columns of `columns.ts`, for the fingerprint; missing if there are no others. */
  readonly canonical?: Buffer;
}

/**
 * Replaces all rows inside the transaction of this client. The server stores rows while the next are generated or read; keys are built
 * once all rows are stored.
 */
export async function replaceDataset(
  client: PoolClient,
  source: RowSource,
  { replace, signal, report }: ReplaceOptions,
): Promise<Loaded> {
  await client.query(settings);
  await client.query(WITHOUT_LOCAL_EXECUTION);
  await client.query("select pg_advisory_xact_lock($1)", [SEED_LOCK]);
  await lockTables(client, await tablesToLock(client), signal);
  await refuseObstacles(client, TABLES);
  if (!replace) await refuseEdits(client, source.action);
  const triggers = await triggersOfOthers(client, [...TABLES, ...MAINTAINED]);
  // Keys cannot be built while a deferred trigger is pending.
  await client.query("set constraints all immediate");
  try {
    return await refillTables(client, () => load(client, source, signal, report));
  } catch (thrown) {
    throw explainTriggers(thrown, triggers);
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
    [[...TABLES, ...MAINTAINED]],
  );
  return rows.map(({ name }) => name);
}

/**
 * Empties the tables, and lets `fill` write their rows while their keys and triggers are suspended. Afterwards, ids continue,
 * no row counts as changed by hand, and the planner knows the tables. The transaction must begin with `WITHOUT_LOCAL_EXECUTION`.
 */
export async function refillTables<T>(client: PoolClient, fill: () => Promise<T>): Promise<T> {
  await client.query("truncate dataset, sessions, companies, subscriptions");
  const restoreConstraints = await suspendConstraints(client);
  const result = await fill();
  await restoreConstraints();
  // On Citus, ids have no default.
  if (await isTable(client, "company_months")) await client.query(CONTINUE_IDS);
  await forgetEdits(client);
  // Without statistics, the planner would assume small tables.
  await client.query("analyze dataset, subscriptions, companies, sessions, company_months, company_lives");
  return result;
}

/** Loads the rows into the empty tables, in one pass over the companies for each table: COPY fills one table at a time. */
async function load(
  client: PoolClient,
  source: RowSource,
  signal: AbortSignal,
  report: Report,
): Promise<Loaded> {
  // All locks are held.
  report("waiting");
  await kyselyOn(client).insertInto("subscriptions").values(source.subscriptions).execute();
  const hash = createHash("sha256");
  for (const { bytes } of source.chunks("subscriptions")) hash.update(bytes);

  const companies = await send("companies", "companies");
  const isMaintained = await isTable(client, "company_months");
  const months = isMaintained ? await send("company_months", "months") : undefined;
  const lives = isMaintained ? await send("company_lives", "lives") : undefined;
  const sessions = await send("sessions", "sessions");
  await checkStored(client, { companies, months, lives, sessions });

  const loaded = { companies: companies.rows, sessions: sessions.rows, fingerprint: hash.digest("hex") };
  await kyselyOn(client)
    .insertInto("dataset")
    .values({ ...source.record, ...loaded })
    .execute();
  report("constraints", sessions);
  return loaded;

  /** Sends the rows of a table; returns the last chunk, which has the totals. */
  async function send(table: TableName, step: SeedProgress["step"]): Promise<Sent> {
    let sent: Sent = { rows: 0, companies: 0, sessions: 0 };
    function* bytesOfChunks(): Generator<Buffer> {
      for (const chunk of source.chunks(table)) {
        if (!MAINTAINED.includes(table)) hash.update(chunk.canonical ?? chunk.bytes);
        yield chunk.bytes;
        sent = chunk;
        report(step, chunk);
      }
    }
    const target = copyTarget(table, table === "companies" ? source.companyColumns : []);
    await copyIn(client, target, bytesOfChunks(), signal);
    return sent;
  }
}

type Sent = Omit<Chunk, "bytes">;

/** The last chunk sent to each table; undefined for views. */
interface SentTables {
  readonly companies: Sent;
  readonly months: Sent | undefined;
  readonly lives: Sent | undefined;
  readonly sessions: Sent;
}

/** The numbers of rows sent and stored differ. */
class UnequalRows extends UserError {}

/** Compares the numbers of rows sent and stored, since a trigger of others may have changed or dropped some. */
async function checkStored(
  client: PoolClient,
  { companies, months, lives, sessions }: SentTables,
): Promise<void> {
  const db = kyselyOn(client);
  const monthRows = await countRows(db, "company_months");
  const lifeRows = await countRows(db, "company_lives");
  const counted = await db
    .selectFrom("company_months")
    .select(({ fn }) => fn.coalesce(fn.sum<number>("sessions"), sql.val(0)).as("sessions"))
    .executeTakeFirstOrThrow();
  const pairs = [
    ["companies sent and stored", companies.rows, await countRows(db, "companies")],
    ["company months sent and stored", months?.rows ?? monthRows, monthRows],
    ["company lives sent and stored", lives?.rows ?? lifeRows, lifeRows],
    ["sessions sent and stored", sessions.rows, await countRows(db, "sessions")],
    ["sessions sent and counted by month", sessions.rows, counted.sessions],
  ] as const;
  for (const [what, sent, found] of pairs) {
    if (sent !== found) throw new UnequalRows(`${what} must be equal, received ${sent} and ${found}`);
  }
}

/** The default code of an error raised by a function. */
const RAISED = "P0001";

/** Names the triggers of others if they may have changed or refused rows; returns any other failure unchanged. */
function explainTriggers(thrown: unknown, triggers: readonly string[]): unknown {
  const failure = databaseFailure(thrown);
  const isRaised = (failure.cause as { code?: unknown } | undefined)?.code === RAISED;
  if (!(thrown instanceof UnequalRows) && !isRaised) return thrown;
  const hint =
    triggers.length === 0
      ? "run it again"
      : `disable while seeding what may have changed or refused rows: trigger ${inWords(triggers)}`;
  return new UserError(`${failure.message}; ${hint}`, { cause: thrown });
}
