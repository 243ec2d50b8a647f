import { spawnSync } from "node:child_process";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { Database, withClient } from "../../../db/connection/database";
import { UserError } from "../../../db/errors/user-error";
import { projectRoot } from "../../../db/process/project-root";
import { snapshot } from "../../../db/transaction/snapshot";
import { seed } from "../../../lib/dataset/load/seed";
import { defaultRules } from "../../../lib/dataset/rules";
import { sessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { typescript } from "../../child-process";
import { testDatabase } from "../../test-database";
import { serverFolder } from "../embedded/server-folder";

/** Starts a server with a /dev/shm of this size, as in a container, and returns its URL. */
const startWithSharedMemory = 'mount -t tmpfs -o size="$1",mode=1777 tmpfs /dev/shm && shift && exec "$@"';
function startServer(size: string, folder: string): string {
  const server = [process.execPath, "--require", typescript, "test/db/embedded/server-process.ts", folder];
  const run = spawnSync("unshare", ["--mount", "sh", "-c", startWithSharedMemory, "sh", size, ...server], {
    cwd: projectRoot,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return run.stdout;
}

const canMount = process.platform === "linux" && spawnSync("unshare", ["--mount", "true"]).status === 0;
const unlessMount = canMount ? "" : " (skipped: only root on Linux can mount a small /dev/shm)";

test.skipIf(!canMount)(
  `queries succeed if /dev/shm is too small for shared hash tables, in a snapshot as well${unlessMount}`,
  async () => {
    const url = startServer("3m", serverFolder());
    const db = new Database(url);
    onTestFinished(() => db.destroy());
    await seed(db, { rules: { ...defaultRules, companies: 30_000, months: 3 } });
    const expected = await sessionsPerMonth(db).execute();
    // From here on, several processes run every query.
    for (const setting of ["parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size"])
      await sql.raw(`alter database startup set ${setting} = 0`).execute(db);
    const parallel = new Database(url);
    onTestFinished(() => parallel.destroy());

    const { sql: text, parameters } = sessionsPerMonth(parallel).compile();
    const plain = withClient(parallel.pool, (client) => client.query(text, [...parameters]));

    await expect(plain).rejects.toThrow(
      /^database: could not resize shared memory segment .+: No space left on device; give the server more shared memory \(Docker: --shm-size\), or set max_parallel_workers_per_gather = 0$/,
    );
    expect(await sessionsPerMonth(parallel).execute()).toEqual(expected);
    expect(
      await snapshot(parallel, async (at) => [
        await sessionsPerMonth(at).execute(),
        await sessionsPerMonth(at).execute(),
      ]),
    ).toEqual([expected, expected]);
  },
);

/** A query of `to` rows; row 4,000 cannot be computed. */
const numbers = (to: number) => sql<number>`generate_series(1, ${to}::bigint)`.as("n");
const fails = sql<number>`1 / (4000 - n)`.as("quotient");

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

test("a streamed query returns the same rows and types as an executed one", async () => {
  const db = await testDatabase();
  await seed(db);
  const query = db
    .selectFrom("sessions")
    .selectAll()
    .select([sql<number[]>`array[company_id::bigint]`.as("ids"), sql<string>`created_at::date`.as("day")])
    .orderBy("session_id")
    .limit(2500);
  expect(await collect(query.stream())).toEqual(await query.execute());
  expect(await collect(query.limit(0).stream())).toEqual([]);
});

test("a stream that is left early, or in a transaction, releases its connection", async () => {
  const db = await testDatabase();
  for (let n = 0; n < db.pool.options.max + 2; n += 1) {
    for await (const row of db.selectNoFrom(numbers(1_000_000)).stream(10)) {
      expect(row).toEqual({ n: 1 });
      break;
    }
  }
  const inTransaction = await db
    .transaction()
    .execute((transaction) => collect(transaction.selectNoFrom(numbers(250)).stream()));
  expect(inTransaction).toHaveLength(250);
  expect(db.pool.idleCount).toBe(db.pool.totalCount);
});

test("a stream that fails is explained, and the next query works", async () => {
  const db = await testDatabase();
  const misspelled = db.selectFrom("nowhere" as "sessions").selectAll();
  await expect(collect(misspelled.stream())).rejects.toThrow(/^database: relation "nowhere" does not exist/);
  const failing = db.with("numbers", (with_) => with_.selectNoFrom(numbers(5000)));
  const rows = failing.selectFrom("numbers").select(fails).stream();
  await expect(collect(rows)).rejects.toThrow(/^database: division by zero/);
  expect(await collect(db.selectNoFrom(numbers(2)).stream())).toEqual([{ n: 1 }, { n: 2 }]);
});

test("a stream whose connection is lost is explained, and the next query works", async () => {
  const db = await testDatabase();
  const streaming = async () => {
    for await (const { n } of db.selectNoFrom(numbers(1_000_000)).stream(10)) {
      if (n !== 5) continue;
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
    }
  };
  await expect(streaming()).rejects.toThrow(UserError);
  expect(await collect(db.selectNoFrom(numbers(1)).stream())).toEqual([{ n: 1 }]);
});
