import type { PostgresCursor, PostgresPool } from "kysely";
import type { PoolClient } from "pg";
import type Cursor from "pg-cursor";
import { databaseFailure } from "../errors/database-failure";

/** A client in use; `release` keeps a client whose connection failed from being used again. */
export interface AcquiredClient {
  readonly client: PoolClient;
  readonly release: (failure?: unknown) => void;
}

/**
 * A pool for Kysely whose failures are UserErrors.
 *
 * @param set SQL that sets a parameter on a connection whose query has just failed: `set`, or `set local` in a transaction
 */
export function explainedPool(
  acquire: () => Promise<AcquiredClient>,
  end: () => Promise<void>,
  { set, isEmbedded }: { readonly set: string; readonly isEmbedded: boolean },
): PostgresPool {
  return {
    connect: async () => {
      const { client, release } = await acquire();
      let failure: unknown;
      const explain = (thrown: unknown): never => {
        failure = thrown;
        throw databaseFailure(thrown, isEmbedded);
      };
      // Kysely declares an overload for each kind of query, which an object literal cannot implement.
      return {
        query: (query: string | Cursor, parameters: readonly unknown[] = []) =>
          typeof query === "string"
            ? withLittleSharedMemory(client, set, () => client.query(query, [...parameters])).catch(explain)
            : explainedCursor(client.query(query), explain),
        release: () => release(failure),
      } as never;
    },
    end,
  };
}

/** The cursor of a query with `stream()`. The server has already closed a cursor that failed. */
function explainedCursor(cursor: Cursor, explain: (thrown: unknown) => never): PostgresCursor<unknown> {
  let failed = false;
  return {
    read: (rows) =>
      cursor.read(rows).catch((thrown) => {
        failed = true;
        return explain(thrown);
      }),
    close: async () => (failed ? undefined : await cursor.close()),
  };
}

/**
 * Runs a query, and runs it again without shared hash tables if the server has no memory for them: a container has 64 MB
 * by default. The second run takes about a quarter longer.
 */
async function withLittleSharedMemory<T>(
  client: PoolClient,
  set: string,
  query: () => Promise<T>,
): Promise<T> {
  try {
    return await query();
  } catch (thrown) {
    if ((thrown as { file?: unknown } | undefined)?.file !== "dsm_impl.c") throw thrown;
    await client.query(`${set} enable_parallel_hash = off`).catch(() => {
      throw thrown;
    });
    return await query();
  }
}
