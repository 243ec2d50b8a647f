import fs from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { projectRoot } from "../../db/process/project-root";
import { fingerprint } from "../../lib/dataset/fingerprint";
import { seed } from "../../lib/dataset/load/seed";
import { defaultRules } from "../../lib/dataset/rules";
import { verify } from "../../lib/dataset/verify/verify";
import { churnedCustomersPerMonth } from "../../lib/metrics/churned-customers-per-month";
import { mrrPerMonth } from "../../lib/metrics/mrr-per-month";
import { sessionsPerMonth } from "../../lib/metrics/sessions-per-month";
import { formatSql } from "../../lib/notebook/display-sql";
import { testDatabase } from "../test-database";

const hostile = [
  "'); drop table sessions; --",
  '"; drop table companies; --',
  "\\'; drop table dataset; --",
  "$1",
  "$$; drop table subscriptions; $$",
  "*/ drop table sessions; /*",
  "%s %I ?",
  "null",
];

test("hostile sizes and seeds are values and nothing else, from the rules to the KPIs", async () => {
  const db = await testDatabase();
  const sizes = hostile.map((size) => ({ ...defaultRules.sizes[0], size, probability: 1 / hostile.length }));
  const rules = { ...defaultRules, companies: 80, months: 2, sizes } as typeof defaultRules;

  const summary = await seed(db, { rules, randomSeed: hostile[0] ?? "" });

  expect(await fingerprint(db)).toBe(summary.fingerprint);
  const inOrder = [...hostile].sort((a, b) => Buffer.from(a).compare(Buffer.from(b)));
  for (const query of [sessionsPerMonth(db), churnedCustomersPerMonth(db), mrrPerMonth(db)]) {
    const rows = await query.execute();
    expect(rows.slice(0, hostile.length).map((row) => row.company_size)).toEqual(inOrder);
  }
  expect((await verify(db)).rows.filter(({ passed }) => !passed)).toEqual([]);
  const { rules: recorded, seed: text } = await db
    .selectFrom("dataset")
    .selectAll()
    .executeTakeFirstOrThrow();
  expect(recorded).toEqual(rules);
  expect(text).toBe(hostile[0]);
});

test.each(hostile)("the SQL that is shown for %s can be run and means the same", async (value) => {
  const db = await testDatabase();
  const query = db.selectNoFrom(({ val }) => val(value).as("value"));
  expect(query.compile().sql).not.toContain(value === "null" ? "'null'" : value === "$1" ? "'$1'" : value);
  expect((await sql.raw<{ value: string }>(formatSql(query)).execute(db)).rows).toEqual([{ value }]);
});

test("no SQL of the library is concatenated with values", () => {
  const sources = fs
    .readdirSync(path.join(projectRoot, "lib"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ file, source: fs.readFileSync(path.join(projectRoot, "lib", file), "utf8") }));
  expect(sources.length).toBeGreaterThan(50);
  // Raw SQL consists of expressions that are written in the same file, and of a number of months.
  const raw = sources.filter(({ source }) => /sql\.(raw|lit)\(/.test(source)).map(({ file }) => file);
  expect(raw.sort()).toEqual([
    "dataset/verify/sql-checks.ts",
    "metrics/saas-metrics.ts",
    // The SQL of the analyst's own cell.
    "notebook/display-query.ts",
  ]);
  // Texts for plain clients contain no values.
  expect(
    sources.filter(({ source }) => /\.query\(\s*`[^`]*\$\{/.test(source)).map(({ file }) => file),
  ).toEqual([]);
});
