import fs from "node:fs";
import path from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { exportColumns } from "../../../../lib/dataset/export/export-columns";
import { exportDataset } from "../../../../lib/dataset/export/export-dataset";
import { parquetSchema } from "../../../../lib/dataset/export/write-parquet";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";
import { verifyExport } from "../../../../lib/dataset/verify-export/verify-export";
import { describeAgain, type Edit, edit, exportOfFile, failures, rules } from "./exported-files";

const exported = exportOfFile();

test("an export passes its checks", async () => {
  const verification = await verifyExport(exported.whole);
  expect(await failures(exported.whole)).toEqual({});
  expect(`${verification}`).toBe("All 17 checks pass.");
});

test("texts, prices and times of any kind have one fingerprint as rows, CSV and Parquet", async () => {
  const companies = 6000;
  await seed(exported.db, { rules: { ...defaultRules, companies, months: 1 } });
  await sql`update companies set company_name =
    ${'\uFEFF"🚀",\r\né;\n'} || repeat(${'"'}, company_id % 7) || company_id`.execute(exported.db);
  await sql`update companies set created_at = '1969-12-31 23:59:59.000001+00' where company_id = 2`.execute(
    exported.db,
  );
  await sql`update sessions set created_at = '2024-02-29 23:59:59.999999+00' where company_id = 3`.execute(
    exported.db,
  );
  await sql`update subscriptions set monthly_price = 9999999999.99 where company_size = 'large'`.execute(
    exported.db,
  );
  const folder = path.join(exported.parent, "any-text");
  await exportDataset(exported.db, folder);

  expect(fs.statSync(path.join(folder, "companies.csv")).size).toBeGreaterThan(400_000);
  expect(await failures(folder)).toEqual({
    "rows match a regeneration": expect.stringMatching(
      /^subscriptions\.csv: size large has monthly_price 9999999999\.99 instead of 99\.00; companies\.csv: company 1 /,
    ),
  });
});

test.each<[string, Edit, Record<string, string>]>([
  [
    "sessions.csv",
    (text) => text.replace(/,296\n$/, ",297\n"),
    {
      "rows match a regeneration":
        "sessions\\.csv: company 310: session 310\\d+ has duration_seconds 297 instead of 296",
    },
  ],
  [
    "companies.csv",
    (text) => text.replace(/\n3,.*\n/, "\n"),
    {
      "rows of companies.csv": "companies\\.csv has 309 rows instead of 310",
      "rows match a regeneration": "companies\\.csv: company 3 is missing",
    },
  ],
  [
    "companies.csv",
    (text) => `${text}${text.slice(text.lastIndexOf("\n", text.length - 2) + 1)}`,
    {
      "rows of companies.csv": "companies\\.csv has 311 rows instead of 310",
      "rows match a regeneration": "companies\\.csv: company 310 should not exist",
    },
  ],
])("a forged row of %s is named, even if the description fits", async (name, change, expected) => {
  const folder = exported.copy();
  edit(folder, name, change);
  expect(await failures(folder)).toMatchObject({
    [`size and SHA-256 of ${name}`]: expect.stringMatching(
      `^${name} has (.+ bytes|the SHA-256 .+) instead of `,
    ),
  });
  describeAgain(folder, name);

  expect(await failures(folder)).toEqual({
    "fingerprint of the CSV files": expect.stringMatching(/^the CSV files have \w{64} \(\w{64} recorded\)$/),
    ...Object.fromEntries(
      Object.entries(expected).map(([check, detail]) => [check, expect.stringMatching(detail)]),
    ),
  });
});

