import type { Pool, PoolClient } from "pg";

const MS_BETWEEN_LOOKS = 1000;

/** The processes that block `$1`, in words. Postgres hides the activity of other roles' sessions from most roles. */
const BLOCKING_PROCESSES = `
  select string_agg(format('process %s (%s)', pid, concat_ws(', ',
      coalesce(nullif(application_name, ''), usename, backend_type, 'a prepared transaction'),
      state || ' since ' || to_char(xact_start at time zone 'UTC', 'HH24:MI:SS') || ' UTC')), ' and ') as whom
  from (select distinct unnest(pg_blocking_pids($1)) as pid) as blocking left join pg_stat_activity using (pid)`;

/**
 * Reports which processes hold a lock that the client waits for, after a second and on every change:
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
    const { rows } = await pool.query<{ whom: string | null }>(BLOCKING_PROCESSES, [processID]);
    const whom = rows[0]?.whom ?? "";
    if (!ended && whom && whom !== reported) report(whom);
    reported = whom;
  };
  const timer = setInterval(() => {
    if (looking) return;
    // What fails here fails the client's work too, which reports it.
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
