import seedrandom from "seedrandom";
import { expect, test } from "vitest";
import { Database } from "../../db/connection/database";
import { seed } from "../../lib/dataset/load/seed";
import { startChild } from "../child-process";
import {
  longRules,
  previousRules,
  type SeededDatabase,
  seededDatabase,
  wholeDataset,
} from "./seeded-database";

const KILLS = 20;
/** Seedings that run at a time, each in a database of its own. */
const AT_ONCE = 2;
/** Another one with `FAULT_SEED=… npm test`. */
const faultSeed = process.env.FAULT_SEED ?? String(Date.now());

test(`a seeding process that is killed at ${KILLS} random moments leaves one dataset, whole (FAULT_SEED=${faultSeed})`, {
  timeout: 240_000,
}, async () => {
  const random = seedrandom(faultSeed);
  const { milliseconds, fingerprint: after } = await seedingAlone();
  const moments = Array.from({ length: KILLS }, () => random() * milliseconds);
  const outcomes: string[] = [];
  const killInTurn = async () => {
    const database = await seededDatabase();
    for (let moment = moments.pop(); moment !== undefined; moment = moments.pop()) {
      outcomes.push(await killAt(moment, database, after));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, killInTurn));
  expect(outcomes).toHaveLength(KILLS);
  // Otherwise the moments would prove little.
  expect(outcomes.filter((outcome) => outcome === "previous").length).toBeGreaterThan(KILLS / 4);
});

/** How long the seeding takes that is to be killed, and what it makes. */
async function seedingAlone(): Promise<{ milliseconds: number; fingerprint: string }> {
  const { url } = await seededDatabase();
  const child = startSeeding(url);
  await child.said("waiting");
  const start = performance.now();
  await child.said("done");
  const milliseconds = performance.now() - start;
  await child.ended;
  const db = new Database(url);
  const made = await wholeDataset(db);
  await db.destroy();
  return { milliseconds, fingerprint: made };
}

/** Kills a seeding so long after its start, says whose dataset is there, and seeds the previous one again. */
async function killAt(
  milliseconds: number,
  { url, db, before }: SeededDatabase,
  after: string,
): Promise<"previous" | "new"> {
  const child = startSeeding(url);
  await child.said("waiting");
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  child.process.kill("SIGKILL");
  const { stdout } = await child.ended;
  const found = await wholeDataset(db);
  expect([before, after]).toContain(found);
  if (stdout.includes("done")) expect(found).toBe(after);
  await seed(db, { rules: previousRules, randomSeed: "previous" });
  expect(await wholeDataset(db)).toBe(before);
  return found === before ? "previous" : "new";
}

function startSeeding(url: string) {
  const task = { url, seed: "child", companies: longRules.companies };
  return startChild("test/lib/dataset/load/seeding-process.ts", [JSON.stringify(task)]);
}
