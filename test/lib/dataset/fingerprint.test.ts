import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Database } from "../../../db/connection/database";
import { clientClass } from "../../../db/connection/scram-client";
import { fingerprint } from "../../../lib/dataset/fingerprint";
import { seed } from "../../../lib/dataset/load/seed";
import { currentDataset } from "../../../lib/dataset/record";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { startChild } from "../../child-process";
import { emptyDatabaseUrl, testDatabase } from "../../test-database";

/**
 * The default dataset. It changes only if the generator does: then raise `generatorVersion` with it.
 * Seen on Node 20, 22 and 24, Postgres 15 and 18.
 */
const DEFAULT = "60c70382bbd66a8a8285b339998017c440fd8df9439476ad494bcdc063d28b9f";

async function recorded(db: Database): Promise<string | undefined> {
  return (await currentDataset(db)).fingerprint;
}

test("the default dataset has the fingerprint that it always had: generated, recorded and read back", async () => {
  const db = await testDatabase();
  const summary = await seed(db);

  expect(summary.fingerprint).toBe(DEFAULT);
  expect(await recorded(db)).toBe(DEFAULT);
  expect(await fingerprint(db)).toBe(DEFAULT);
});

describe("settings of the database do not change it", () => {
  test.each([
    ["timezone", "Asia/Kolkata"],
    ["timezone", "America/St_Johns"],
    ["datestyle", "German, DMY"],
    ["datestyle", "SQL, MDY"],
    ["intervalstyle", "sql_standard"],
    ["bytea_output", "escape"],
    ["extra_float_digits", "-15"],
    ["lc_monetary", "C"],
  ])("%s = %s", async (setting, value) => {
    const db = new Database(await databaseWith(`set ${setting} = '${value}'`));
    await seed(db);

    expect(await fingerprint(db)).toBe(DEFAULT);
    await db.destroy();
  });

  test.each([
    "encoding LATIN1 locale 'C'",
    // Sorts é before z, and z before Z.
    "encoding UTF8 locale 'C' locale_provider icu icu_locale 'en-US'",
  ])("%s", async (encoding) => {
    const url = await emptyDatabaseUrl();
    const name = new URL(url).pathname.slice(1);
    await runOn(url.replace(name, "postgres"), [
      `drop database ${name}`,
      `create database ${name} ${encoding} template template0`,
    ]);
    const db = new Database(url);
    const sizes = ["é", "z", "Z"].map((size) => ({ ...sizeRules, size }));
    const summary = await seed(db, { rules: { ...defaultRules, sizes } });

    expect(await fingerprint(db)).toBe(summary.fingerprint);
    await db.destroy();
  });

  async function databaseWith(change: string): Promise<string> {
    const url = await emptyDatabaseUrl();
    await runOn(url, [`alter database ${new URL(url).pathname.slice(1)} ${change}`]);
    return url;
  }

  async function runOn(url: string, statements: readonly string[]): Promise<void> {
    const client = new (clientClass(url))({ connectionString: url });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }
});

test.each([
  ["TZ", "Pacific/Kiritimati"],
  ["TZ", "America/St_Johns"],
  ["LC_ALL", "tr_TR.UTF-8"],
  ["LC_ALL", "ar_SA.UTF-8"],
  ["PGTZ", "Asia/Tokyo"],
  ["PGDATESTYLE", "German"],
])("%s=%s in the environment of the process does not change it", async (variable, value) => {
  const url = await emptyDatabaseUrl();
  const env = { ...process.env, DATABASE_URL: url, [variable]: value };
  const child = startChild("lib/commands/seed.ts", [], { env });

  expect((await child.ended).stderr).not.toMatch(/seed:/);
  const db = new Database(url);
  expect(await recorded(db)).toBe(DEFAULT);
  expect(await fingerprint(db)).toBe(DEFAULT);
  await db.destroy();
});

const sizeRules = { probability: 1 / 3, monthlyPrice: 0.29, sessions: { base: 3, spread: 3 } };

test("it is the SHA-256 of what psql's COPY writes, sizes in the order of their bytes", async () => {
  const db = await testDatabase();
  // By UTF-16 code units the rocket would come before the ligature, by a dictionary "a" before "Z".
  const sizes = ["🚀", "ﬀ", "a", "Z"].map((size) => ({ ...sizeRules, size, probability: 0.25 }));
  const rules: Rules = {
    ...defaultRules,
    companies: 1,
    months: 1,
    sizes: sizes.map((size) => ({ ...size, sessions: { base: 0, spread: 0 } })),
  };
  const summary = await seed(db, { rules });
  const company = await db.selectFrom("companies").selectAll().executeTakeFirstOrThrow();

  const header = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
  const trailer = Buffer.from([0xff, 0xff]);
  const subscriptions = ["Z", "a", "ﬀ", "🚀"].flatMap((size) => [int2(2), text(size), field(int8(29n))]);
  const microseconds = BigInt(company.created_at.getTime() - Date.UTC(2000, 0, 1)) * 1000n;
  const companies = [
    int2(4),
    field(int4(1)),
    text(company.company_name),
    text(company.company_size),
    field(int8(microseconds)),
  ];
  const bytes = [header, ...subscriptions, trailer, header, ...companies, trailer, header, trailer];
  expect(summary.fingerprint).toBe(createHash("sha256").update(Buffer.concat(bytes)).digest("hex"));
  expect(await fingerprint(db)).toBe(summary.fingerprint);
});

function int2(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int4(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int8(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function field(bytes: Buffer): Buffer {
  return Buffer.concat([int4(bytes.length), bytes]);
}

function text(value: string): Buffer {
  return field(Buffer.from(value));
}

test("another seed and other rules have other fingerprints, and the same ones the same", async () => {
  const db = await testDatabase();
  const of = async (options: Parameters<typeof seed>[1]) => (await seed(db, options)).fingerprint;
  const small = { ...defaultRules, companies: 20 };

  const all = [
    await of({ rules: small }),
    await of({ rules: small, randomSeed: "other" }),
    await of({ rules: { ...small, companies: 21 } }),
    await of({ rules: { ...small, months: 11 } }),
    await of({ rules: { ...small, startMonth: "2025-02" } }),
    await of({ rules: { ...small, sizes: small.sizes.map((size) => ({ ...size, monthlyPrice: 19.01 })) } }),
  ];

  expect(new Set(all).size).toBe(all.length);
  expect(await of({ rules: small })).toBe(all[0]);
});

test("the physical order of the rows does not matter, and any changed value does", async () => {
  const db = await testDatabase();
  const { fingerprint: made } = await seed(db, { rules: { ...defaultRules, companies: 20 } });
  await db
    .updateTable("sessions")
    .set(({ ref }) => ({ duration_seconds: ref("duration_seconds") }))
    .execute();
  await db
    .updateTable("companies")
    .set(({ ref }) => ({ company_name: ref("company_name") }))
    .where("company_id", "<", 9)
    .execute();
  expect(await fingerprint(db)).toBe(made);

  await db.updateTable("companies").set({ company_name: "Other" }).where("company_id", "=", 7).execute();
  expect(await fingerprint(db)).not.toBe(made);
});

test("the table refuses what is no fingerprint", async () => {
  const db = await testDatabase();
  await seed(db, { rules: { ...defaultRules, companies: 1, months: 1 } });

  for (const wrong of ["", "abc", "G".repeat(64), "A".repeat(64), "a".repeat(65)]) {
    await expect(db.updateTable("dataset").set({ fingerprint: wrong }).execute()).rejects.toThrow(
      /fingerprint must be 64 hex digits/,
    );
  }
});
