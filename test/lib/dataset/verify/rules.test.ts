import { describe, expect, test } from "vitest";
import { verifyOn } from "../../../../lib/dataset/verify/verify";
import { afterwards, smallDatasetOfFile, UNCHECKED } from "./small-dataset";

const file = smallDatasetOfFile();
const never = new AbortController().signal;

/** What a rule says after these statements: what breaks it, or that it holds. */
async function saidAfter(statements: string, check: string): Promise<string> {
  return await afterwards(file.db, UNCHECKED + statements, async (client) => {
    const row = (await verifyOn(client, never)).rows.find((each) => each.check === check);
    expect(row).toEqual({
      check,
      passed: row?.detail.startsWith("all "),
      test: undefined,
      statistic: undefined,
      pValue: undefined,
      detail: row?.detail,
    });
    return row?.detail ?? "";
  });
}

test.each([
  ["sizes and prices match the rules", "all subscriptions"],
  ["each company once, numbered from 1", "all companies"],
  ["each company's size is in the rules", "all companies"],
  ["each company signed up in the first month", "all companies"],
  ["each session belongs to a company", "all sessions"],
  ["sessions lie inside the horizon", "all sessions"],
  ["no session before the company signed up", "all sessions"],
  ["sessions numbered from 1 in the order of time", "all sessions"],
  ["sessions per month within the distribution's bounds", "all sessions"],
  ["no session after a month without one", "all sessions"],
  ["tables and view for KPIs follow the sessions", "all company_months, company_lives and monthly_activity"],
])("a generated dataset follows the rule: %s", async (check, all) => {
  expect(await saidAfter("select 1", check)).toBe(all);
});

