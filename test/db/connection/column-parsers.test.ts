import { sql } from "kysely";
import { types } from "pg";
import { describe, expect, test } from "vitest";
import { columnParsers } from "../../../db/connection/column-parsers";
import { Database, withClient } from "../../../db/connection/database";
import { runCommand } from "../../run-command";
import { databaseOfFile, emptyDatabaseUrl } from "../../test-database";

const shared = databaseOfFile();

async function arriving(expression: string): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(shared.db);
  return rows[0]?.value;
}

test.each<[string, unknown]>([
  ["0::bigint", 0],
  ["-1::bigint", -1],
  ["9007199254740991::bigint", Number.MAX_SAFE_INTEGER],
  ["'-9007199254740991'::bigint", Number.MIN_SAFE_INTEGER],
  ["19.99::numeric", 19.99],
  ["0.10::numeric", 0.1],
  ["0.1::numeric + 0.2::numeric", 0.3],
  ["9999999999999.99::numeric", 9_999_999_999_999.99],
  ["date '2025-01-01'", "2025-01-01"],
  ["timestamptz '2025-01-01 00:00:00.123+00'", new Date("2025-01-01T00:00:00.123Z")],
  ["timestamptz '1969-12-31 23:59:59.999+00'", new Date(-1)],
  ["timestamptz '0044-03-15 12:00:00 BC'", new Date("-000043-03-15T12:00:00Z")],
  ["timestamptz 'infinity'", Number.POSITIVE_INFINITY],
  ["timestamp '2025-01-01 00:00:00.123456'", new Date("2025-01-01T00:00:00.123Z")],
  ["timestamp '0044-03-15 12:00:00 BC'", new Date("-000043-03-15T12:00:00Z")],
  ["timestamp '0050-01-02 03:04:05'", new Date("0050-01-02T03:04:05Z")],
  ["timestamp '12025-01-02 03:04:05'", new Date("+012025-01-02T03:04:05Z")],
  ["timestamp '-infinity'", Number.NEGATIVE_INFINITY],
  ["date '0044-03-15 BC'", "0044-03-15 BC"],
  ["date 'infinity'", "infinity"],
  ["array[1, null, -2]::bigint[]", [1, null, -2]],
  [
    "array[[0.1, 99.99], [19, null]]::numeric[]",
    [
      [0.1, 99.99],
      [19, null],
    ],
  ],
  ["array[date '2025-03-30', null]", ["2025-03-30", null]],
  ["array[timestamp '2025-03-09 02:30:00']", [new Date("2025-03-09T02:30:00Z")]],
  ["array[timestamptz '2025-01-01 00:00:00+09', 'infinity']", [new Date("2024-12-31T15:00Z"), Infinity]],
  ["'{}'::bigint[]", []],
  ["'[2:3]={1,2}'::bigint[]", [1, 2]],
  ["interval '1 year 2 days 03:04:05'", "1 year 2 days 03:04:05"],
  ["array[interval '90 minutes']", ["01:30:00"]],
  ["1::integer", 1],
  ["'text'::text", "text"],
  [`'{"a": [1]}'::jsonb`, { a: [1] }],
  ["null::bigint", null],
  ["null::numeric", null],
])("%s arrives as %j", async (expression, value) => {
  expect(await arriving(expression)).toStrictEqual(value);
});

describe("a bigint that a number cannot represent exactly is refused:", () => {
  test.each(["9007199254740992", "-9007199254740992", "9223372036854775807"])("%s", async (digits) => {
    await expect(arriving(`'${digits}'::bigint`)).rejects.toThrow(`bigint ${digits} is beyond 2^53 - 1`);
  });
});

test("an array with a bigint that a number cannot represent exactly is refused", async () => {
  await expect(arriving("array[9007199254740992]")).rejects.toThrow("bigint 9007199254740992 is beyond");
});

