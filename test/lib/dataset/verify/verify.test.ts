import { inspect } from "node:util";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { Database } from "../../../../db/connection/database";
import { seed } from "../../../../lib/dataset/load/seed";
import type { Rules } from "../../../../lib/dataset/rules";
import type { Verification } from "../../../../lib/dataset/verify/verification";
import { verify } from "../../../../lib/dataset/verify/verify";
import { emptyDatabaseUrl, testDatabase } from "../../../test-database";

/** The details of the rules that are broken, by the name of the rule. */
function broken({ rows }: Verification): Record<string, string> {
  return Object.fromEntries(rows.filter(({ passed }) => !passed).map(({ check, detail }) => [check, detail]));
}

async function seeded(options: Parameters<typeof seed>[1] = {}): Promise<Database> {
  const db = await testDatabase();
  await seed(db, options);
  return db;
}

/** Runs statements in one connection, as a superuser who can switch off foreign keys. */
async function tamper(db: Database, statements: string): Promise<void> {
  const client = await db.pool.connect();
  await client.query(statements).finally(() => client.release(true));
}

const RECORD = "record of rules and seed";
const COUNTS = "counts match the record";
const PRICES = "sizes and prices match the rules";
const COMPANIES = "each company once, numbered from 1";
const SIZES = "each company's size is in the rules";
const SIGN_UP = "each company signed up in the first month";
const OWNER = "each session belongs to a company";
const HORIZON = "sessions lie inside the horizon";
const BEFORE = "no session before the company signed up";
const ORDER = "sessions numbered from 1 in the order of time";
const BOUNDS = "sessions per month within the distribution's bounds";
const GAP = "no session after a month without one";
const FINGERPRINT = "fingerprint matches the record";
const REGENERATED = "rows match a regeneration";
/** No foreign keys for this connection, as in a dump that was loaded in part. */
const UNCHECKED = "set session_replication_role = replica;";
const noDetail = /^/;

describe("a generated dataset passes", () => {
  test.each(["startup", "a", "b", "c", "d", "e", "f", "g"])(
    "by the default rules from seed %s",
    async (name) => {
      const verification = await verify(await seeded({ randomSeed: name }));

      expect(broken(verification)).toEqual({});
      expect(verification.passed).toBe(true);
    },
  );

  const size = { size: "only", probability: 1, monthlyPrice: 9.99, sessions: { base: 3, spread: 3 } };
  const rules = { companies: 200, startMonth: "2024-02", months: 3, sizes: [size] };
  test.each<[string, Partial<Rules>]>([
    ["one company and one month", { companies: 1, months: 1 }],
    ["a leap February and a price with cents", {}],
    ["a start in December", { startMonth: "2025-12" }],
    ["sixty months", { months: 60 }],
    ["everybody churns in the first month", { sizes: [{ ...size, sessions: { base: 0, spread: 0 } }] }],
    ["nobody churns", { sizes: [{ ...size, sessions: { base: 9, spread: 4 } }] }],
    ["always the same number of sessions", { sizes: [{ ...size, sessions: { base: 4, spread: 0 } }] }],
    [
      "five sizes, one that never occurs, in no order of the alphabet",
      {
        companies: 1000,
        sizes: ["é", "Z", "🚀", `<b>a"b', {c}\\d`, "ﬀ"].map((name, n) => ({
          ...size,
          size: name,
          probability: n === 4 ? 0 : 0.25,
          sessions: { base: n + 1, spread: n },
        })),
      },
    ],
  ])("by rules with %s", async (_, change) => {
    expect(broken(await verify(await seeded({ rules: { ...rules, ...change } })))).toEqual({});
  });
});

