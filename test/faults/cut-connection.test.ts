import { describe, expect, onTestFinished, test } from "vitest";
import { Database } from "../../db/connection/database";
import { seed } from "../../lib/dataset/load/seed";
import { cuttableWire, type Verdict } from "../cuttable-wire";
import { longRules, previousRules, seededDatabase, wholeDataset } from "./seeded-database";

/** A database through a wire that is cut at the commit. */
async function cutAtCommit(url: string, verdict: Verdict, line: "stays" | "closes"): Promise<Database> {
  const wire = await cuttableWire(url, (sent, { close }) => {
    if (!sent.includes("commit\0")) return "through";
    if (line === "closes") close();
    return verdict;
  });
  const db = new Database(wire.url);
  onTestFinished(() => db.destroy());
  return db;
}

test.each([0.1, 0.5, 0.9])(
  "a wire that is cut when %d of the rows are sent leaves the previous dataset whole",
  async (part) => {
    const { url, expectUnharmed } = await seededDatabase();
    const wire = await cuttableWire(url);
    const db = new Database(wire.url);
    onTestFinished(() => db.destroy());
    const seeding = seed(db, {
      rules: longRules,
      onProgress: ({ step, companies, companiesTotal }) => {
        if (step === "sessions" && companies >= part * companiesTotal) wire.cut();
      },
    });
    await expect(seeding).rejects.toThrow(
      /^seed: database: [^;\n]+; the connection was lost; run this again; the previous dataset is unchanged$/,
    );
    await expectUnharmed();
  },
);

describe("a connection that is lost at the commit", () => {
  test("before it reaches the server fails the seeding, and the previous dataset is whole", async () => {
    const { url, expectUnharmed } = await seededDatabase();
    const db = await cutAtCommit(url, "cut before", "stays");
    await expect(seed(db, { rules: longRules })).rejects.toThrow(
      /^seed: database: .+; the connection was lost; run this again; the previous dataset is unchanged$/,
    );
    await expectUnharmed();
  });

  test("after it reached the server is no failure: the new dataset is there", async () => {
    const { url, db, before } = await seededDatabase();
    const summary = await seed(await cutAtCommit(url, "cut behind", "stays"), { rules: longRules });
    expect(summary.fingerprint).not.toBe(before);
    expect(await wholeDataset(db)).toBe(summary.fingerprint);
  });

  test("with no way to ask what became of it says that it is not known", async () => {
    const { url, db, before } = await seededDatabase();
    await expect(seed(await cutAtCommit(url, "cut behind", "closes"), { rules: longRules })).rejects.toThrow(
      /^seed: database: .+ during the commit; it is not known whether the new dataset was stored; run `npm run verify`$/,
    );
    expect(await wholeDataset(db)).not.toBe(before);
    await seed(db, { rules: previousRules, randomSeed: "previous" });
    expect(await wholeDataset(db)).toBe(before);
  });
});