test.each<[string, Edit, string]>([
  [
    "another header",
    (text) => text.replace("created_at", "time"),
    'line 1 is ".*time.*" instead of the header',
  ],
  ["a missing value", (text) => text.replace(/\n(.*),\d+\n/, "\n$1\n"), "line 2 has 3 values instead of 4"],
  [
    "a word for a number",
    (text) => text.replace(/,\d+\n/, ",long\n"),
    'line 2: duration_seconds must be a whole number, received "long"',
  ],
  [
    "too large a number",
    (text) => text.replace(/,\d+\n/, ",2147483648\n"),
    "line 2: duration_seconds must be a whole number",
  ],
  ["another form of time", (text) => text.replace("T", " "), "line 2: created_at must be a time as "],
  [
    "a month that does not exist",
    (text) => text.replace(/-\d\d-/, "-13-"),
    "line 2: created_at must be a time as ",
  ],
  [
    "a quote in the middle",
    (text) => text.replace("T", '""T'),
    "line 2 has a quote in a value without quotes",
  ],
  [
    "a quote that is not closed",
    (text) => text.replace("T", '"T'),
    "line \\d+, the last, does not end|longer than a million",
  ],
  ["a cut end", (text) => text.slice(0, -1), "line \\d+, the last, does not end"],
  ["bytes that are no UTF-8", (text) => text.replace("T", "\xff"), "is not UTF-8 from line 1 on"],
  ["nothing", () => "", "is empty and lacks the header"],
])("sessions.csv with %s is one sentence with the line", async (_, change, sentence) => {
  const folder = exported.copy();
  edit(folder, "sessions.csv", change);
  const found = await failures(folder);
  expect(found["rows of sessions.csv"]).toMatch(new RegExp(`^sessions\\.csv: (${sentence})`));
  expect(found["rows match a regeneration"]).toBe("the CSV files cannot be read");
});

test("a Parquet file of other bytes is not read, and one of other columns is refused", async () => {
  const folder = exported.copy();
  fs.copyFileSync(path.join(folder, "companies.parquet"), path.join(folder, "sessions.parquet"));
  expect(await failures(folder)).toEqual({
    "size and SHA-256 of sessions.parquet": expect.stringMatching(
      /^sessions\.parquet has [\d,]+ bytes instead of /,
    ),
    "rows of sessions.parquet": "sessions.parquet: is not read, since its bytes differ",
    "fingerprint of the Parquet files": "the Parquet files cannot be read",
  });

  describeAgain(folder, "sessions.parquet");
  expect(await failures(folder)).toEqual({
    "rows of sessions.parquet":
      "sessions.parquet: column 2 is company_name BYTE_ARRAY UTF8 REQUIRED instead of session_id INT64 REQUIRED",
    "fingerprint of the Parquet files": "the Parquet files cannot be read",
  });
  edit(folder, "sessions.parquet", (text) => text.slice(0, -100));
  describeAgain(folder, "sessions.parquet");
  expect((await failures(folder))["rows of sessions.parquet"]).toMatch(
    /^sessions\.parquet: cannot be read: /,
  );
});

test("a forged Parquet file over which the reader loops without end does not keep a verification from being stopped", async () => {
  const folder = exported.copy();
  const sizes = Array.from({ length: 900 }, (_, n) => (n % 97 < 50 ? "a" : "b"));
  const forged = Buffer.from(
    parquetWriteBuffer({
      schema: parquetSchema(exportColumns("subscriptions", { withSourceIds: false, nullable: [] })),
      columnData: [
        { name: "company_size", data: sizes },
        { name: "monthly_price", data: sizes.map(() => 1n) },
      ],
      codec: "UNCOMPRESSED",
    }),
  );
  // Indexes of one bit, 50 times 0 and 47 times 1, become fewer than none of no bits.
  forged.set([0, 0xff, 0xff, 0xff, 0xff, 0x0f], forged.indexOf(Buffer.from([1, 100, 0, 94, 1])));
  fs.writeFileSync(path.join(folder, "subscriptions.parquet"), forged);
  describeAgain(folder, "subscriptions.parquet");
  const stop = new AbortController();
  const verifying = verifyExport(folder, { signal: stop.signal });
  setTimeout(() => stop.abort(), 1000);
  await expect(verifying).rejects.toThrow("verify: it was interrupted");
});

test("a Parquet file of other rows than the CSV has another fingerprint", async () => {
  const folder = exported.copy();
  const other = path.join(exported.parent, "other");
  await seed(exported.db, { rules, randomSeed: "other", replace: true });
  await exportDataset(exported.db, other);
  fs.copyFileSync(path.join(other, "companies.parquet"), path.join(folder, "companies.parquet"));
  describeAgain(folder, "companies.parquet");
  expect(Object.keys(await failures(folder))).toEqual(["fingerprint of the Parquet files"]);
});

test("a verification that is stopped says so", async () => {
  await expect(verifyExport(exported.whole, { signal: AbortSignal.abort() })).rejects.toThrow(
    "verify: it was interrupted",
  );
  const stop = new AbortController();
  const verifying = verifyExport(exported.whole, { signal: stop.signal });
  setTimeout(() => stop.abort(), 20);
  await expect(verifying).rejects.toThrow("verify: it was interrupted");
});
