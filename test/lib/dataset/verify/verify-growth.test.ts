import { beforeAll, describe, expect, test } from "vitest";
import { seed } from "../../../../lib/dataset/load/seed";
import type { Rules } from "../../../../lib/dataset/rules";
import { verifyOn } from "../../../../lib/dataset/verify/verify";
import { growing, heterogeneous, returning } from "../../../startups";
import { databaseOfFile } from "../../../test-database";
import { afterwards, UNCHECKED } from "./small-dataset";

const never = new AbortController().signal;

const COUNTS = "counts match the record";
const SIGN_UP = "each company signed up in the month of its number";
const BEFORE = "no session before the company signed up";
const ORDER = "sessions numbered from 1 in the order of time";
const GONE = "no session after a month without one";
const FINGERPRINT = "fingerprint matches the record";
const REGENERATED = "rows match a regeneration";
const noDetail = /^/;

/** Statements and what they break: the check, and the sentence that says by whom. */
type Case = readonly [what: string, statements: string, broken: Record<string, RegExp>];

/** Verifies a startup as it is, and after each of the statements. */
function testStartup(rules: Rules, cases: readonly Case[]): void {
  const file = databaseOfFile();
  beforeAll(async () => {
    await seed(file.db, { rules });
  });

  /** The details of the checks that fail. */
  async function failedAfter(statements: string): Promise<Record<string, string>> {
    const { rows } = await afterwards(file.db, UNCHECKED + statements, (client) => verifyOn(client, never));
    const failed = rows.filter(({ passed }) => !passed);
    return Object.fromEntries(failed.map(({ check, detail }) => [check, detail]));
  }

  test("passes as it was generated", async () => {
    expect(await failedAfter("select 1")).toEqual({});
  });

  test.each(cases)("is not verified with %s", async (_, statements, broken) => {
    const failed = await failedAfter(statements);

    expect(Object.keys(failed).sort()).toEqual(Object.keys(broken).sort());
    for (const [check, detail] of Object.entries(broken)) expect(failed[check]).toMatch(detail);
  });
}

/** The statement that writes other rules into the record. */
function recordedRules(rules: Rules): string {
  return `update dataset set rules = '${JSON.stringify(rules)}'`;
}

function withSmall(rules: Rules, change: object): string {
  const sizes = rules.sizes.map((size) => (size.size === "small" ? { ...size, ...change } : size));
  return recordedRules({ ...rules, sizes });
}

// Company 202 is small, signed up in July 2025 and has 1, 3, 5, 5, … sessions; company 160 is small and signed up in April
// 2025, had 39 sessions and churned in November.
describe("a startup that grows", () => {
  testStartup(growing, [
    [
      "a sign-up in an earlier month",
      "update companies set created_at = created_at - interval '1 month' where company_id = 202",
      {
        [SIGN_UP]: /^company 202: it signed up on 2025-06-13 12:04:30.152 UTC, the rules say in 2025-07$/,
        [FINGERPRINT]: noDetail,
        [REGENERATED]: /^company 202 has created_at/,
      },
    ],
    [
      "a sign-up in a later month",
      "update companies set created_at = created_at + interval '1 month' where company_id = 202",
      {
        [SIGN_UP]: /^company 202: it signed up on 2025-08-13 12:04:30.152 UTC, the rules say in 2025-07$/,
        [BEFORE]: /^company 202: session 202000001/,
        [FINGERPRINT]: noDetail,
        [REGENERATED]: /^company 202 has created_at/,
      },
    ],
    [
      "a session in the month before the sign-up",
      "update sessions set created_at = '2025-06-20Z' where session_id = 202000001",
      {
        [BEFORE]: /^company 202: session 202000001 was before the company signed up$/,
        [GONE]: /^company 202: sessions in 2026-12 after a month without one$/,
        [FINGERPRINT]: noDetail,
        [REGENERATED]: /^company 202: session 202000001 has created_at/,
      },
    ],
    [
      "a session of a company that is gone",
      "insert into sessions values (160, 160000040, '2026-03-05Z', 60)",
      {
        [COUNTS]: noDetail,
        [GONE]: /^company 160: sessions in 2026-03 after a month without one$/,
        [FINGERPRINT]: noDetail,
        [REGENERATED]: /^company 160: session 160000040 should not exist$/,
      },
    ],
    [
      "churn of many companies that were customers",
      "delete from sessions where company_id % 2 = 0 and company_id <= 400 and created_at >= '2026-06-01Z'",
      {
        [COUNTS]: noDetail,
        "churn, small": noDetail,
        "churn, large": noDetail,
        [FINGERPRINT]: noDetail,
        [REGENERATED]: /^company \d+: session \d+ is missing$/,
      },
    ],
    [
      "another churn rate in the record",
      withSmall(growing, { churn: 0.05 }),
      { "churn, small": noDetail, [REGENERATED]: /^company \d+/ },
    ],
    [
      "other weights of sessions in the record",
      withSmall(growing, { sessions: { weights: [1, 1, 1, 1, 1, 4, 1, 1, 1, 1, 1] } }),
      { "sessions per month, small": noDetail, [REGENERATED]: /^company \d+/ },
    ],
    [
      "more new customers in the record",
      recordedRules({ ...growing, newCustomers: 21 }),
      { "record of rules and seed": /^companies is 560, the recorded rules say 583$/ },
    ],
    [
      "as many new customers in other months",
      recordedRules({ ...growing, newCustomers: [40, 0, ...new Array(21).fill(20)] }),
      {
        [SIGN_UP]: /^company 121: it signed up on 2025-03-.* UTC, the rules say in 2025-02; .*; … 20 in all$/,
        [GONE]: /^company 1[23]\d: /,
        [REGENERATED]: /^company 121 has created_at/,
      },
    ],
  ]);
});

