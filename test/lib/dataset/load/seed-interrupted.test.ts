import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { Database, withClient } from "../../../../db/connection/database";
import { UserError } from "../../../../db/errors/user-error";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";
import { startChild } from "../../../child-process";
import { tableHashes } from "../../../table-hashes";
import { testDatabase, urlOf } from "../../../test-database";
import { waitForSomeoneAtALock } from "../../../waiting-at-a-lock";
import type { SeedingTask } from "./seeding-process";

const INTERRUPTED = "seed: it was interrupted; the previous dataset is unchanged";
const fewRules = { ...defaultRules, companies: 40, months: 3 };
const manyRules = { ...defaultRules, companies: 3000 };

/** A database with a dataset, and a check that this dataset is whole and the next seeding works. */
async function seededDatabase() {
  const db = await testDatabase();
  await seed(db, { rules: fewRules, randomSeed: "previous" });
  const previous = await tableHashes(db);
  return {
    db,
    expectUnharmed: async () => {
      expect(await tableHashes(db)).toEqual(previous);
      expect(await seed(db, { rules: fewRules, randomSeed: "next" })).toMatchObject({ companies: 40 });
      expect(await tableHashes(db)).not.toEqual(previous);
    },
  };
}

function startSeeding(db: Database, task: Omit<SeedingTask, "url" | "seed">) {
  const url = urlOf(db);
  return startChild("test/lib/dataset/load/seeding-process.ts", [
    JSON.stringify({ url, seed: "child", ...task }),
  ]);
}

describe("a signal", () => {
  test.each(["waiting", "companies", "sessions", "constraints"])(
    "that aborts at the step %s leaves the previous dataset whole",
    async (at) => {
      const { db, expectUnharmed } = await seededDatabase();
      const interruption = new AbortController();
      const seeding = seed(db, {
        rules: manyRules,
        signal: interruption.signal,
        onProgress: ({ step }) => {
          if (step === at) interruption.abort();
        },
      });
      await expect(seeding).rejects.toThrow(UserError);
      await expect(seeding).rejects.toThrow(INTERRUPTED);
      await expectUnharmed();
    },
  );

  test("that is aborted from the start lets nothing happen", async () => {
    const { db, expectUnharmed } = await seededDatabase();
    await expect(seed(db, { signal: AbortSignal.abort() })).rejects.toThrow(INTERRUPTED);
    await expectUnharmed();
  });

  test("stops a seeding that waits for a reader", async () => {
    const { db, expectUnharmed } = await seededDatabase();
    const interruption = new AbortController();
    await withClient(db.pool, async (reader) => {
      await reader.query("begin");
      await reader.query("select count(*) from sessions");
      const seeding = seed(db, { rules: fewRules, signal: interruption.signal });
      const outcome = expect(seeding).rejects.toThrow(INTERRUPTED);
      await waitForSomeoneAtALock(db);
      interruption.abort();
      await outcome;
      await reader.query("commit");
    });
    await expectUnharmed();
  });

  test("stops nothing but the seeding it was given to", async () => {
    const { db } = await seededDatabase();
    for (let n = 0; n < 5; n += 1) {
      // A new pool: the request to cancel has to connect first, and may come late.
      const once = new Database(urlOf(db));
      const interruption = new AbortController();
      const seeding = seed(once, {
        rules: manyRules,
        signal: interruption.signal,
        onProgress: ({ step }) => {
          if (step === "sessions") interruption.abort();
        },
      });
      await expect(seeding).rejects.toThrow(INTERRUPTED);
      await sql`select pg_sleep(0.05)`.execute(once);
      await once.destroy();
    }
  });
});

test("a progress report that throws leaves the previous dataset whole", async () => {
  const { db, expectUnharmed } = await seededDatabase();
  const onProgress = ({ step }: { step: string }) => {
    if (step === "sessions") throw new Error("the bar is broken");
  };
  await expect(seed(db, { rules: manyRules, onProgress })).rejects.toThrow(
    /the bar is broken.*the previous dataset is unchanged$/,
  );
  await expectUnharmed();
});

test("a last report that throws does not say that the dataset is unchanged, for it is not", async () => {
  const { db } = await seededDatabase();
  const onProgress = ({ step }: { step: string }) => {
    if (step === "done") throw new Error("the bar is broken");
  };
  await expect(seed(db, { rules: fewRules, randomSeed: "new", onProgress })).rejects.toThrow(
    /^the bar is broken$/,
  );
  expect(await db.selectFrom("dataset").select("seed").execute()).toEqual([{ seed: "new" }]);
});

test("a connection that is lost in the middle leaves the previous dataset whole", async () => {
  const { db, expectUnharmed } = await seededDatabase();
  let cut: Promise<unknown> | undefined;
  const onProgress = ({ step }: { step: string }) => {
    if (step !== "sessions") return;
    cut ??= sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`.execute(db);
  };
  const seeding = seed(db, { rules: { ...defaultRules, companies: 20_000 }, onProgress });
  await expect(seeding).rejects.toThrow(
    /^seed: database: .+ run this again; the previous dataset is unchanged$/,
  );
  await cut;
  await expectUnharmed();
});

describe("SIGINT", () => {
  test.each(["sessions", "constraints"])(
    "at the step %s ends the process with a failure and leaves the previous dataset whole",
    async (step) => {
      const { db, expectUnharmed } = await seededDatabase();
      const child = startSeeding(db, { companies: 20_000 });
      await child.said(step);
      child.process.kill("SIGINT");
      const { code, signal, stderr, stdout } = await child.ended;
      expect({ code, signal }).toEqual({ code: 1, signal: null });
      expect(stderr).toContain(INTERRUPTED);
      expect(stdout).not.toContain("done");
      await expectUnharmed();
    },
  );

  test("does not keep the process alive: it ends once the dataset is stored", async () => {
    const { db } = await seededDatabase();
    const child = startSeeding(db, { companies: 40 });
    expect(await child.ended).toMatchObject({ code: 0, stderr: "" });
    expect(await db.selectFrom("dataset").select("seed").execute()).toEqual([{ seed: "child" }]);
  });
});

describe("kill -9", () => {
  test.each(["companies", "sessions", "constraints"])(
    "at the step %s leaves the previous dataset whole",
    async (step) => {
      const { db, expectUnharmed } = await seededDatabase();
      const child = startSeeding(db, { companies: 3000, standStillAt: step });
      await child.said(step);
      child.process.kill("SIGKILL");
      expect(await child.ended).toMatchObject({ signal: "SIGKILL" });
      await expectUnharmed();
    },
  );

  test.each([5, 50])("%i ms after the last row was sent leaves one dataset whole", async (ms) => {
    const { db, expectUnharmed } = await seededDatabase();
    const child = startSeeding(db, { companies: 20_000 });
    await child.said("constraints");
    await new Promise((resolve) => setTimeout(resolve, ms));
    child.process.kill("SIGKILL");
    const { stdout } = await child.ended;
    expect(stdout).not.toContain("done");
    await expectUnharmed();
  });
});
