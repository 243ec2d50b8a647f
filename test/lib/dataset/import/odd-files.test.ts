import { gzipSync } from "node:zlib";
import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { iso, read } from "./imported-files";

test("files with the columns of an export are read as they are", async () => {
  const { companies, subscriptions, files, warnings, ...rest } = await read({
    "companies.csv":
      'company_id,company_name,company_size,created_at\n1,Ada,small,2025-01-02T03:04:05.000006Z\n2,"B, C",large,2025-01-31T00:00:00.000000Z\n',
    "sessions.csv":
      "company_id,session_id,created_at,duration_seconds\n1,1000001,2025-01-02T03:04:06.000000Z,90\n1,1000002,2025-02-28T23:59:59.999999Z,0\n2,2000001,2025-02-01T00:00:00.000000Z,61\n",
    "subscriptions.csv": "company_size,monthly_price\nlarge,99.00\nsmall,19.50\n",
  });
  expect(companies).toEqual([
    {
      id: "1",
      name: "Ada",
      size: "small",
      signUp: "2025-01-02T03:04:05.000006Z",
      sessions: ["2025-01-02T03:04:06Z 90", "2025-02-28T23:59:59.999999Z 0"],
    },
    {
      id: "2",
      name: "B, C",
      size: "large",
      signUp: "2025-01-31T00:00:00Z",
      sessions: ["2025-02-01T00:00:00Z 61"],
    },
  ]);
  expect(subscriptions).toEqual([
    { size: "large", cents: 9900 },
    { size: "small", cents: 1950 },
  ]);
  expect(rest).toMatchObject({ startMonth: "2025-01", months: 2, timeZone: "UTC", localMonths: false });
  expect(files.map(({ name, rows }) => [name, rows])).toEqual([
    ["companies.csv", 2],
    ["sessions.csv", 3],
    ["subscriptions.csv", 2],
  ]);
  expect(files[2]).toMatchObject({
    bytes: 51,
    sha256: "ce4f852e8ec28551967c6a0978451c3fe2b3e4654dd7f8503df7411d6e277d7f",
  });
  expect(warnings).toEqual([]);
});

test("a spreadsheet's semicolons, byte order mark, text ids, plans and local times are read", async () => {
  const { companies, warnings, startMonth, months } = await read(
    {
      "companies.csv":
        '\uFEFFKunde;Firma;"Tarif";Land;"Seit"\r\nacme-1;"Acme ""GmbH"""; pro ;DE;2025-02-28 23:30\r\nØ;"zwei\r\nZeilen";free;AT;2025-03-01\r\n\r\n',
      "sessions.csv":
        "\uFEFFwann;Kunde\r\n2025-03-31 23:59:59;Ø\r\n2025-03-30 02:30;acme-1\r\n2025-04-30;acme-1\r\n",
    },
    {
      columns: {
        company_id: "Kunde",
        created_at: "wann",
        companies: { company_name: "Firma", company_size: "Tarif", created_at: "Seit" },
      },
      timeZone: "Europe/Vienna",
      prices: { pro: 49, free: 0 },
    },
  );
  expect(companies).toEqual([
    {
      id: "acme-1",
      name: 'Acme "GmbH"',
      size: "pro",
      signUp: "2025-02-28T22:30:00Z",
      sessions: ["2025-03-30T01:30:00Z"],
    },
    {
      id: "Ø",
      name: "zwei\r\nZeilen",
      size: "free",
      signUp: "2025-02-28T23:00:00Z",
      sessions: ["2025-03-31T21:59:59Z"],
    },
  ]);
  expect([startMonth, months]).toEqual(["2025-02", 2]);
  expect(warnings).toEqual([
    'companies.csv: not used: column "Land"',
    "1 session after 2025-03, the last complete month, was left out",
  ]);
});

test("what spreadsheets and databases add to a table is no data", async () => {
  const { companies, counts } = await read(
    {
      "companies.csv":
        "sep=;\r\ncompany_id;company_name;company_size;created_at\r\na;NULL;pro;2025-01-02\r\nb;;pro;NULL\r\n;;;\r\n",
      "sessions.csv":
        "company_id,created_at,duration_seconds\na,2025.01.31,\\N\nNULL,2025-01-30,1\n,2025-01-30,1\nb,20250105,null\n,,\n",
    },
    { skipUnknown: true },
  );
  expect(companies).toEqual([
    {
      id: "a",
      name: "NULL",
      size: "pro",
      signUp: "2025-01-02T00:00:00Z",
      sessions: ["2025-01-31T00:00:00Z"],
    },
    { id: "b", name: "b", size: "pro", signUp: "2025-01-05T00:00:00Z", sessions: ["2025-01-05T00:00:00Z"] },
  ]);
  expect(counts.sessionsOfUnknownCompanies).toBe(2);
});

