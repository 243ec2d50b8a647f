import { expect, onTestFinished } from "vitest";
import { Database } from "../../db/connection/database";
import { fingerprint } from "../../lib/dataset/fingerprint";
import { seed } from "../../lib/dataset/load/seed";
import { defaultRules } from "../../lib/dataset/rules";
import { emptyDatabaseUrl } from "../test-database";

/** The rules of the dataset that is there before a fault: small, so that the checks are quick. */
export const previousRules = { ...defaultRules, companies: 40, months: 3 };
/** Rules whose seeding takes long enough for a fault to hit it. */
export const longRules = { ...defaultRules, companies: 3000 };

/** A database with a dataset before a fault, and what has to hold after it. */
export interface SeededDatabase {
  readonly url: string;
  readonly db: Database;
  /** The fingerprint of the dataset before the fault. */
  readonly before: string;
  /** The previous dataset is whole, and seeding works again. */
  expectUnharmed(): Promise<void>;
}

/** A database with a dataset: on the tests' server, or the one that a URL names. */
export async function seededDatabase(url?: string): Promise<SeededDatabase> {
  const place = url ?? (await emptyDatabaseUrl());
  const db = new Database(place);
  onTestFinished(() => db.destroy());
  const { fingerprint: before } = await seed(db, { rules: previousRules, randomSeed: "previous" });
  return { url: place, db, before, expectUnharmed: () => expectUnharmed(db, before) };
}

/** The fingerprint of the rows, which the record of the dataset has too: they are one dataset, whole. */
export async function wholeDataset(db: Database): Promise<string> {
  const found = await fingerprint(db);
  expect(await db.selectFrom("dataset").select("fingerprint").execute()).toEqual([{ fingerprint: found }]);
  return found;
}

/** The dataset has this fingerprint, and seeding works again. */
export async function expectUnharmed(db: Database, before: string): Promise<void> {
  expect(await wholeDataset(db)).toBe(before);
  const next = await seed(db, { rules: previousRules, randomSeed: "next" });
  expect(await wholeDataset(db)).toBe(next.fingerprint);
  expect(next.fingerprint).not.toBe(before);
}