test.each(["SQL, DMY", "SQL, MDY", "German", "Postgres, DMY", "ISO, YMD"])(
  "values arrive the same if DateStyle of database and role is %s, and IntervalStyle sql_standard",
  async (style) => {
    const url = await emptyDatabaseUrl();
    const role = `test_${new URL(url).pathname.slice(6)}`;
    const admin = shared.db;
    const database = new URL(url).pathname.slice(1);
    await sql.raw(`create role ${role} login password 'p'`).execute(admin);
    for (const owner of [`database ${database}`, `role ${role}`]) {
      await sql.raw(`alter ${owner} set datestyle = ${style}`).execute(admin);
      await sql.raw(`alter ${owner} set intervalstyle = sql_standard`).execute(admin);
      await sql.raw(`alter ${owner} set extra_float_digits = -3`).execute(admin);
    }
    const urls = [url, Object.assign(new URL(url), { username: role, password: "p" }).href];
    // A URL with options of its own is set right as well.
    urls.push(`${url}&options=-c%20work_mem%3D7MB`);
    for (const one of urls) {
      const db = new Database(one);
      const { rows } =
        await sql`select date '2025-02-01' as date, timestamp '2025-02-01 10:00:00' as timestamp,
        timestamptz '2025-02-01 10:00:00.5+03' as instant, array[date '2025-02-01'] as dates,
        interval '1 day 02:00' as interval, 0.1::float8 + 0.2::float8 as float`.execute(db);
      await db.destroy();
      expect(rows).toEqual([
        {
          date: "2025-02-01",
          timestamp: new Date("2025-02-01T10:00Z"),
          instant: new Date("2025-02-01T07:00:00.500Z"),
          dates: ["2025-02-01"],
          interval: "1 day 02:00:00",
          float: 0.1 + 0.2,
        },
      ]);
    }
    await sql.raw(`drop role ${role}`).execute(admin);
  },
);

test("a style that the session has set is refused, so that no value is silently wrong", async () => {
  for (const expression of ["current_date", "localtimestamp", "now()", "array[current_date]"]) {
    const failure = withClient(shared.db.pool, async (client) => {
      await client.query("begin; set local datestyle = German");
      await client.query(`select ${expression}`).finally(() => client.query("rollback"));
    });
    await expect(failure).rejects.toThrow(/is not in the style ISO; run "set datestyle = ISO" on this /);
  }
});

test.each(["UTC", "America/New_York", "Asia/Tokyo", "Europe/Berlin", "Australia/Lord_Howe"])(
  "times stay the same in the time zone %s of the process, around changes to and from summer time",
  async (TZ) => {
    const DATABASE_URL = await emptyDatabaseUrl();
    const run = await runCommand("test/db/connection/times-process.ts", [JSON.stringify(hours)], {
      TZ,
      DATABASE_URL,
    });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const { zone, ...times } = JSON.parse(run.stdout);
    expect(zone).toBe(TZ);
    expect(times).toEqual(expectedTimes);
  },
);

test("binary columns are read by the parsers of pg, and columns without a format are text", () => {
  const { BOOL, INT8 } = types.builtins;
  const five = Buffer.from("0000000000000005", "hex");
  expect(columnParsers.getTypeParser(INT8, "binary")(five)).toBe("5");
  expect(columnParsers.getTypeParser(BOOL, "binary")(Buffer.from([1]))).toBe(true);
  expect(columnParsers.getTypeParser(INT8)("5")).toBe(5);
  expect(columnParsers.getTypeParser(BOOL)("t")).toBe(true);
});

/** Hours around which zones change to and from summer time, and at which the date differs between zones. */
const hours = [
  "2025-01-01 00:00:00",
  "2025-03-09 01:30:00",
  "2025-03-09 02:30:00",
  "2025-03-09 03:30:00",
  "2025-03-30 02:30:00",
  "2025-04-05 15:15:00",
  "2025-10-26 02:30:00",
  "2025-11-02 01:30:00",
  "2025-11-02 05:30:00",
  "1900-01-01 00:00:00",
];

const isoHours = hours.map((hour) => `${hour.replace(" ", "T")}.000Z`);
const rowsOfHours = isoHours.map((hour) => ({
  hour,
  day: hour.slice(0, 10),
  hours: [hour],
  days: [hour.slice(0, 10)],
}));
/** What `times-process` says in every time zone. */
const expectedTimes = {
  rows: rowsOfHours,
  pooled: rowsOfHours,
  sent: hours.map((hour) => ({ hour, day: hour.slice(0, 10), same: true })),
  one: [{ hour: hours[2] }],
};