/** Replaces the view by its own definition with another part. */
function viewWith(part: string, other: string): string {
  const [definition, from, to] = ["pg_get_viewdef('monthly_activity')", sqlText(part), sqlText(other)];
  return `do $$ begin
    assert ${definition} like '%' || ${from} || '%';
    execute 'create or replace view monthly_activity as ' || replace(${definition}, ${from}, ${to});
  end $$`;
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const anotherView =
  "monthly_activity is another query; create the view again as in db/migrations/006-imported-data.ts";

describe.each<[string, [statements: string, detail: string][]]>([
  [
    "sizes and prices match the rules",
    [
      [
        "update subscriptions set monthly_price = 19.01 where company_size = 'small'",
        "company 1: size small costs 19.01, the rules say 19.00",
      ],
      [
        "insert into subscriptions values ('huge', 999)",
        "size huge costs 999.00, the rules say there is no such size",
      ],
      [
        "delete from subscriptions where company_size = 'large'",
        "company 2: size large costs nothing, the rules say 99.50",
      ],
    ],
  ],
  [
    "each company once, numbered from 1",
    [
      ["delete from companies where company_id = 1", "company 1: it is missing"],
      ["delete from companies where company_id = 4", "company 4: it is missing"],
      [
        "insert into companies values (5, 'Late Inc.', 'small', '2024-12-31Z')",
        "company 5: the rules have no such number",
      ],
      [
        "alter table companies drop constraint companies_pkey cascade; insert into companies select * from companies where company_id = 2",
        "company 2: it exists 2 times",
      ],
    ],
  ],
  [
    "each company's size is in the rules",
    [["update companies set company_size = 'huge' where company_id = 3", "company 3: its size is huge"]],
  ],
  [
    "each company signed up in the first month",
    [
      [
        "update companies set created_at = '2024-11-30 23:59:59.999Z' where company_id = 3",
        "company 3: it signed up on 2024-11-30 23:59:59.999 UTC, the rules say in 2024-12",
      ],
      [
        "update companies set created_at = '2025-01-01Z' where company_id = 3",
        "company 3: it signed up on 2025-01-01 00:00:00.000 UTC, the rules say in 2024-12",
      ],
      ["update companies set created_at = '2024-12-01Z' where company_id = 3", "all companies"],
    ],
  ],
  [
    "each session belongs to a company",
    [["delete from companies where company_id = 4", "company 4: 4 sessions and no such company"]],
  ],
  [
    "sessions lie inside the horizon",
    [
      [
        "update sessions set created_at = '2024-11-30 23:59:59.999Z' where session_id = 1000001",
        "company 1: session 1000001 was on 2024-11-30 23:59:59.999 UTC",
      ],
      [
        "update sessions set created_at = '2025-03-01Z' where session_id > 4000002",
        "company 4: session 4000003 was on 2025-03-01 00:00:00.000 UTC",
      ],
      ["update sessions set created_at = '2024-12-01Z' where session_id = 1000001", "all sessions"],
    ],
  ],
  [
    "no session before the company signed up",
    [
      [
        "update sessions set created_at = '2024-12-15 02:34:10.840Z' where session_id in (2000001, 2000002)",
        "company 2: session 2000001 was before the company signed up",
      ],
      [
        "update sessions set created_at = '2024-12-15 02:34:10.841Z' where session_id = 2000001",
        "all sessions",
      ],
    ],
  ],
  [
    "sessions numbered from 1 in the order of time",
    [
      ["delete from sessions where session_id = 2000004", "company 2: session 2000005 is not the next one"],
      ["delete from sessions where session_id = 4000001", "company 4: session 4000002 is not the next one"],
      ["delete from sessions where session_id = 4000004", "all sessions"],
      [
        "update sessions set created_at = '2024-12-15 04:08:27.364Z' where session_id = 2000002",
        "company 2: session 2000002 is not the next one",
      ],
    ],
  ],
  [
    "sessions per month within the distribution's bounds",
    [
      [
        "insert into sessions select 4, 4000004 + n, '2025-02-28 23:59Z', 60 from generate_series(1, 2) n",
        "company 4: 3 sessions in 2025-02, the rules allow 0 to 2",
      ],
      [
        "delete from sessions where session_id in (2000004, 2000005)",
        "company 2: 1 session in 2025-01, the rules allow 2 to 4",
      ],
      [
        "delete from sessions where session_id > 2000006 and company_id = 2",
        "company 2: 0 sessions in 2025-02, the rules allow 2 to 4",
      ],
      ["delete from sessions where session_id in (2000004, 2000007, 2000008)", "all sessions"],
    ],
  ],
  [
    "no session after a month without one",
    [
      [
        "delete from sessions where session_id in (4000002, 4000003)",
        "company 4: sessions in 2025-02 after a month without one",
      ],
      [
        "insert into sessions values (3, 3000001, '2025-01-01Z', 60)",
        "company 3: sessions in 2025-01 after a month without one",
      ],
      ["insert into sessions values (1, 1000002, '2025-03-01Z', 60)", "all sessions"],
    ],
  ],
  [
    "tables and view for KPIs follow the sessions",
    [
      [
        "update company_months set sessions = 5 where company_id = 2 and month_start = '2025-02-01'",
        "company 2: 4 sessions in 2025-02, and company_months has 5",
      ],
      [
        "delete from company_months where company_id = 2 and month_start = '2025-02-01'",
        "company 2: 4 sessions in 2025-02, and company_months has 0",
      ],
      [
        "insert into company_months values (1, '2025-01-01', 1)",
        "company 1: 0 sessions in 2025-01, and company_months has 1",
      ],
      [
        "update company_lives set activity = B'101' where company_id = 2",
        "company 2: company_months has 2024-12, 2025-01, 2025-02, and company_lives has 2024-12, 2025-02",
      ],
      [
        "update company_lives set first_month = '2025-01-01' where company_id = 1",
        "company 1: company_months has 2024-12, and company_lives has 2025-01",
      ],
      [
        "delete from company_lives where company_id = 4",
        "company 4: company_months has 2024-12, 2025-01, 2025-02, and company_lives has no month",
      ],
      [
        "insert into company_lives values (3, '2024-12-01', B'1')",
        "company 3: company_months has no month, and company_lives has 2024-12",
      ],
      [viewWith("'gone'", "'churned'"), anotherView],
      [viewWith("sessions > 0", "sessions > 1"), anotherView],
      [viewWith("ORDER BY months.start)", "ORDER BY months.start DESC)"), anotherView],
      [viewWith("dataset.months", "dataset.months - 1"), anotherView],
      [
        "create table other as table monthly_activity; create or replace view monthly_activity as table other",
        anotherView,
      ],
      ["drop view monthly_activity", "monthly_activity does not exist"],
      [viewWith(";", ""), "all company_months, company_lives and monthly_activity"],
    ],
  ],
])("%s:", (check, cases) => {
  test.each(cases)("after %s the rule says: %s", async (statements, said) => {
    expect(await saidAfter(statements, check)).toBe(said);
  });
});

test("three companies that break a rule are all named; of more, the first three are named and all are counted", async () => {
  const check = "each company signed up in the first month";
  const late = (id: number) =>
    `company ${id}: it signed up on 2025-02-01 00:00:00.000 UTC, the rules say in 2024-12`;
  const lateFrom = (id: number) =>
    `update companies set created_at = '2025-02-01Z' where company_id >= ${id}`;

  expect(await saidAfter(lateFrom(2), check)).toBe(`${late(2)}; ${late(3)}; ${late(4)}`);
  expect(await saidAfter(lateFrom(1), check)).toBe(`${late(1)}; ${late(2)}; ${late(3)}; … 4 in all`);
  const thousands =
    "insert into companies select 4 + n, 'Late Inc.', 'small', '2025-02-01Z' from generate_series(1, 1196) n";
  expect(await saidAfter(`${lateFrom(1)}; ${thousands}`, check)).toMatch(/; … 1,200 in all$/);
});
