import { sql } from "kysely";
import { expect, test } from "vitest";
import { UserError } from "../../db/errors/user-error";
import { seed } from "../../lib/dataset/load/seed";
import { testDatabase } from "../test-database";

/** A query of as many rows as asked for; row 4,000 cannot be computed. */
const numbers = (to: number) => sql<number>`generate_series(1, ${to}::bigint)`.as("n");
const fails = sql<number>`1 / (4000 - n)`.as("quotient");

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

test("a streamed query has the rows, in the types, of one that is executed", async () => {
  const db = await testDatabase();
  await seed(db);
  const query = db
    .selectFrom("sessions")
    .selectAll()
    .select([sql<number[]>`array[company_id::bigint]`.as("ids"), sql<string>`created_at::date`.as("day")])
    .orderBy("session_id")
    .limit(2500);
  expect(await collect(query.stream())).toEqual(await query.execute());
  expect(await collect(query.limit(0).stream())).toEqual([]);
});

test("a stream that is left early, or in a transaction, gives its connection back", async () => {
  const db = await testDatabase();
  for (let n = 0; n < db.pool.options.max + 2; n += 1) {
    for await (const row of db.selectNoFrom(numbers(1_000_000)).stream(10)) {
      expect(row).toEqual({ n: 1 });
      break;
    }
  }
  const inTransaction = await db
    .transaction()
    .execute((transaction) => collect(transaction.selectNoFrom(numbers(250)).stream()));
  expect(inTransaction).toHaveLength(250);
  expect(db.pool.idleCount).toBe(db.pool.totalCount);
});

test("a stream that fails ends with a sentence, and the next query works", async () => {
  const db = await testDatabase();
  const misspelled = db.selectFrom("nowhere" as "sessions").selectAll();
  await expect(collect(misspelled.stream())).rejects.toThrow(/^database: relation "nowhere" does not exist/);
  const failing = db.with("numbers", (with_) => with_.selectNoFrom(numbers(5000)));
  const rows = failing.selectFrom("numbers").select(fails).stream();
  await expect(collect(rows)).rejects.toThrow(/^database: division by zero/);
  expect(await collect(db.selectNoFrom(numbers(2)).stream())).toEqual([{ n: 1 }, { n: 2 }]);
});

test("a stream whose connection is lost ends with a sentence, and the next query works", async () => {
  const db = await testDatabase();
  const streaming = async () => {
    for await (const { n } of db.selectNoFrom(numbers(1_000_000)).stream(10)) {
      if (n !== 5) continue;
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
    }
  };
  await expect(streaming()).rejects.toThrow(UserError);
  expect(await collect(db.selectNoFrom(numbers(1)).stream())).toEqual([{ n: 1 }]);
});
