import { Migrator, sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { Database, withClient } from "../../../db/connection/database";
import { migrate, migrations } from "../../../db/migrations/migrate";
import { seed } from "../../../lib/dataset/load/seed";
import { defaultRules } from "../../../lib/dataset/rules";
import { type GivenDataset, writeDataset } from "../../given-dataset";
import { startups } from "../../startups";
import { emptyDatabaseUrl, testDatabase } from "../../test-database";
import { waitForSomeoneAtALock } from "../../waiting-at-a-lock";

/** Companies that stay, pause, begin late, are active once and never. */
const given: GivenDataset = {
  startMonth: "2025-01",
  months: 5,
  prices: { small: 19 },
  companies: [
    ["small", 2, 1, 1, 1, 1],
    ["small", 1, 0, 0, 3, 0],
    ["small", 0, 0, 1, 1, 0],
    ["small", 0, 1, 0, 0, 0],
    ["small", 0, 0, 0, 0, 0],
  ],
};

async function givenDatabase(): Promise<Database> {
  const db = await testDatabase();
  await writeDataset(db, given);
  return db;
}

/** The lives as they are stored: `2: 2025-01 1001`. */
async function storedLives(db: Database): Promise<string[]> {
  const rows = await db.selectFrom("company_lives").selectAll().orderBy("company_id").execute();
  return rows.map((row) => `${row.company_id}: ${row.first_month.slice(0, 7)} ${row.activity}`);
}

/** The lives once more, from the instants of the sessions and in TypeScript. */
async function countedLives(db: Database): Promise<string[]> {
  const sessions = await db.selectFrom("sessions").select(["company_id", "created_at"]).execute();
  const ids = [...new Set(sessions.map((session) => session.company_id))].sort((a, b) => a - b);
  return ids.map((id) => {
    const months = sessions
      .filter(({ company_id }) => company_id === id)
      .map(({ created_at }) => created_at.getUTCFullYear() * 12 + created_at.getUTCMonth());
    const [first, last] = [Math.min(...months), Math.max(...months)];
    const bits = Array.from({ length: last - first + 1 }, (_, n) => (months.includes(first + n) ? 1 : 0));
    return `${id}: ${new Date(Date.UTC(1970, first - 1970 * 12)).toISOString().slice(0, 7)} ${bits.join("")}`;
  });
}

const row = (company: number, n: number, month: string) =>
  `(${company}, ${company}00000${n}, '${month}-10Z', 60)`;
const of = (company: number, month: string) =>
  `company_id = ${company} and to_char(created_at at time zone 'UTC', 'YYYY-MM') = '${month}'`;

test("a life has a bit per month from the first active one to the last", async () => {
  expect(await storedLives(await givenDatabase())).toEqual([
    "1: 2025-01 11111",
    "2: 2025-01 1001",
    "3: 2025-03 11",
    "4: 2025-02 1",
  ]);
});

describe("company_lives follows", () => {
  test.each<[string, string]>([
    ["a first session", `insert into sessions values ${row(5, 1, "2025-04")}`],
    ["a session in a pause", `insert into sessions values ${row(2, 8, "2025-02")}`],
    ["a session before the first month", `insert into sessions values ${row(3, 8, "2025-01")}`],
    ["a session after the last month", `insert into sessions values ${row(4, 8, "2025-05")}`],
    ["a session beyond the horizon", `insert into sessions values ${row(4, 8, "2027-05")}`],
    ["a session of the year before", `insert into sessions values ${row(1, 8, "2024-12")}`],
    ["a session in an active month", `insert into sessions values ${row(1, 8, "2025-02")}`],
    [
      "sessions of several companies and months in one statement",
      `insert into sessions values ${row(5, 2, "2025-05")}, ${row(2, 8, "2025-02")}, ${row(5, 1, "2025-01")},
        ${row(1, 8, "2025-03")}, ${row(3, 8, "2025-05")}`,
    ],
    ["the first month deleted", `delete from sessions where ${of(3, "2025-03")}`],
    ["the last month deleted", `delete from sessions where ${of(2, "2025-04")}`],
    ["a month in the middle deleted", `delete from sessions where ${of(1, "2025-03")}`],
    ["one of two sessions of a month deleted", "delete from sessions where session_id = 1000001"],
    ["the only month deleted", "delete from sessions where company_id = 4"],
    ["all sessions deleted", "delete from sessions"],
    [
      "a session that moves to another month",
      `update sessions set created_at = '2025-05-01Z' where company_id = 4`,
    ],
    [
      "months that change places",
      "update sessions set created_at = timestamptz '2025-06-01Z' - (created_at - '2025-01-01Z')",
    ],
    [
      "sessions that move to another company",
      "update sessions set company_id = 5, session_id = session_id + 3000000 where company_id = 2",
    ],
    ["a truncate", "truncate sessions"],
    ["a truncate that is rolled back", "begin; truncate sessions; rollback"],
    [
      "a transaction that is rolled back in part",
      `begin; insert into sessions values ${row(5, 1, "2025-01")}; savepoint part;
       delete from sessions where company_id in (1, 5); rollback to part; insert into sessions values ${row(5, 2, "2025-03")}; commit`,
    ],
    [
      "a connection that applies changes of another server",
      `set session_replication_role = replica; insert into sessions values ${row(5, 1, "2025-01")};
       delete from sessions where company_id = 2`,
    ],
    [
      "a writer with another search path",
      "set search_path = pg_catalog; delete from public.sessions where company_id < 3",
    ],
  ])("%s", async (_, statements) => {
    const db = await givenDatabase();
    const client = await db.pool.connect();
    await client.query(statements).finally(() => client.release(true));
    expect(await storedLives(db)).toEqual(await countedLives(db));
  });

  test.each([["the default startup", { ...defaultRules, companies: 100 }], ...Object.entries(startups)])(
    "a seeding of %s, and a change after it",
    async (_, rules) => {
      const db = await givenDatabase();
      await seed(db, { rules, replace: true });
      expect(await storedLives(db)).toEqual(await countedLives(db));
      await sql`delete from sessions where company_id < 50 and extract(month from created_at) = 2`.execute(
        db,
      );
      expect(await storedLives(db)).toEqual(await countedLives(db));
    },
  );
});

test("a session at no point in time is in no life", async () => {
  const db = await givenDatabase();
  await db.pool.query(
    `insert into sessions values (4, 4000008, 'infinity', 60), (5, 5000001, '-infinity', 60)`,
  );
  expect((await storedLives(db)).slice(3)).toEqual(["4: 2025-02 1"]);
});

test("a life is written again only if a month appears or disappears", async () => {
  const db = await givenDatabase();
  const versions = async () =>
    (await db.pool.query("select company_id, ctid from company_lives order by 1")).rows.map(
      ({ ctid }) => ctid,
    );
  const before = await versions();
  await db.pool.query(`insert into sessions values ${row(1, 8, "2025-02")}`);
  await db.pool.query("delete from sessions where session_id = 1000001");
  await db.pool.query("update sessions set created_at = created_at + interval '1 minute'");
  expect(await versions()).toEqual(before);
});

/** What two transactions do with neighboring months of one company. */
const pairs: [string, string, string][] = [
  [
    "both insert the first sessions of a company",
    `insert into sessions values ${row(5, 1, "2025-01")}`,
    `insert into sessions values ${row(5, 2, "2025-02")}`,
  ],
  [
    "both fill a pause",
    `insert into sessions values ${row(2, 7, "2025-02")}`,
    `insert into sessions values ${row(2, 8, "2025-03")}`,
  ],
  [
    "both delete a month",
    `delete from sessions where ${of(3, "2025-03")}`,
    `delete from sessions where ${of(3, "2025-04")}`,
  ],
  [
    "one deletes the only month, the other inserts the next",
    "delete from sessions where company_id = 4",
    `insert into sessions values ${row(4, 8, "2025-03")}`,
  ],
  [
    "one inserts a month, the other deletes the one before",
    `insert into sessions values ${row(4, 8, "2025-03")}`,
    `delete from sessions where ${of(4, "2025-02")}`,
  ],
  [
    "one deletes and inserts again, the other inserts",
    `delete from sessions where company_id = 4; insert into sessions values ${row(4, 7, "2025-01")}`,
    `insert into sessions values ${row(4, 8, "2025-03")}`,
  ],
];

describe("two transactions on neighboring months of a company under read committed", () => {
  test.each(pairs)("%s: the second waits, and the life has the months of both", async (_, first, second) => {
    for (const end of ["commit", "rollback"]) {
      const db = await givenDatabase();
      await withClient(db.pool, async (one) => {
        await one.query(`begin; ${first}`);
        const other = withClient(db.pool, (client) => client.query(second));
        await waitForSomeoneAtALock(db);
        await one.query(end);
        await other;
      });
      expect(await storedLives(db)).toEqual(await countedLives(db));
    }
  });
});

describe.each(["repeatable read", "serializable"])(
  "two transactions on neighboring months of a company under %s",
  (level) => {
    const begin = `begin isolation level ${level}; select from sessions limit 1`;

    test.each(pairs)("%s: the second waits, then fails, and can be run again", async (_, first, second) => {
      const db = await givenDatabase();
      await withClient(db.pool, async (one) => {
        await one.query(`${begin}; ${first}`);
        const other = withClient(db.pool, async (client) => {
          await client.query(begin);
          await client.query(second).finally(() => client.query("rollback"));
        });
        await Promise.all([
          expect(other).rejects.toMatchObject({ cause: { code: "40001" } }),
          waitForSomeoneAtALock(db).then(() => one.query("commit")),
        ]);
      });
      expect(await storedLives(db)).toEqual(await countedLives(db));
      await db.pool.query(`begin isolation level ${level}; ${second}; commit`);
      expect(await storedLives(db)).toEqual(await countedLives(db));
    });

    test.each(pairs)("%s: the second, whose snapshot is older, fails", async (_, first, second) => {
      const db = await givenDatabase();
      await withClient(db.pool, async (two) => {
        await two.query(begin);
        await db.pool.query(first);
        await expect(two.query(second)).rejects.toMatchObject({ code: "40001" });
        await two.query("rollback");
      });
      expect(await storedLives(db)).toEqual(await countedLives(db));
    });
  },
);

test("many writers at once lose nothing", async () => {
  const db = await givenDatabase();
  const write = (writer: number) =>
    withClient(db.pool, async (client) => {
      for (let n = 0; n < 20; n += 1) {
        const id = 5_000_001 + writer * 20 + n;
        await client.query(
          "insert into sessions values (5, $1, timestamptz '2025-01-02Z' + make_interval(months => $2), 1)",
          [id, (writer * 7 + n * 5) % 24],
        );
        if (n % 3 > 0) await client.query("delete from sessions where session_id = $1", [id]);
      }
    });
  await Promise.all([0, 1, 2, 3].map(write));
  expect(await storedLives(db)).toEqual(await countedLives(db));
});

describe("direct writes to company_lives are refused:", () => {
  test.each([
    "insert into company_lives values (5, '2025-01-01', B'1')",
    "update company_lives set activity = B'1'",
    "delete from company_lives",
    "truncate company_lives",
  ])("%s", async (statement) => {
    const db = await givenDatabase();
    await expect(db.pool.query(statement)).rejects.toThrow(/company_lives is maintained by the database/);
    expect(await storedLives(db)).toEqual(await countedLives(db));
  });

  test("no other role can attach the function that maintains them to a table", async () => {
    const db = await testDatabase();
    const { rows } = await db.pool.query(
      "select has_function_privilege('pg_monitor', 'keep_company_lives()', 'execute') as allowed",
    );
    expect(rows).toEqual([{ allowed: false }]);
  });
});

test("a database of the previous version gets the lives of its companies, and the same view", async () => {
  const db = new Database(await emptyDatabaseUrl());
  onTestFinished(() => db.destroy());
  const before = new Migrator({
    db,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(Object.entries(migrations).filter(([name]) => name < "005")),
    },
    migrationTableName: "startup_migration",
    migrationLockTableName: "startup_migration_lock",
  });
  await before.migrateToLatest();
  await writeDataset(db, given);
  await sql`create view theirs as select company_id, month, status from monthly_activity`.execute(db);

  await migrate(db);

  expect(await storedLives(db)).toEqual(await countedLives(db));
  await sql`delete from sessions where company_id = 1`.execute(db);
  expect(await storedLives(db)).toEqual(await countedLives(db));
  expect((await sql`select from theirs`.execute(db)).rows).toHaveLength(25);
});
