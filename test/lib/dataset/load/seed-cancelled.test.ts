import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Database, withClient } from "../../../../db/connection/database";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";
import { isServerBusy } from "../../../busy-server";
import { type Child, startChild } from "../../../child-process";
import { tableHashes } from "../../../table-hashes";
import { testDatabase, urlOf } from "../../../test-database";
import { waitForSomeoneAtALock } from "../../../waiting-at-a-lock";
import type { SeedingTask } from "./seeding-process";

/** Enough for the sending of sessions and the building of their keys to take seconds each. */
const COMPANIES = 150_000;
const SEED_LOCK = 7_320_002;
const INTERRUPTED = "seed: it was interrupted; the previous dataset is unchanged";

async function seededDatabase() {
  const db = await testDatabase();
  await seed(db, { rules: { ...defaultRules, companies: 40 }, randomSeed: "previous" });
  return { db, previous: await tableHashes(db) };
}

function startSeeding(db: Database, options: Pick<SeedingTask, "interrupt"> = {}): Child {
  const url = urlOf(db);
  const task: SeedingTask = { url, seed: "child", companies: COMPANIES, ...options };
  return startChild("test/lib/dataset/load/seeding-process.ts", [JSON.stringify(task)]);
}

test.each([
  ["companies", "months", 0],
  ["months", "lives", 0],
  ["lives", "sessions", 0],
  ["sessions", "constraints", 1000],
  ["constraints", "done", 100],
  ["constraints", "done", 1000],
])(
  "SIGINT in the middle of the step %s cancels it before the step %s, on the server too: %i ms after its begin",
  async (step, next, ms) => {
    const { db, previous } = await seededDatabase();
    const { stdout, stderr } = await startSeeding(db, { interrupt: { step, ms } }).ended;
    expect(stderr).toContain(INTERRUPTED);
    expect(stdout).not.toContain(next);
    while (await isServerBusy(db)) await sleep(10);
    expect(await tableHashes(db)).toEqual(previous);
  },
);

test.each(["another seeding", "a reader"])("SIGINT while it waits for %s cancels it", async (whom) => {
  const { db, previous } = await seededDatabase();
  await withClient(db.pool, async (other) => {
    await other.query("begin");
    if (whom === "a reader") await other.query("select * from dataset");
    else await other.query("select pg_advisory_xact_lock($1)", [SEED_LOCK]);
    const child = startSeeding(db);
    await waitForSomeoneAtALock(db);
    child.process.kill("SIGINT");
    expect((await child.ended).stderr).toContain(INTERRUPTED);
    await other.query("rollback");
  });
  expect(await tableHashes(db)).toEqual(previous);
});
