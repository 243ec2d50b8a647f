import type { PoolClient } from "pg";
import type { Database } from "../../../db/connection/database";
import { copyIn } from "../../../db/copy/copy-in";
import { copyOut } from "../../../db/copy/copy-out";
import { migrate } from "../../../db/migrations/migrate";
import { isTable } from "../../../db/schema/obstacles";
import { FIRST_INSERTED_SESSION } from "../../../db/schema/schema";
import { inTransaction } from "../../../db/transaction/transaction";
import { refillTables, WITHOUT_LOCAL_EXECUTION } from "./replace-dataset";

/** On Citus, the tables that triggers maintain are views, which are skipped. */
const TABLES = [
  "dataset",
  "subscriptions",
  "companies",
  "company_months",
  "company_lives",
  "sessions",
] as const;

/**
 * Copies a dataset, generated, imported or inserted by hand, into a database that has none. Rows are streamed: memory does not grow
 * with them.
 *
 * @param source a client whose transaction sees the rows, see `inSnapshot`
 * @param onTable called before each table
 */
export async function copyDataset(
  source: PoolClient,
  target: Database,
  signal: AbortSignal,
  onTable: (table: string) => void,
): Promise<void> {
  await migrate(target);
  await inTransaction(target.pool, signal, async (client) => {
    await client.query(WITHOUT_LOCAL_EXECUTION);
    await refillTables(client, async () => {
      for (const table of TABLES) {
        if (!(await isTable(client, table))) continue;
        onTable(table);
        const columns = await columnsOf(client, table);
        const rows = copyOut(source, `select ${columns} from ${table}`);
        await copyIn(client, `${table} (${columns})`, rows, signal);
      }
    });
    // The ids of sessions inserted by hand continue; on Citus, ids have no default.
    await client.query(
      "select setval(pg_get_serial_sequence('sessions', 'session_id'), max(session_id)) from sessions having max(session_id) >= $1",
      [FIRST_INSERTED_SESSION],
    );
  });
}

/** The columns that the migrations create; the source may have more. */
async function columnsOf(client: PoolClient, table: string): Promise<string> {
  const { rows } = await client.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  return rows[0]?.columns ?? "";
}
