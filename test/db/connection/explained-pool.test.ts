import { spawnSync } from "node:child_process";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { Database, withClient } from "../../../db/connection/database";
import { projectRoot } from "../../../db/process/project-root";
import { snapshot } from "../../../db/transaction/snapshot";
import { seed } from "../../../lib/dataset/load/seed";
import { defaultRules } from "../../../lib/dataset/rules";
import { sessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { typescript } from "../../child-process";
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
