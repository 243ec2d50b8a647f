import { expect, onTestFinished, test } from "vitest";
import { Database, withClient } from "../../../../db/connection/database";
import { seed } from "../../../../lib/dataset/load/seed";
import { currentDataset } from "../../../../lib/dataset/record";
import { defaultRules } from "../../../../lib/dataset/rules";
import { churnedCustomersPerMonth } from "../../../../lib/metrics/churned-customers-per-month";
import { mrrPerMonth } from "../../../../lib/metrics/mrr-per-month";
import { sessionsPerMonth } from "../../../../lib/metrics/sessions-per-month";
import { tableHashes } from "../../../table-hashes";
import { emptyDatabaseUrl, testDatabase } from "../../../test-database";
import { waitForSomeoneAtALock } from "../../../waiting-at-a-lock";

const rules = { ...defaultRules, companies: 100 };

/** What the tables hold after one seeding alone. */
async function hashesAlone(name: string | undefined): Promise<Record<string, string>> {
  const db = await testDatabase();
  await seed(db, { rules, ...(name !== undefined && { randomSeed: name }) });
  return await tableHashes(db);
}

test.each([2, 5])("%i seedings at once all succeed, and leave one whole dataset", async (count) => {
  const url = await emptyDatabaseUrl();
  const pools = Array.from({ length: count }, () => new Database(url));
  const names = pools.map((_, n) => `seed ${n}`);

  const summaries = await Promise.all(pools.map((db, n) => seed(db, { rules, randomSeed: names[n] })));

  expect(summaries.map((summary) => summary.randomSeed)).toEqual(names);
  const [db] = pools as [Database, ...Database[]];
  const { randomSeed: last } = await currentDataset(db);
  expect(await tableHashes(db)).toEqual(await hashesAlone(last));
  await Promise.all(pools.map((pool) => pool.destroy()));
});

test("two seedings at once through one pool both succeed", async () => {
  const db = await testDatabase();
  await Promise.all([seed(db, { rules, randomSeed: "a" }), seed(db, { rules, randomSeed: "b" })]);
  const { randomSeed: last } = await currentDataset(db);
  expect(await tableHashes(db)).toEqual(await hashesAlone(last));
});

test("a reader during a seeding sees the whole old dataset or the whole new one", async () => {
  const db = await testDatabase();
  const summaries = new Map<number, number>();
  const seedOne = async (n: number) => {
    const { sessions } = await seed(db, { rules: { ...rules, companies: 100 + n }, randomSeed: `seed ${n}` });
    summaries.set(100 + n, sessions);
  };
  await seedOne(0);
  let seeding = true;
  const seen = new Map<number, number>();
  const read = async () => {
    while (seeding) {
      const { companies, sessions, recorded } = await db
        .selectFrom("dataset")
        .select(({ selectFrom }) => [
          "companies as recorded",
          selectFrom("sessions")
            .select(({ fn }) => fn.countAll<number>().as("sessions"))
            .as("sessions"),
          selectFrom("companies")
            .select(({ fn }) => fn.countAll<number>().as("companies"))
            .as("companies"),
        ])
        .executeTakeFirstOrThrow();
      expect(companies).toBe(recorded);
      seen.set(Number(companies), Number(sessions));
    }
  };
  const readers = [read(), read()];
  for (let n = 1; n <= 10; n += 1) await seedOne(n);
  seeding = false;
  await Promise.all(readers);

  expect(seen.size).toBeGreaterThan(1);
  for (const [companies, sessions] of seen) expect(sessions).toBe(summaries.get(companies));
});

test("KPIs that are queried during seedings neither fail nor mix two datasets", async () => {
  const db = await testDatabase();
  await seed(db, { rules });
  let seeding = true;
  const query = async (one: () => Promise<readonly object[]>) => {
    let queries = 0;
    for (; seeding; queries += 1) expect(await one()).toHaveLength(24);
    return queries;
  };
  const readers = [
    query(() => sessionsPerMonth(db).execute()),
    query(() => churnedCustomersPerMonth(db).execute()),
    query(() => mrrPerMonth(db).execute()),
  ];
  for (let n = 0; n < 10; n += 1) await seed(db, { rules, randomSeed: `seed ${n}` });
  seeding = false;
  for (const queries of await Promise.all(readers)) expect(queries).toBeGreaterThan(0);
});

test("a seeding that waits for its turn hinders no reader", async () => {
  const db = await testDatabase();
  await seed(db, { rules, randomSeed: "old" });
  const seedOf = async () => (await db.selectFrom("dataset").select("seed").executeTakeFirstOrThrow()).seed;
  const SEED_LOCK = 7_320_002;
  await withClient(db.pool, async (other) => {
    await other.query("select pg_advisory_lock($1)", [SEED_LOCK]);
    const seeding = seed(db, { rules, randomSeed: "new" });
    await waitForSomeoneAtALock(db);
    expect(await seedOf()).toBe("old");
    await other.query("select pg_advisory_unlock($1)", [SEED_LOCK]);
    await seeding;
  });
  expect(await seedOf()).toBe("new");
});

test.each(["repeatable read", "serializable"])(
  "four seedings at once all succeed if transactions are %s by default",
  async (isolation) => {
    const url = await emptyDatabaseUrl();
    const admin = new Database(url);
    onTestFinished(() => admin.destroy());
    const name = new URL(url).pathname.slice(1);
    await admin.pool.query(`alter database ${name} set default_transaction_isolation = '${isolation}'`);
    const pools = Array.from({ length: 4 }, () => new Database(url));
    const summaries = await Promise.all(pools.map((db, n) => seed(db, { rules, randomSeed: `seed ${n}` })));
    expect(summaries).toHaveLength(4);
    const { randomSeed: last } = await currentDataset(admin);
    expect(await tableHashes(admin)).toEqual(await hashesAlone(last));
    await Promise.all(pools.map((pool) => pool.destroy()));

    // A query that waits for a seeding answers from the new dataset.
    const [reader, seeder] = [new Database(url), new Database(url)];
    const kpis = await withClient(seeder.pool, async (client) => {
      await client.query("begin; lock table dataset");
      const next = seed(seeder, { rules, randomSeed: "next" });
      await waitForSomeoneAtALock(admin);
      const asked = mrrPerMonth(reader).execute();
      await waitForSomeoneAtALock(admin, 2);
      await client.query("rollback");
      await next;
      return await asked;
    });
    expect(kpis).toEqual(await mrrPerMonth(admin).execute());
    await Promise.all([reader, seeder].map((pool) => pool.destroy()));
  },
);

test("joins of the tables in any order meet no deadlock with seedings", async () => {
  const db = await testDatabase();
  await seed(db, { rules });
  let seeding = true;
  const join = async (tables: string) => {
    while (seeding) await db.pool.query(`select count(*) from ${tables}`);
  };
  const readers = [
    join("sessions join companies using (company_id) join subscriptions using (company_size)"),
    join("subscriptions join companies using (company_size) join sessions using (company_id)"),
  ];
  for (let n = 0; n < 20; n += 1) await seed(db, { rules, randomSeed: `seed ${n}` });
  seeding = false;
  await Promise.all(readers);
});
