import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { withClient } from "../../../db/connection/database";
import { seed } from "../../../lib/dataset/load/seed";
import { describeProgress } from "../../../lib/dataset/load/seed-progress";
import { defaultRules } from "../../../lib/dataset/rules";
import { startChild } from "../../child-process";
import { testDatabase, urlOf } from "../../test-database";
import { waitForSomeoneAtALock } from "../../waiting-at-a-lock";

const rules = { ...defaultRules, companies: 40, months: 3 };

test.each(["kpis", "verify", "seed"])("npm run %s prints which process it waits for", async (command) => {
  const db = await testDatabase();
  await seed(db, { rules });
  const child = await withClient(db.pool, async (other) => {
    await other.query("begin; set local application_name = 'their program'; lock table dataset, companies");
    const { rows } = await other.query("select pg_backend_pid() as pid");
    const waiting = startChild(`lib/commands/${command}.ts`, [], {
      env: { ...process.env, DATABASE_URL: urlOf(db) },
    });
    const said = new RegExp(
      `^(database: )?waiting for process ${rows[0].pid} \\(their program, idle in transaction since [0-9:]{8} UTC\\)\n$`,
    );
    let stderr = "";
    waiting.process.stderr?.on("data", (text) => {
      stderr += text;
    });
    while (stderr === "") await sleep(20);
    expect(stderr).toMatch(said);
    await other.query("rollback");
    return waiting;
  });
  expect(await child.ended).toMatchObject({ code: 0 });
});

test("a seeding reports in its progress which other seeding it waits for", async () => {
  const db = await testDatabase();
  await seed(db, { rules });
  const said: string[] = [];
  await withClient(db.pool, async (other) => {
    await other.query("begin; lock table dataset");
    const first = seed(db, { rules, randomSeed: "first" });
    await waitForSomeoneAtALock(db);
    let waiting = () => {};
    const told = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    const second = seed(db, {
      rules,
      randomSeed: "second",
      onProgress: (progress) => {
        said.push(describeProgress(progress));
        if (progress.waitingFor) waiting();
      },
    });
    await told;
    await other.query("rollback");
    await Promise.all([first, second]);
  });
  expect(said[0]).toBe("waiting for the database");
  expect(said).toContainEqual(
    expect.stringMatching(
      /^waiting for process \d+ \(startup-notebooks seeding, (active|idle in transaction) since [0-9:]{8} UTC\)$/,
    ),
  );
});
