import { sql } from "kysely";
import { expect, test } from "vitest";
import { sessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { formatSql } from "../../../lib/notebook/display-sql";
import { createQueryBuilder } from "./query-builder";

const db = createQueryBuilder();

test("a query is indented, with the values of its parameters in their places", () => {
  const query = db
    .selectFrom("companies")
    .select(["company_id", "company_name"])
    .where("company_name", "=", "O'Neill's")
    .where("company_id", "<", 1000);
  expect(formatSql(query)).toBe(
    `select
  company_id,
  company_name
from
  companies
where
  company_name = 'O''Neill''s'
  and company_id < 1000`,
  );
});

test("names keep the quotes that they need", () => {
  const query = sql`select "a_1", "B", "1st", "c d" from "t" where x = ${new Date(0).toISOString()}`;
  const text = formatSql({ compile: () => query.compile(db) });
  expect(text.replace(/\s+/g, " ")).toBe(
    `select a_1, "B", "1st", "c d" from t where x = '1970-01-01T00:00:00.000Z'`,
  );
});

test("keywords are small, and what fits on a line of 100 characters stays on it", () => {
  const query = sql`SELECT (a + b) * (coalesce(c, 0) + coalesce(d, 0)) + (coalesce(e, 0) + coalesce(f, 0)) AS g FROM t`;
  expect(formatSql({ compile: () => query.compile(db) })).toBe(
    `select
  (a + b) * (coalesce(c, 0) + coalesce(d, 0)) + (coalesce(e, 0) + coalesce(f, 0)) as g
from
  t`,
  );
});

test("the SQL of a KPI is shown as the notebook shows it", () => {
  expect(formatSql(sessionsPerMonth(db))).toMatchSnapshot();
});