test("one gzipped file of sessions with tabs and epoch times creates its own companies", async () => {
  const { companies, subscriptions, startMonth, months } = await read(
    {
      "sessions.csv": gzipSync(
        "at\tuser\textra\n1738331112000\tb\tx\n1735689600000\ta\ty\n1738367999999\tb\tz\n1735689600000\ta\ty\n",
      ),
    },
    {
      columns: { company_id: "user", created_at: "at" },
      localMonths: true,
      timeZone: "Asia/Kolkata",
      months: 2,
    },
  );
  expect(companies).toEqual([
    {
      id: "b",
      name: "b",
      size: "customer",
      signUp: "2025-01-31T19:15:12Z",
      sessions: ["2025-01-31T19:15:12Z", "2025-02-01T05:29:59.999Z"],
    },
    {
      id: "a",
      name: "a",
      size: "customer",
      signUp: "2025-01-01T05:30:00Z",
      sessions: ["2025-01-01T05:30:00Z"],
    },
  ]);
  expect(subscriptions).toEqual([{ size: "customer", cents: undefined }]);
  expect([startMonth, months]).toEqual(["2025-01", 2]);
});

test("lines that end in any way are lines, and a return inside of quotes belongs to the value", async () => {
  const ids = async (text: string) => (await read({ "sessions.csv": text })).companies.map(({ id }) => id);
  expect(await ids('created_at,company_id\n2025-01-31,"a\rb"\n2025-01-31,b')).toEqual(["a\rb", "b"]);
  expect(await ids("created_at,company_id\r2025-01-31,a\r2025-01-31,b\r")).toEqual(["a", "b"]);
  expect(await ids("created_at,company_id\n2025-01-31,b\r\n2025-01-31,b\n")).toEqual(["b"]);
  expect(await ids("created_at,company_id\r\n2025-01-31,a\n2025-01-31,b\r\n")).toEqual(["a", "b"]);
});

test("rows that do no harm are counted", async () => {
  const { companies, warnings, counts } = await read(
    {
      "companies.csv":
        "company_id,created_at\nearly,2025-01-15\nlater,2025-02-20\nnever,2025-02-01\nafter,2025-03-02\nnowhere,\nonly-late,\n",
      "sessions.csv":
        "company_id,created_at,duration_seconds\nlater,2025-02-10 01:02:03,10.5\n later ,2025-02-10 01:02:03,11\nlater,2025-02-10 01:02:03,12\nearly,2025-02-28T10:00:00Z,\nother,2025-02-01,1\nother,2025-02-02,1\nonly-late,2025-03-05,2\n",
    },
    { skipUnknown: true },
  );
  expect(companies.map(({ id, sessions }) => [id, sessions.length])).toEqual([
    ["early", 1],
    ["later", 2],
    ["never", 0],
  ]);
  expect(counts).toEqual({
    lateSessions: 1,
    lateCompanies: 2,
    duplicateSessions: 1,
    sessionsOfUnknownCompanies: 2,
    companiesWithoutTimes: 1,
    companiesWithoutSessions: 1,
    sessionsBeforeSignUp: 3,
  });
  expect(warnings).toEqual([
    "1 session after 2025-02, the last complete month, was left out",
    "2 companies that signed up after 2025-02 were left out",
    "1 duplicate session was left out",
    "2 sessions of unknown companies were left out",
    "1 company without sign-up time and sessions was left out",
    "1 company has no sessions",
    "3 sessions precede the sign-up of the company, which counts as signed up from its first session on",
  ]);
});

test.each([
  ["2025-01-31", 3],
  ["2025-01-31 10:00", 3],
  ["2025-01-31 10:00:00", 3],
  ["2025-01-31 10:00:01", 1],
  ["1738331112", 1],
])("three equal sessions at %s are %d", async (time, expected) => {
  const { companies } = await read({ "sessions.csv": `company_id,created_at\n${`1,${time}\n`.repeat(3)}` });
  expect(companies[0]?.sessions).toHaveLength(expected);
});

test("a year without sessions is a warning", async () => {
  const sessions = "company_id,created_at\n1,2025-01-05\n1,2025-12-31\n1,2062-01-31\n";
  const { warnings, months } = await read({ "sessions.csv": sessions });
  expect(months).toBe(445);
  expect(warnings).toEqual([
    "there are no sessions between 2025-12-31 and 2062-01-31; one of these times may be a mistake",
  ]);
  const late = await read({
    "companies.csv": "company_id,created_at\n1,1999-01-01\n",
    "sessions.csv": "company_id,created_at\n1,2025-01-31\n",
  });
  expect(late.warnings).toEqual([
    "there are no sessions between 1999-01-01 and 2025-01-31; one of these times may be a mistake",
  ]);
});

