import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Database, withClient } from "../../../db/database";
import { defaultRules } from "../../../lib/rules/rules";
import { seed } from "../../../lib/seed/seed";
import { type Child, startChild } from "../../child-process";
import { tableHashes } from "../../table-hashes";
import { testDatabase } from "../../test-database";
import { waitForSomeoneAtALock } from "../../waiting-at-a-lock";
import type { SeedingTask } from "./seeding-process";

/** Enough for the sending of sessions and the building of their keys to take seconds each. */
const COMPANIES = 150_000;
const SEED_LOCK = 7_320_002;

async function seededDatabase() {
  const db = await testDatabase();
  await seed(db, { rules: { ...defaultRules, companies: 40 }, seed: "previous" });
  return { db, previous: await tableHashes(db) };
}

function startSeeding(db: Database): Child {
  const { connectionString: url = "" } = db.pool.options;
  const task: SeedingTask = { url, seed: "child", companies: COMPANIES };
  return startChild("test/lib/seed/seeding-process.ts", [JSON.stringify(task)]);
}

/** Sends SIGINT; gives the seconds until the process has ended and its server process too. */
async function secondsToCancel(db: Database, child: Child): Promise<number> {
  const start = performance.now();
  child.process.kill("SIGINT");
  const { stderr } = await child.ended;
  expect(stderr).toContain("seed: it was interrupted; the previous dataset is unchanged");
  const others =
    "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'";
  while ((await db.pool.query(others)).rows.length > 0) await sleep(10);
  return (performance.now() - start) / 1000;
}

test.each([
  ["companies", 0],
  ["months", 0],
  ["sessions", 1000],
  ["constraints", 100],
  ["constraints", 1000],
])(
  "SIGINT in the middle of the step %s, %i ms after its begin, cancels within a second, on the server too",
  // A machine that is busy with other tests may take longer now and then.
  { retry: 2 },
  async (step, ms) => {
    const { db, previous } = await seededDatabase();
    const child = startSeeding(db);
    await child.said(`${step}\n`);
    await sleep(ms);
    expect(await secondsToCancel(db, child)).toBeLessThan(1);
    expect(await tableHashes(db)).toEqual(previous);
  },
);

test.each(["another seeding", "a reader"])(
  "SIGINT while it waits for %s cancels within a second",
  { retry: 2 },
  async (whom) => {
    const { db, previous } = await seededDatabase();
    await withClient(db.pool, async (other) => {
      await other.query("begin");
      if (whom === "a reader") await other.query("select * from dataset");
      else await other.query("select pg_advisory_xact_lock($1)", [SEED_LOCK]);
      const child = startSeeding(db);
      await waitForSomeoneAtALock(db);
      const start = performance.now();
      child.process.kill("SIGINT");
      await child.ended;
      expect((performance.now() - start) / 1000).toBeLessThan(1);
      await other.query("rollback");
    });
    expect(await tableHashes(db)).toEqual(previous);
  },
);