describe("tampering is found", () => {
  // Of the default dataset: company 17 is small and active in all months, with 3, 6, 6, 9, 9, … sessions;
  // company 18 is small and was active for four months only, with 22 sessions.
  test.each<[string, string, Record<string, RegExp>]>([
    [
      "deleting a session in the middle of a company's life",
      "delete from sessions where session_id = 17000012",
      {
        [COUNTS]: /26,941 sessions \(26,942 recorded\)/,
        [ORDER]: /company 17:/,
        [REGENERATED]: /company 17: session 17000012 is missing/,
      },
    ],
    [
      "deleting a company's first session",
      "delete from sessions where session_id = 17000001",
      {
        [COUNTS]: noDetail,
        [ORDER]: /company 17:/,
        [REGENERATED]: /company 17: session 17000001 is missing/,
      },
    ],
    [
      "deleting the last session of all",
      "delete from sessions where session_id = (select max(session_id) from sessions)",
      { [COUNTS]: noDetail, [REGENERATED]: /company 500: session 500\d+ is missing/ },
    ],
    [
      "deleting all sessions of a month",
      "delete from sessions where session_id between 17000010 and 17000015",
      {
        [COUNTS]: noDetail,
        [ORDER]: /company 17:/,
        [GAP]: /company 17: sessions in 2025-12/,
        [REGENERATED]: /company 17:/,
      },
    ],
    [
      "deleting all sessions of a company",
      "delete from sessions where company_id = 17",
      { [COUNTS]: noDetail, [REGENERATED]: /company 17: session 17000001 is missing/ },
    ],
    [
      "moving a session into the next month",
      "update sessions set created_at = created_at + interval '1 month' where session_id = 17000012",
      { [ORDER]: /company 17:/, [REGENERATED]: /company 17: session 17000012 has created_at/ },
    ],
    [
      "moving a session beyond the horizon",
      "update sessions set created_at = '2026-01-01 00:00Z' where session_id = 18000022",
      {
        [HORIZON]: /company 18: session 18000022 was on 2026-01-01 00:00:00.000 UTC/,
        [REGENERATED]: /company 18:/,
      },
    ],
    [
      "moving a session before the horizon",
      "update sessions set created_at = '2024-12-31 23:59:59.999Z' where session_id = 18000001",
      { [HORIZON]: /company 18:/, [BEFORE]: /company 18:/, [REGENERATED]: /company 18:/ },
    ],
    [
      "moving a session before its company signed up",
      "update sessions set created_at = '2025-01-01 00:00Z' where session_id = 17000001",
      { [BEFORE]: /company 17: session 17000001/, [REGENERATED]: /company 17:/ },
    ],
    [
      "moving a session by a microsecond",
      "update sessions set created_at = created_at + interval '1 microsecond' where session_id = 17000012",
      { [REGENERATED]: /company 17: session 17000012 has created_at \S+001Z instead of/ },
    ],
    [
      "two sessions that change places",
      `update sessions set created_at = other.created_at from sessions as other
       where sessions.session_id in (17000001, 17000002) and other.session_id = 34000003 - sessions.session_id`,
      { [ORDER]: /company 17: session 17000002 is not the next one/, [REGENERATED]: /company 17:/ },
    ],
    [
      "adding a session after the company churned",
      "insert into sessions values (18, 18000023, '2025-08-01Z', 60)",
      {
        [COUNTS]: noDetail,
        [GAP]: /company 18: sessions in 2025-08/,
        [REGENERATED]: /company 18: session 18000023 should not exist/,
      },
    ],
    [
      "adding more sessions than the distribution allows",
      "insert into sessions select 18, 18000022 + n, '2025-04-30 23:59Z', 60 from generate_series(1, 10) n",
      {
        [COUNTS]: noDetail,
        [BOUNDS]: /company 18: 14 sessions in 2025-04, the rules allow 0 to 10/,
        [REGENERATED]: /company 18:/,
      },
    ],
    [
      "changing a price",
      "update subscriptions set monthly_price = 19.01 where company_size = 'small'",
      {
        [PRICES]: /company 1: size small costs 19.01, the rules say 19.00/,
        [REGENERATED]: /size small has monthly_price 19.01 instead of 19.00/,
      },
    ],
    [
      "adding a size",
      "insert into subscriptions values ('huge', 999)",
      {
        [PRICES]: /size huge costs 999.00, the rules say there is no such size/,
        [REGENERATED]: /size huge should not exist/,
      },
    ],
    [
      "changing a company's size",
      "update companies set company_size = 'large' where company_id = 17",
      { [REGENERATED]: /company 17 has company_size large instead of small/ },
    ],
    [
      "giving a company a size that the rules do not know",
      "insert into subscriptions values ('huge', 999); update companies set company_size = 'huge' where company_id = 17",
      {
        [PRICES]: /company 17: size huge/,
        [SIZES]: /company 17: its size is huge/,
        [REGENERATED]: /company 17/,
      },
    ],
    [
      "renaming a company",
      "update companies set company_name = '<script>' where company_id = 17",
      { [REGENERATED]: /company 17 has company_name <script> instead of Quartz Capital Inc\./ },
    ],
    [
      "an earlier sign-up",
      "update companies set created_at = created_at - interval '1 ms' where company_id = 17",
      {
        [REGENERATED]:
          /company 17 has created_at 2025-01-16T20:21:51.401Z instead of 2025-01-16T20:21:51.402Z/,
      },
    ],
    [
      "a sign-up after the first month",
      "update companies set created_at = '2025-02-01Z' where company_id = 17",
      {
        [SIGN_UP]: /company 17: it signed up on 2025-02-01/,
        [BEFORE]: /company 17:/,
        [REGENERATED]: /company 17/,
      },
    ],
    [
      "changing a duration",
      "update sessions set duration_seconds = 0 where session_id = 17000012",
      { [REGENERATED]: /company 17: session 17000012 has duration_seconds 0 instead of \d+$/ },
    ],
    [
      "deleting a company with its sessions",
      "delete from sessions where company_id = 17; delete from companies where company_id = 17",
      {
        [COUNTS]: /499 companies \(500 recorded\)/,
        [COMPANIES]: /company 17: it is missing/,
        [REGENERATED]: /company 17 is missing; company 17: session 17000001 is missing/,
      },
    ],
    [
      "deleting a company and leaving its sessions",
      `${UNCHECKED} delete from companies where company_id = 17`,
      {
        [COUNTS]: noDetail,
        [COMPANIES]: /company 17:/,
        [OWNER]: /company 17: 74 sessions/,
        [REGENERATED]: /company 17 is missing/,
      },
    ],
    [
      "adding a company",
      "insert into companies values (501, 'Late Inc.', 'small', '2025-01-31Z')",
      {
        [COUNTS]: noDetail,
        [COMPANIES]: /company 501: the rules have no such number/,
        [REGENERATED]: /company 501 should not exist/,
      },
    ],
    [
      "a company that is there twice",
      "alter table companies drop constraint companies_pkey cascade; insert into companies select * from companies where company_id = 17",
      {
        [COUNTS]: noDetail,
        [COMPANIES]: /company 17: it exists 2 times/,
        [REGENERATED]: /company 17 should not exist/,
      },
    ],
  ])("%s", async (_, statements, expected) => {
    const db = await seeded();
    await tamper(db, statements);

    const found = broken(await verify(db));

    expect(Object.keys(found).sort()).toEqual([FINGERPRINT, ...Object.keys(expected)].sort());
    for (const [rule, detail] of Object.entries(expected)) expect(found[rule]).toMatch(detail);
  });

  test.each<[string, string, Record<string, RegExp>]>([
    [
      "deleting it",
      "delete from dataset",
      { [RECORD]: /the database contains no dataset; generate one with `npm run seed`/ },
    ],
    ["another seed", "update dataset set seed = 'other'", { [REGENERATED]: /company 1 has/ }],
    [
      "another number of companies",
      "update dataset set companies = 499",
      { [RECORD]: /companies is 499, the recorded rules say 500/ },
    ],
    [
      "another start",
      "update dataset set start_month = '2025-02-01'",
      { [RECORD]: /start_month is 2025-02-01, .* 2025-01-01/ },
    ],
    ["another number of months", "update dataset set months = 11", { [RECORD]: /months is 11, .* 12/ }],
    [
      "another number of sessions",
      "update dataset set sessions = 1",
      { [COUNTS]: /26,942 sessions \(1 recorded\)/ },
    ],
    [
      "another fingerprint",
      "update dataset set fingerprint = repeat('0', 64)",
      { [FINGERPRINT]: /\(0{64} recorded\)/ },
    ],
    [
      "another generator",
      "update dataset set generator_version = 99",
      { [REGENERATED]: /generator_version is 99, .*; run `npm run seed`/ },
    ],
    [
      "another price in the rules",
      "update dataset set rules = jsonb_set(rules, '{sizes,0,monthlyPrice}', '20')",
      { [PRICES]: /size small costs 19.00, the rules say 20.00/, [REGENERATED]: /size small/ },
    ],
    [
      "rules that are none",
      "update dataset set rules = jsonb_set(rules, '{sizes,0,probability}', '2')",
      { [RECORD]: /probability of small must be a number from 0 to 1, received 2/ },
    ],
  ])("in the record of the dataset: %s", async (_, statement, expected) => {
    const db = await seeded();
    await tamper(db, statement);

    const found = broken(await verify(db));

    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    for (const [rule, detail] of Object.entries(expected)) expect(found[rule]).toMatch(detail);
  });

  test("in the months and lives that the database maintains: sessions written while triggers are disabled", async () => {
    const db = await seeded();
    await tamper(
      db,
      "alter table sessions disable trigger all; update sessions set created_at = created_at; delete from sessions",
    );

    expect(broken(await verify(db))["tables and view for KPIs follow the sessions"]).toMatch(
      /^company 1: .* in all$/,
    );
  });
});