describe("a startup whose companies differ in churn", () => {
  testStartup(heterogeneous, [
    [
      "equal churn rates in the record",
      withSmall(heterogeneous, { churn: 0.1 }),
      { "churn, small": noDetail, [REGENERATED]: /^company \d+/ },
    ],
    [
      "another average churn rate in the record",
      withSmall(heterogeneous, { churn: { mean: 0.2, polarization: 0.2 } }),
      { "churn, small": noDetail, [REGENERATED]: /^company \d+/ },
    ],
    [
      "another growth in the record",
      recordedRules({ ...heterogeneous, newCustomers: { growth: 0.04 } }),
      { "record of rules and seed": /^companies is 458, the recorded rules say 390$/ },
    ],
  ]);
});

// Company 221 is small, signed up in March 2025 with 1 and 8 sessions, returned in November with 9, and again in April 2026;
// company 201 is large, had 88 sessions and churned in September 2025 for good.
describe("a startup to which companies return", () => {
  testStartup(returning, [
    [
      "a return that is removed",
      "delete from sessions where company_id = 221 and created_at >= '2025-11-01Z' and created_at < '2025-12-01Z'",
      {
        [COUNTS]: noDetail,
        [ORDER]: /^company 221: session 221000019 is not the next one$/,
        [FINGERPRINT]: noDetail,
        [REGENERATED]: /^company 221: session 221000010 is missing$/,
      },
    ],
    [
      "a return that is invented",
      "insert into sessions values (201, 201000089, '2026-03-05Z', 60)",
      {
        [COUNTS]: noDetail,
        [FINGERPRINT]: noDetail,
        [REGENERATED]: /^company 201: session 201000089 should not exist$/,
      },
    ],
    [
      "no returns in half a year",
      `delete from sessions where created_at >= '2026-01-01Z' and company_id <= 375
       and company_id not in (select company_id from company_months where month_start = '2025-12-01')`,
      {
        [COUNTS]: noDetail,
        "returns, small": noDetail,
        [FINGERPRINT]: noDetail,
        [REGENERATED]: noDetail,
      },
    ],
    [
      "another rate of returns in the record",
      withSmall(returning, { reactivation: 0.2 }),
      { "returns, small": noDetail, [REGENERATED]: noDetail },
    ],
    [
      "no returns in the record",
      withSmall(returning, { reactivation: 0 }),
      {
        [`${GONE}, sizes without returns`]: /^company \d+: sessions in 20.*; … \d+ in all$/,
        [REGENERATED]: noDetail,
      },
    ],
    [
      "another churn rate in the record",
      withSmall(returning, { churn: 0.2 }),
      { "churn, small": noDetail, "churn after a return, small": noDetail, [REGENERATED]: noDetail },
    ],
  ]);
});
