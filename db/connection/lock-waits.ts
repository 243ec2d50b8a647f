import type { Pool, PoolClient } from "pg";

const MS_BETWEEN_LOOKS = 1000;

/** Whom a connection waits for at a lock. What a session does is hidden from roles that may not see it. */
const WHOM = `
  select string_agg(format('process %s (%s)', pid, concat_ws(', ',
      coalesce(nullif(application_name, ''), usename, backend_type, 'a prepared transaction'),
      state || ' since ' || to_char(xact_start at time zone 'UTC', 'HH24:MI:SS') || ' UTC')), ' and ') as whom
  from (select distinct unnest(pg_blocking_pids($1)) as pid) as blocking left join pg_stat_activity using (pid)`;

/**
 * Reports, after a second and whenever it changes, which processes keep the client waiting for a lock:
 * `process 123 (psql, idle in transaction since 10:15:03 UTC)`.
 *
 * @returns a function that ends the watch
 */
export function watchLockWaits(pool: Pool, client: PoolClient, report: (whom: string) => void): () => void {
  const { processID } = client as PoolClient & { processID: number };
  let reported = "";
  let ended = false;
  let looking = false;
  const look = async () => {
    looking = true;
    const { rows } = await pool.query<{ whom: string | null }>(WHOM, [processID]);
    const whom = rows[0]?.whom ?? "";
    if (!ended && whom && whom !== reported) report(whom);
    reported = whom;
  };
  const timer = setInterval(() => {
    if (looking) return;
    // A look that fails says nothing; what is wrong with the server, the work itself meets.
    void look()
      .catch(() => undefined)
      .finally(() => {
        looking = false;
      });
  }, MS_BETWEEN_LOOKS);
  timer.unref();
  return () => {
    ended = true;
    clearInterval(timer);
  };
}
