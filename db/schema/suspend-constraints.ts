import type { PoolClient } from "pg";
import { dropConstraints } from "./constraints";
import { disableTriggers } from "./triggers";

/**
 * Tables that refer to another one come before it: its key can only be dropped without theirs. The key of `dataset`
 * is built anew for the sake of a `pg_dump` that began before: it would find this table empty and the others not,
 * and ends with an error at an index that is gone.
 */
const loadedTables = ["company_months", "sessions", "companies", "dataset"];

/**
 * For the time of a load, takes the keys off the tables that are loaded and stops the triggers that keep
 * `company_months`; gives a function that puts all of it back as it was. Building a key once is many times
 * faster than keeping it row by row, and every row is checked as before. The rows of `company_months` are
 * the load's to bring.
 */
export async function suspendConstraints(client: PoolClient): Promise<() => Promise<void>> {
  const restore: (() => Promise<void>)[] = [];
  for (const table of loadedTables) {
    restore.unshift(await dropConstraints(client, table), await disableTriggers(client, table));
  }
  return async () => {
    for (const one of restore) await one();
  };
}
