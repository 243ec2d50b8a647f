import type { PoolClient } from "pg";
import { dropKeys } from "./constraints";
import { pauseTriggers } from "./triggers";

/** Tables that refer to another one come before it: its key can only be dropped without theirs. */
const loadedTables = ["company_months", "sessions", "companies"];

/**
 * For the time of a load, takes the keys off the tables that are loaded and stops the triggers that keep
 * `company_months`; gives a function that puts all of it back as it was. Building a key once is many times
 * faster than keeping it row by row, and every row is checked as before. The rows of `company_months` are
 * the load's to bring.
 */
export async function stopKeeping(client: PoolClient): Promise<() => Promise<void>> {
  const restore: (() => Promise<void>)[] = [];
  for (const table of loadedTables) {
    restore.unshift(await dropKeys(client, table), await pauseTriggers(client, table));
  }
  return async () => {
    for (const one of restore) await one();
  };
}
