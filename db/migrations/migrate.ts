// db/migrations: everything that creates or changes tables, views and triggers. Their types are in `db/schema`.
import { type Kysely, type Migration, Migrator, sql } from "kysely";
import { type Database, kyselyOn, withClient } from "../connection/database";
import { isEmbedded } from "../connection/restarting-pool";
import { inWords, messageOf, UserError } from "../errors/user-error";
import type { Schema } from "../schema/schema";
import { dataset } from "./001-dataset";
import { companyMonths } from "./002-company-months";
import { edits } from "./003-edits";
import { monthlyActivity } from "./004-monthly-activity";
import { companyLives } from "./005-company-lives";
import { importedData } from "./006-imported-data";
import { missingParts, tablesOf } from "./expected-tables";

/** Applied in the order of their names. A static list, since tslab cannot import `.ts` files at run time. */
export const migrations: Record<string, Migration> = {
  "001-dataset": dataset,
  "002-company-months": companyMonths,
  "003-edits": edits,
  "004-monthly-activity": monthlyActivity,
  "005-company-lives": companyLives,
  "006-imported-data": importedData,
};

const MIGRATION_TABLE = "startup_migration";
const OLDEST_SERVER = 15;

/** How many missing parts an error names. */
const NAMED = 3;

/** The advisory lock of a process that migrates; any number that no other program uses. */
const MIGRATION_LOCK = 7_320_001;

/**
 * Brings the tables up to date; writes nothing if they are. Of two processes that migrate at once, the second waits and
 * finds the work done.
 *
 * @throws UserError if the server is too old, or if tables of the same names exist that these migrations did not create
 *   or that were changed since; those stay as they are
 */
export async function migrate(db: Database): Promise<void> {
  const otherDatabase = isEmbedded(db.pool) ? [] : ["set DATABASE_URL to an empty database"];
  const state = await stateOf(db);
  refuseOldServer(state);
  await refuseChangedTables(db, state, otherDatabase);
  if (Object.keys(migrations).every((name) => state.applied.includes(name))) return;
  await withClient(db.pool, async (client) => {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    try {
      const locked = kyselyOn(client);
      const { applied, schema } = await stateOf(locked);
      await refuseForeignTables(locked, applied, otherDatabase);
      // New tables join the existing ones, even if the search path begins with another schema.
      await client.query("select set_config('search_path', quote_ident($1), false)", [schema]);
      const { error } = await migrator(locked, schema).migrateToLatest();
      if (error) throw applied.length > 0 ? explainRefusal(error) : error;
    } finally {
      await client.query("reset search_path");
      await client.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    }
  });
}

/** The codes of Postgres for a missing privilege and for a database that is read-only. */
const REFUSALS: readonly unknown[] = ["42501", "25006"];

/** Explains that the owner must bring the tables up to date if this role may not; returns any other failure unchanged. */
function explainRefusal(error: unknown): unknown {
  const cause = error instanceof UserError ? error.cause : error;
  if (!REFUSALS.includes((cause as { code?: unknown } | undefined)?.code)) return error;
  return new UserError(
    `database: its tables are of an earlier version, and cannot be brought up to date here: ${messageOf(cause)}; run any command once as the role that owns them`,
    { cause },
  );
}

function migrator(db: Kysely<Schema>, migrationTableSchema: string): Migrator {
  return new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: "startup_migration_lock",
    // Otherwise Kysely would find the tables of any other schema.
    migrationTableSchema,
  });
}

interface State {
  readonly version: string;
  /** The schema of the tables, or that in which to create them. */
  readonly schema: string;
  readonly applied: readonly string[];
}

async function stateOf(db: Kysely<Schema>): Promise<State> {
  const { rows } = await sql<{
    version: string;
    path: string;
    schema: string | null;
    may_read: boolean | null;
  }>`select current_setting('server_version') as version, current_setting('search_path') as path,
      coalesce(nspname, current_schema())::text as schema, has_table_privilege(pg_class.oid, 'select') as may_read
    from (select to_regclass(${MIGRATION_TABLE})::oid as oid) as migration_table
      left join pg_class using (oid) left join pg_namespace on pg_namespace.oid = relnamespace`.execute(db);
  const { version = "", path, schema, may_read = null } = rows[0] ?? {};
  if (!schema) {
    throw new UserError(
      `database: the tables need a schema, and search_path (${path}) names none that exists; create one of these schemas, or correct search_path`,
    );
  }
  if (may_read === null) return { version, schema, applied: [] };
  // A role that may not read the migrations cannot migrate either: it queries the tables as they are.
  if (!may_read) return { version, schema, applied: Object.keys(migrations) };
  const applied = await sql<{ name: string }>`select name from ${sql.table(MIGRATION_TABLE)}`.execute(db);
  return { version, schema, applied: applied.rows.map(({ name }) => name) };
}

function refuseOldServer({ version }: State): void {
  if (Number.parseInt(version, 10) >= OLDEST_SERVER) return;
  throw new UserError(
    `database: the server must be Postgres ${OLDEST_SERVER} or later, and it is ${version}; set DATABASE_URL to a newer one, or remove it to use the embedded one`,
  );
}

/** Refuses tables of an early version of the project, and tables that were changed. */
async function refuseChangedTables(
  db: Kysely<Schema>,
  { applied, schema }: State,
  otherDatabase: readonly string[],
): Promise<void> {
  const missing = await missingParts(db, applied);
  if (missing.length === 0) return;
  const named =
    missing.length > NAMED ? [...missing.slice(0, NAMED), `${missing.length - NAMED} more`] : missing;
  const are = missing.length === 1 ? "is" : "are";
  const hints = [
    "restore it",
    ...otherDatabase,
    `or set the tables aside in psql: alter schema "${schema}" rename to previous, then create schema "${schema}"`,
  ];
  throw new UserError(
    `database: the tables must be as the migrations create them, and ${inWords(named)} ${are} missing; ${hints.join(", ")}`,
  );
}

/** Refuses tables and views of others with the names of those to create. */
async function refuseForeignTables(
  db: Kysely<Schema>,
  applied: readonly string[],
  otherDatabase: readonly string[],
): Promise<void> {
  const pending = Object.keys(migrations).filter((name) => !applied.includes(name));
  const own = tablesOf(applied);
  const created = tablesOf(pending).filter((name) => !own.includes(name));
  const { rows } = await sql<{ name: string }>`
    select name from unnest(${sql.val(created)}::text[]) as name
    where to_regclass(quote_ident(name)) is not null`.execute(db);
  if (rows.length === 0) return;
  const [tables, exist, them] =
    rows.length === 1 ? ["table", "exists and was", "it"] : ["tables", "exist and were", "them"];
  const names = inWords(rows.map(({ name }) => name));
  const hints = [`rename ${them}`, ...otherDatabase].join(", or ");
  throw new UserError(`database: ${tables} ${names} already ${exist} not created by this project; ${hints}`);
}
