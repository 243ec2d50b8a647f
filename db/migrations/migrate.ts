import { type Kysely, Migrator, sql } from "kysely";
import { type Database, kyselyOn, withClient } from "../connection/database";
import { inWords, UserError } from "../errors/user-error";
import type { Schema } from "../schema/schema";
import { migrations } from ".";
import { missingParts, tablesOf } from "./expected-tables";

const MIGRATION_TABLE = "startup_migration";
const LOCK_TABLE = "startup_migration_lock";
const OLDEST_SERVER = 15;

/** How many missing parts of the tables a sentence names. */
const NAMED = 3;

/** The key of the advisory lock that migrations are made under, any number that no one else uses. */
const MIGRATION_LOCK = 7_320_001;

/**
 * Brings the tables up to date. Nothing is written where they are already; of two processes that
 * migrate at once the second waits and finds the work done.
 *
 * @throws UserError where the server is too old, or where tables of the same names exist that
 *   these migrations did not make, or made otherwise: those are left as they are
 */
export async function migrate(db: Database): Promise<void> {
  await checkServer(db);
  const applied = await appliedMigrations(db);
  await refuseChangedTables(db, applied);
  if (Object.keys(migrations).every((name) => applied.includes(name))) return;
  await withClient(db.pool, async (client) => {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    try {
      const locked = kyselyOn(client);
      await refuseForeignTables(locked, await appliedMigrations(locked));
      const schema = await schemaOfTables(locked);
      // What is new goes where the other tables are, even if the search path begins with another schema.
      await client.query("select set_config('search_path', quote_ident($1), false)", [schema]);
      const { error } = await migrator(locked, schema).migrateToLatest();
      if (error) throw error;
    } finally {
      await client.query("reset search_path");
      await client.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    }
  });
}

function migrator(db: Kysely<Schema>, migrationTableSchema: string): Migrator {
  return new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: LOCK_TABLE,
    // Without it, the tables of any other schema would pass for these.
    migrationTableSchema,
  });
}

/** The schema that the tables are in, or are to be created in. */
async function schemaOfTables(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{ schema: string | null; path: string }>`
    select coalesce(
      (select nspname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
       where pg_class.oid = to_regclass(${MIGRATION_TABLE})),
      current_schema()
    )::text as schema, current_setting('search_path') as path`.execute(db);
  const { schema, path } = rows[0] ?? {};
  if (schema) return schema;
  throw new UserError(
    `database: the tables need a schema, and search_path (${path}) names none that exists; create one of these schemas or correct search_path`,
  );
}

async function checkServer(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{
    version: string;
  }>`select current_setting('server_version') as version`.execute(db);
  const version = rows[0]?.version ?? "";
  if (Number.parseInt(version, 10) < OLDEST_SERVER) {
    throw new UserError(
      `database: the server must be Postgres ${OLDEST_SERVER} or later, and it is ${version}; set DATABASE_URL to a newer one, or remove it to use the embedded one`,
    );
  }
}

/**
 * The names of the migrations that this database has had, none if it has no table of migrations. A role that may not
 * read them cannot migrate either: it is one that only queries, and takes the tables as they are.
 */
async function appliedMigrations(db: Kysely<Schema>): Promise<string[]> {
  const known = await existing(db, [MIGRATION_TABLE]);
  if (known.length === 0) return [];
  const privilege = await sql<{
    granted: boolean;
  }>`select has_table_privilege(${MIGRATION_TABLE}, 'select') as granted`.execute(db);
  if (!privilege.rows[0]?.granted) return Object.keys(migrations);
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(MIGRATION_TABLE)}`.execute(db);
  return rows.map((row) => row.name);
}

/** Refuses tables of an early version of the project, and tables that were changed since. */
async function refuseChangedTables(db: Kysely<Schema>, applied: readonly string[]): Promise<void> {
  const missing = await missingParts(db, applied);
  if (missing.length === 0) return;
  const named =
    missing.length > NAMED ? [...missing.slice(0, NAMED), `${missing.length - NAMED} more`] : missing;
  const are = missing.length === 1 ? "is" : "are";
  const schema = await schemaOfTables(db);
  throw new UserError(
    `database: the tables must be as the migrations make them, and ${inWords(named)} ${are} missing; put that back, set DATABASE_URL to an empty database, or keep the tables aside in psql: alter schema "${schema}" rename to previous, then create schema "${schema}"`,
  );
}

/** Refuses tables and views of others that have the names of those to be created. */
async function refuseForeignTables(db: Kysely<Schema>, applied: readonly string[]): Promise<void> {
  const pending = Object.keys(migrations).filter((name) => !applied.includes(name));
  const found = await existing(db, tablesOf(pending));
  if (found.length > 0) {
    const theirs = found.length === 1 ? "exists already and is not" : "exist already and are not";
    throw new UserError(
      `database: the tables must be the project's own, and ${inWords(found)} ${theirs}; set DATABASE_URL to an empty database`,
    );
  }
}

async function existing(db: Kysely<Schema>, names: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from unnest(${sql.val(names)}::text[]) as name where to_regclass(quote_ident(name)) is not null
  `.execute(db);
  return rows.map((row) => row.name);
}