describe("a dataset with other distributions than the recorded ones fails the statistical check", () => {
  const sizes = (change: object) =>
    sql<string>`jsonb_set(rules, '{sizes}', (select jsonb_agg(size || ${JSON.stringify(change)}::jsonb)
      from jsonb_array_elements(rules -> 'sizes') as size))`;

  test("of the share of sizes", async () => {
    const db = await seeded();
    await db
      .updateTable("dataset")
      .set({ rules: sizes({ probability: 0.5 }) })
      .execute();

    expect(broken(await verify(db))).toHaveProperty("share of company sizes");
  });

  test("of the sessions per month and of churn", async () => {
    const db = await seeded();
    await db
      .updateTable("dataset")
      .set({ rules: sizes({ sessions: { base: 10, spread: 10 } }) })
      .execute();

    const found = broken(await verify(db));
    expect(found).toHaveProperty("sessions per month, small");
    expect(found).toHaveProperty("churn, small");
    expect(found).not.toHaveProperty("churn, large");
  });

  test("of the bounds, if companies churned that could not", async () => {
    const db = await seeded();
    await db
      .updateTable("dataset")
      .set({ rules: sizes({ sessions: { base: 11, spread: 10 } }) })
      .execute();

    expect(broken(await verify(db))[BOUNDS]).toMatch(
      /^company 2: 0 sessions in 2025-02, the rules allow 1 to 21;/,
    );
  });

  test.each<[string, string]>([
    [
      "session times in the month",
      `update sessions set created_at = month + (created_at - month) * 0.9
       from (select session_id as id, date_trunc('month', created_at, 'UTC') as month from sessions) as m where id = session_id`,
    ],
    [
      "sign-up times",
      "update companies set created_at = '2025-01-01Z'::timestamptz + (created_at - '2025-01-01Z') * 0.8",
    ],
    ["session durations", "update sessions set duration_seconds = duration_seconds + 20"],
  ])("of %s", async (check, statement) => {
    const db = await seeded();
    await tamper(db, statement);

    const verification = await verify(db);

    expect(broken(verification)).toHaveProperty(check);
    const row = verification.rows.find((each) => each.check === check);
    expect(row?.test).toMatch(/^chi-square, \d+ df$/);
    expect(row?.pValue).toBeLessThan(1e-4);
  });
});