test("sessions with the same time and different ids are two, in the order of the file", async () => {
  const { companies } = await read({
    "sessions.csv":
      "session_id,company_id,created_at,duration_seconds\nx,1,2025-01-31,3\nz,1,2025-01-31,1\ny,1,2025-01-31,3\nx,1,2025-01-31,3\nw,1,2025-01-30,9\n",
  });
  const day = "2025-01-31T00:00:00Z";
  expect(companies[0]?.sessions).toEqual(["2025-01-30T00:00:00Z 9", `${day} 3`, `${day} 1`, `${day} 3`]);
});

test.each([
  ["2025-01-31T00:00:00Z", undefined, 1, 0],
  ["2025-02-27T23:59:59Z", undefined, 1, 1],
  ["2025-02-28T00:00:00Z", undefined, 2, 0],
  ["2025-03-01T00:00:00Z", undefined, 2, 1],
  ["2025-03-01T00:00:00Z", 3, 3, 0],
  ["2026-01-01T00:00:00Z", 1, 1, 1],
  ["2025-02-27T23:59:59Z", 4, 4, 0],
])(
  "a latest session at %s, with months: %s, is in %d months or left out",
  async (latest, months, expected, late) => {
    const sessions = `company_id,created_at\n1,2025-01-31T00:00:00Z\n1,${latest}\n`;
    const found = await read({ "sessions.csv": sessions }, months === undefined ? {} : { months });
    expect([found.startMonth, found.months, found.counts.lateSessions]).toEqual(["2025-01", expected, late]);
  },
);

const anyText = fc
  .string({ unit: "binary", minLength: 1, maxLength: 12 })
  .map((value) => value.trim())
  .filter((value) => value !== "" && !value.includes("\0"));
const anySession = fc.record({
  time: fc.integer({ min: Date.UTC(2024, 0) * 1000, max: Date.UTC(2025, 0) * 1000 - 1 }),
  duration: fc.oneof(fc.constant(""), fc.nat(99_999).map(String)),
});

test("any companies and sessions survive any dialect", async () => {
  const dataset = fc.uniqueArray(
    fc.record({
      id: anyText,
      size: fc.constantFrom("a", '"b"'),
      sessions: fc.array(anySession, { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 8, selector: ({ id }) => id },
  );
  const dialects = fc.record({
    delimiter: fc.constantFrom(",", ";", "\t"),
    newline: fc.constantFrom("\n", "\r\n"),
    quotes: fc.boolean(),
    mark: fc.constantFrom("", "\uFEFF"),
    gzip: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(dataset, dialects, async (given, { mark, gzip, ...dialect }) => {
      const pack = (rows: string[][]) => {
        const bytes = Buffer.from(mark + Papa.unparse(rows, dialect));
        return gzip ? gzipSync(bytes) : bytes;
      };
      const signUp = "2024-01-01T00:00:00Z";
      const sessions = given.flatMap(({ id, sessions }) =>
        sessions.map(({ time, duration }, n) => [`${n}`, duration, id, iso(time)]),
      );
      const { companies } = await read({
        "companies.csv": pack([
          ["company_size", "company_name", "created_at", "company_id", "more"],
          ...given.map(({ id, size }) => [size, `${id}!`, signUp, id, "é"]),
        ]),
        "sessions.csv": pack([
          ["session_id", "duration_seconds", "company_id", "created_at"],
          ...sessions,
          ["0", "1", given[0]?.id ?? "", "2024-12-31"],
        ]),
      });
      const last = { time: Date.UTC(2024, 11, 31) * 1000, duration: "1" };
      const expected = given.map(({ id, size, sessions }, index) => ({
        id,
        name: `${id}!`,
        size,
        signUp,
        sessions: [...sessions, ...(index === 0 ? [last] : [])]
          .sort((a, b) => a.time - b.time)
          .map(({ time, duration }) => `${iso(time)} ${duration}`.trim()),
      }));
      expect(companies).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test("sessions that last longer than a day may be in another unit, which is said", async () => {
  const sessions = "company_id,created_at,duration_seconds\n1,2025-01-31,86400\n1,2025-01-30,86401\n";
  expect((await read({ "sessions.csv": sessions })).warnings).toEqual([
    "1 session lasts longer than a day; durations must be in seconds",
  ]);
});
