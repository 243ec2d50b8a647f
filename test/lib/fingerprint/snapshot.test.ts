import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { fingerprintOn } from "../../../lib/fingerprint/fingerprint";
import { inSnapshot } from "../../../lib/fingerprint/snapshot";
import { seed } from "../../../lib/seed/seed";
import { testDatabase } from "../../test-database";

test("a seeding that comes meanwhile waits until the snapshot is no longer read", async () => {
  const db = await testDatabase();
  const before = await seed(db);

  let seeding: Promise<{ fingerprint: string }> | undefined;
  const seen = await inSnapshot(db, new AbortController().signal, async (client) => {
    await client.query("select 1");
    seeding = seed(db, { seed: "other" });
    await sleep(500);
    return await fingerprintOn(client);
  });

  expect(seen).toBe(before.fingerprint);
  expect((await seeding)?.fingerprint).not.toBe(before.fingerprint);
});

test("what others write meanwhile is not seen", async () => {
  const db = await testDatabase();
  const { fingerprint } = await seed(db);

  const seen = await inSnapshot(db, new AbortController().signal, async (client) => {
    await client.query("select 1");
    await db.updateTable("companies").set({ company_name: "Other" }).execute();
    return await fingerprintOn(client);
  });

  expect(seen).toBe(fingerprint);
});
