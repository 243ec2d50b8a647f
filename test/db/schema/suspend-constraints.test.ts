import { expect, test } from "vitest";
import { type Database, withClient } from "../../../db/connection/database";
import { dropConstraints } from "../../../db/schema/suspend-constraints";
import { testDatabase } from "../../test-database";

async function constraintsOf(db: Database, table: string): Promise<string[]> {
  const { rows } = await db.pool.query<{ text: string }>(
    `select conname || ' ' || pg_get_constraintdef(oid) as text from pg_constraint
     where conrelid = $1::regclass and contype <> 'n' order by conname`,
    [table],
  );
  return rows.map(({ text }) => text);
}

const keys = [
  "sessions_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(company_id)",
  "sessions_pkey PRIMARY KEY (company_id, session_id)",
];
const checks = [
  "duration_seconds must be 0 or more CHECK ((duration_seconds >= 0))",
  "session_id must be omitted, or company_id * 1000000 + n CHECK ((((session_id / 1000000) = company_id) OR (session_id >= '3000000000000000'::bigint)))",
];

test("the keys of a table are dropped until the same ones are restored; its checks stay", async () => {
  const db = await testDatabase();
  const all = [...checks, ...keys];
  expect(await constraintsOf(db, "sessions")).toEqual(all);
  await withClient(db.pool, async (client) => {
    const restore = await dropConstraints(client, "sessions");
    expect(await constraintsOf(db, "sessions")).toEqual(checks);
    await restore();
  });
  expect(await constraintsOf(db, "sessions")).toEqual(all);
});

test("a key whose name must be quoted is restored", async () => {
  const db = await testDatabase();
  await withClient(db.pool, async (client) => {
    await client.query('create table "odd" (id int, constraint "Odd ""key" primary key (id))');
    await (await dropConstraints(client, "odd"))();
  });
  expect(await constraintsOf(db, "odd")).toEqual(['Odd "key PRIMARY KEY (id)']);
});

test("rows that violate a key are refused when it is restored", async () => {
  const db = await testDatabase();
  await withClient(db.pool, async (client) => {
    const restore = await dropConstraints(client, "sessions");
    await client.query("insert into sessions values (1, 1000001, now(), 0)");
    await expect(restore()).rejects.toThrow(/violates foreign key constraint "sessions_company_id_fkey"/);
  });
});
