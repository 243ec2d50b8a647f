import { expect, test } from "vitest";
import { kyselyOn } from "../../../../db/connection/database";
import { readRecord } from "../../../../lib/dataset/record";
import { checkFingerprint } from "../../../../lib/dataset/verify/check-fingerprint";
import { readDataset } from "../../../../lib/dataset/verify/read-dataset";
import { afterwards, smallDatasetOfFile } from "./small-dataset";

const file = smallDatasetOfFile();

async function fingerprintAfter(statements: string, signal = new AbortController().signal) {
  return await afterwards(file.db, statements, async (client) => {
    const { recorded } = await readRecord(kyselyOn(client));
    if (!recorded) throw new Error("no record");
    const rows = await checkFingerprint(client, recorded, await readDataset(client, recorded, signal));
    return rows.map(({ check, passed, detail }) => [check, passed, detail]);
  });
}

const FINGERPRINT = "fingerprint is the recorded one";
const MADE = "rows are what rules and seed give";
const digits = expect.stringMatching(/^[0-9a-f]{64}$/);

test("rows that were made have the recorded fingerprint, and are equal when they are made again", async () => {
  expect(await fingerprintAfter("")).toEqual([
    [FINGERPRINT, true, digits],
    [MADE, true, "made again, all rows are equal"],
  ]);
});

test("another record than that of the rows is told with both fingerprints", async () => {
  const zeros = "0".repeat(64);
  expect(await fingerprintAfter(`update dataset set fingerprint = '${zeros}'`)).toEqual([
    [FINGERPRINT, false, expect.stringMatching(/^[0-9a-f]{64}, and 0{64} recorded$/)],
    [MADE, true, "made again, all rows are equal"],
  ]);
});

test("other rows than were made are named, table by table", async () => {
  const changes = "update companies set company_name = 'A'; update sessions set duration_seconds = 7";
  const [, made] = await fingerprintAfter(changes);

  expect(made).toEqual([
    MADE,
    false,
    "company 1 has company_name A and was made with Sage Security Co.; company 1: session 1000001 has duration_seconds 7 and was made with 1150",
  ]);
});

test("rows of another generator are not made again, and the way out is told", async () => {
  expect(await fingerprintAfter("update dataset set generator_version = 99")).toEqual([
    [FINGERPRINT, true, digits],
    [
      MADE,
      false,
      "generator_version is 99, and this generator has 1; run `npm run seed` to make the dataset anew",
    ],
  ]);
});

test("a signal stops the reading", async () => {
  await expect(fingerprintAfter("", AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
});
