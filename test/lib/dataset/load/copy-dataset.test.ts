import { sql } from "kysely";
import { expect, test } from "vitest";
import { inSnapshot } from "../../../../db/transaction/snapshot";
import { copyDataset } from "../../../../lib/dataset/load/copy-dataset";
import { editedTables } from "../../../../lib/dataset/load/refuse-edits";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";
import { verify } from "../../../../lib/dataset/verify/verify";
import { mrrPerMonth } from "../../../../lib/metrics/mrr-per-month";
import { tableHashes } from "../../../table-hashes";
import { testDatabase } from "../../../test-database";

const rules = { ...defaultRules, companies: 40, months: 3 };
const never = new AbortController().signal;

/** What an import and a person may leave. */
const byHand = `
  update dataset set rules = null, seed = null, generator_version = null, imported_from = '{"files": []}';
  update subscriptions set monthly_price = null;
  update sessions set duration_seconds = null where session_id % 2 = 0;
  alter table companies add note text default 'mine';
  insert into companies (company_name, company_size, created_at, source_id) values ('Ä, "', 'small', '2025-02-05Z', '');
  insert into sessions (company_id, created_at) values (41, '2025-03-06Z')`;

test("a copy has all rows, those inserted by hand too, and follows later changes", async () => {
  const [source, target] = [await testDatabase(), await testDatabase()];
  await seed(source, { rules });
  await sql.raw(byHand).execute(source);
  const tables: string[] = [];

  await inSnapshot(source, never, (client) =>
    copyDataset(client, target, never, (table) => tables.push(table)),
  );

  expect(tables).toContain("sessions");
  await sql`alter table companies drop column note`.execute(source);
  expect(await tableHashes(target)).toEqual(await tableHashes(source));
  expect(await inSnapshot(target, never, editedTables)).toEqual([]);
  const { rows } = await verify(target);
  expect(rows.filter(({ passed }) => !passed).map(({ check }) => check)).toEqual([
    "counts match the record",
    "fingerprint matches the record",
  ]);
  await sql`insert into sessions (company_id, created_at) values (41, '2025-02-07Z')`.execute(target);
  const [activeBefore, activeAfter] = await Promise.all(
    [source, target].map(async (db) => (await mrrPerMonth(db).execute()).map((row) => row.active_companies)),
  );
  expect(activeAfter?.[3]).toBe((activeBefore?.[3] ?? 0) + 1);
});
