import type { PoolClient } from "pg";

/** Whether there was no room for what the processes of one query share: a container has 64 MB unless it is given more. */
export function lacksSharedMemory(thrown: unknown): boolean {
  return (thrown as { file?: unknown } | undefined)?.file === "dsm_impl.c";
}

/**
 * Runs a query, and if there is no room for the hash tables that its processes would share, once more with one for
 * each process: it takes a quarter longer, and needs no room.
 *
 * @param before SQL after which the connection takes a query again; if that fails, the first failure is thrown
 */
export async function sparingSharedMemory<T>(
  client: PoolClient,
  before: string,
  query: () => Promise<T>,
): Promise<T> {
  try {
    return await query();
  } catch (thrown) {
    if (!lacksSharedMemory(thrown)) throw thrown;
    const failed = await client.query(`${before} enable_parallel_hash = off`).then(
      () => false,
      () => true,
    );
    if (failed) throw thrown;
    return await query();
  }
}
