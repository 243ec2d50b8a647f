import { expect, test } from "vitest";
import { inSnapshot, snapshot } from "../../../db/transaction/snapshot";
import { fingerprintOn } from "../../../lib/dataset/fingerprint";
import { seed } from "../../../lib/dataset/load/seed";
import { defaultRules } from "../../../lib/dataset/rules";
import { mrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import { sessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { testDatabase } from "../../test-database";
import { waitForSomeoneAtALock } from "../../waiting-at-a-lock";

test("a seeding waits until the snapshot has ended", async () => {
  const db = await testDatabase();
  const before = await seed(db);

  let seeding: Promise<{ fingerprint: string }> | undefined;
  const seen = await inSnapshot(db, new AbortController().signal, async (client) => {
    await client.query("select 1");
    seeding = seed(db, { randomSeed: "other" });
    await waitForSomeoneAtALock(db);
    return await fingerprintOn(client);
  });

  expect(seen).toBe(before.fingerprint);
  expect((await seeding)?.fingerprint).not.toBe(before.fingerprint);
});

test("a snapshot does not show what others write meanwhile", async () => {
  const db = await testDatabase();
  const { fingerprint } = await seed(db);

  const seen = await inSnapshot(db, new AbortController().signal, async (client) => {
    await client.query("select 1");
    await db.updateTable("companies").set({ company_name: "Other" }).execute();
    return await fingerprintOn(client);
  });

  expect(seen).toBe(fingerprint);
});

test("KPIs in one snapshot describe one dataset, even if it is replaced meanwhile", async () => {
  const db = await testDatabase();
  await seed(db);

  let seeding: Promise<unknown> | undefined;
  const { sessions, revenue } = await snapshot(db, async (snapshotDb) => {
    const sessions = await sessionsPerMonth(snapshotDb).execute();
    seeding = seed(db, { rules: { ...defaultRules, companies: 7, startMonth: "2031-01" } });
    await waitForSomeoneAtALock(db);
    return { sessions, revenue: await mrrPerMonth(snapshotDb).execute() };
  });
  await seeding;

  const cells = (rows: readonly { month: string; company_size: string; active_companies: number }[]) =>
    rows.map(({ month, company_size, active_companies }) => [month, company_size, active_companies]);
  expect(cells(revenue)).toEqual(cells(sessions));
});

test("a snapshot cannot be written to", async () => {
  const db = await testDatabase();
  await expect(snapshot(db, (db) => db.deleteFrom("sessions").execute())).rejects.toThrow("read-only");
});