test("it returns the same result each time", async () => {
  const db = await seeded();

  expect(await verify(db)).toEqual(await verify(db));
});

test("as the last expression of a cell it reads as one line if all checks pass, and as a table if not", async () => {
  const db = await seeded();

  const verification = await verify(db);
  expect(inspect(verification)).toBe(verification.verdict);
  expect(verification.toTable()).toMatch(/\nno session after a month without one +passes +all sessions\n/);
  expect(verification.toTable()).toMatch(
    /\nchurn, small +passes +chi-square, 12 df +\d+\.\d +0\.\d{3} +\d+ in 13 groups\n/,
  );

  await tamper(db, "update companies set company_name = 'Other' where company_id = 17");
  const text = inspect(await verify(db));
  expect(text).toMatch(/\nrows match a regeneration +FAILS +company 17 has company_name Other/);
  expect(text).toMatch(/\n2 of 23 checks fail\.$/);
});

test("an aborted verification says so in one sentence", async () => {
  const db = await seeded();

  const verifying = verify(db, { signal: AbortSignal.abort() });
  await expect(verifying).rejects.toThrow(/^verify: it was interrupted$/);
  await expect(verifying).rejects.toHaveProperty("cause.message", "it was interrupted");
});

test("a verification during seedings sees one whole dataset", async () => {
  const db = await seeded();

  const verifications: Promise<Verification>[] = [];
  for (const name of ["a", "b", "c"]) {
    verifications.push(verify(db), verify(db));
    await seed(db, { randomSeed: name });
  }

  for (const verification of await Promise.all(verifications)) expect(broken(verification)).toEqual({});
});

test("it needs no more than the right to read", async () => {
  const url = await emptyDatabaseUrl();
  const owner = new Database(url);
  await seed(owner);
  await tamper(owner, "create role reader; grant select on all tables in schema public to reader");
  const reader = new Database(`${url}&options=${encodeURIComponent("-c role=reader")}`);

  expect(broken(await verify(reader))).toEqual({});

  await reader.destroy();
  await tamper(owner, "drop owned by reader; drop role reader");
  await owner.destroy();
});
