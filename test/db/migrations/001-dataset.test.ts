import { type Kysely, sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Schema } from "../../../db/schema/schema";
import { datasetRow, type GivenDataset, sessionRow, writeDataset } from "../../given-dataset";
import { databaseOfFile } from "../../test-database";

const shared = databaseOfFile();

const given: GivenDataset = {
  startMonth: "2025-01",
  months: 1,
  prices: { small: 19, large: 99 },
  companies: [
    ["small", 1],
    ["large", 1],
  ],
};
const company = {
  company_id: 3,
  company_name: "Third",
  company_size: "small",
  created_at: new Date("2025-01-01T00:00:00Z"),
};
const session = sessionRow(1, 2, "2025-01-02T00:00:00Z");
const dataset = datasetRow(given, 2);

type Change = (db: Kysely<Schema>) => Promise<unknown>;
const insert =
  (table: keyof Schema, row: object): Change =>
  (db) =>
    db
      .insertInto(table)
      .values(row as never)
      .execute();
const run =
  (statement: string): Change =>
  (db) =>
    sql.raw(statement).execute(db);

describe("a valid row is accepted:", () => {
  test.each<[string, Change]>([
    ["a company", insert("companies", company)],
    ["a company of the same name", insert("companies", { ...company, company_name: "Company" })],
    ["a session", insert("sessions", session)],
    ["a session without duration", insert("sessions", { ...session, duration_seconds: 0 })],
    ["a company's last session id", insert("sessions", { ...session, session_id: 1_999_999 })],
    ["a free size", insert("subscriptions", { company_size: "free", monthly_price: 0 })],
    ["a price with cents", insert("subscriptions", { company_size: "x", monthly_price: 19.99 })],
  ])("%s", async (_, change) => {
    await onGivenRows(async (db) => {
      await expect(change(db)).resolves.toBeDefined();
    });
  });
});

describe("an invalid row is refused (columns that must not be null: see expected-tables.test.ts):", () => {
  test.each<[string, Change, RegExp]>([
    ["a duplicate company", insert("companies", { ...company, company_id: 1 }), /"companies_pkey"/],
    [
      "a company of an unknown size",
      insert("companies", { ...company, company_size: "huge" }),
      /"companies_company_size_fkey"/,
    ],
    [
      "a company without a name",
      insert("companies", { ...company, company_name: "" }),
      /"company_name must not be empty"/,
    ],
    ["company 0", insert("companies", { ...company, company_id: 0 }), /"company_id must be 1 or more"/],
    ["company -1", insert("companies", { ...company, company_id: -1 }), /"company_id must be 1 or more"/],
    [
      "a session without a company",
      insert("sessions", sessionRow(9, 1, "2025-01-02")),
      /"sessions_company_id_fkey"/,
    ],
    ["a duplicate session", insert("sessions", { ...session, session_id: 1_000_001 }), /"sessions_pkey"/],
    [
      "a session id of another company",
      insert("sessions", { ...session, session_id: 2_000_002 }),
      /"session_id must be omitted, or company_id \* 1000000 \+ n"/,
    ],
    [
      "a session id that another company has",
      insert("sessions", { ...session, session_id: 2_000_001 }),
      /"session_id must be omitted, or company_id \* 1000000 \+ n"/,
    ],
    [
      "a session id below the company's",
      insert("sessions", { ...session, session_id: 999_999 }),
      /"session_id must be omitted, or company_id \* 1000000 \+ n"/,
    ],
    [
      "a negative duration",
      insert("sessions", { ...session, duration_seconds: -1 }),
      /"duration_seconds must be 0 or more"/,
    ],
    [
      "a duplicate size",
      insert("subscriptions", { company_size: "small", monthly_price: 1 }),
      /"subscriptions_pkey"/,
    ],
    [
      "a size without a name",
      insert("subscriptions", { company_size: "", monthly_price: 1 }),
      /"company_size must not be empty"/,
    ],
    [
      "a negative price",
      insert("subscriptions", { company_size: "x", monthly_price: -0.01 }),
      /"monthly_price must be 0 or more"/,
    ],
    [
      "a price beyond 10 digits",
      insert("subscriptions", { company_size: "x", monthly_price: 1e10 }),
      /numeric field overflow/,
    ],
    ["a second dataset", insert("dataset", dataset), /"dataset_pkey"/],
    [
      "a dataset with another number",
      insert("dataset", { ...dataset, dataset_id: 2 }),
      /"dataset must have one row"/,
    ],
    [
      "a start in the middle of a month",
      run("update dataset set start_month = '2025-01-02'"),
      /"start_month must be the first day of a month"/,
    ],
    ["a dataset without months", run("update dataset set months = 0"), /"months must be 1 or more"/],
    [
      "a negative number of companies",
      run("update dataset set companies = -1"),
      /"companies must be 0 or more"/,
    ],
    [
      "a negative number of sessions",
      run("update dataset set sessions = -1"),
      /"sessions must be 0 or more"/,
    ],
    [
      "removing a size that companies have",
      run("delete from subscriptions"),
      /"companies_company_size_fkey"/,
    ],
    ["removing a company that has sessions", run("delete from companies"), /"sessions_company_id_fkey"/],
    [
      "renumbering a company that has sessions",
      run("update companies set company_id = 7 where company_id = 1"),
      /"sessions_company_id_fkey"/,
    ],
  ])("%s", async (_, change, reason) => {
    await onGivenRows(async (db) => {
      await expect(change(db)).rejects.toThrow(reason);
    });
  });
});

test("a price is exact to the cent", async () => {
  const prices = { a: 0.01, b: 19.99, c: 999_999.99 };
  await onGivenRows(
    async (db) => {
      const rows = await db.selectFrom("subscriptions").selectAll().orderBy("company_size").execute();
      expect(rows.map((row) => [row.company_size, row.monthly_price])).toEqual(Object.entries(prices));
    },
    { ...given, prices, companies: [] },
  );
});

/** Runs `check` with the rows of `dataset` in the tables, and rolls back. */
async function onGivenRows(
  check: (db: Kysely<Schema>) => Promise<void>,
  dataset: GivenDataset = given,
): Promise<void> {
  const transaction = await shared.db.startTransaction().execute();
  try {
    await writeDataset(transaction, dataset);
    await check(transaction);
  } finally {
    await transaction.rollback().execute();
  }
}
