import { execFileSync } from "node:child_process";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { ImportSource } from "../../../../lib/dataset/import/import-source";
import { Problems } from "../../../../lib/dataset/import/problems";
import { findTable } from "../../../../lib/dataset/import/table-file";
import { type Files, folderWith, problemsOf, read } from "./imported-files";

const COMPANIES = "company_id,created_at\n1,2025-01-01\n2,2025-01-02\n";
const SESSIONS = "company_id,created_at\n1,2025-01-31\n2,2025-01-30\n";

const sessionsWith = (...lines: string[]) => ({
  "sessions.csv": ["company_id,created_at,duration_seconds", "1,2025-01-31,1", ...lines, ""].join("\n"),
});
const companiesWith = (...lines: string[]) => ({
  "companies.csv": ["company_id,company_size,created_at", "1,pro,2025-01-01", ...lines, ""].join("\n"),
  "sessions.csv": "company_id,created_at\n1,2025-01-31\n",
});

type Case = readonly [
  what: string,
  files: Files,
  problems: readonly string[],
  options?: Partial<ImportSource>,
];

const cases: readonly Case[] = [
  ["a missing file", {}, [expect.stringMatching(/^sessions\.csv: does not exist in .*imported-\w+$/)]],
  ["a folder", { "sessions.csv": undefined }, ["sessions.csv: is a folder; name a file"]],
  ["an empty file", { "sessions.csv": "" }, ["sessions.csv: is empty; the first line must name the columns"]],
  [
    "blank lines",
    { "sessions.csv": "\n\r\n\n" },
    ["sessions.csv: is empty; the first line must name the columns"],
  ],
  [
    "a header alone",
    { "sessions.csv": "company_id,created_at\n" },
    ["sessions.csv: has no rows below its header"],
  ],
  [
    "a workbook",
    { "sessions.csv": Buffer.from("PK\x03\x04rest") },
    ["sessions.csv: is a workbook (.xlsx) or another archive; save the sheet as CSV (UTF-8), or unpack it"],
  ],
  [
    "an old workbook",
    { "sessions.csv": Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]) },
    ["sessions.csv: is a workbook (.xls); save the sheet as CSV (UTF-8)"],
  ],
  [
    "UTF-16",
    { "sessions.csv": Buffer.from(`\uFEFF${SESSIONS}`, "utf16le") },
    ["sessions.csv: is UTF-16; save it as UTF-8"],
  ],
  [
    "Latin-1",
    { "sessions.csv": Buffer.from(`${SESSIONS}Caf\xe9,2025-01-31\n`, "latin1") },
    ["sessions.csv, line 4: is not UTF-8; save the file as UTF-8"],
  ],
  [
    "JSON",
    { "sessions.csv": '[{"company_id": 1}]' },
    ["sessions.csv: is JSON, HTML or XML; it must be a CSV or Parquet file"],
  ],
  [
    "damaged gzip",
    { "sessions.csv": gzipSync(SESSIONS).subarray(0, 30) },
    ["sessions.csv: is damaged: unexpected end of file; compress it again"],
  ],
  [
    "damaged Parquet",
    { "sessions.csv": "PAR1 and no more" },
    ["sessions.csv: is not a readable Parquet file: parquet file invalid (footer != PAR1)"],
  ],
  [
    "a missing column",
    { "sessions.csv": "customer,started_at\na,2025-01-31\n" },
    [
      'sessions.csv, line 1: has no column company_id; its columns are "customer", "started_at"; name it with columns: { sessions: { company_id: "customer" } } (in a terminal: --session-columns company_id=customer)',
      'sessions.csv, line 1: has no column created_at; its columns are "customer", "started_at"; name it with columns: { sessions: { created_at: "started_at" } } (in a terminal: --session-columns created_at=started_at)',
    ],
  ],
  [
    "a missing column whose likely name has a space",
    { "sessions.csv": "created_at,Customer ID\n2025-01-31,a\n" },
    [
      'sessions.csv, line 1: has no column company_id; its columns are "created_at", "Customer ID"; name it with columns: { sessions: { company_id: "Customer ID" } } (in a terminal: --session-columns "company_id=Customer ID")',
    ],
  ],
  [
    "a column named wrongly",
    { "sessions.csv": SESSIONS },
    ['sessions.csv, line 1: has no column "when" for created_at; its columns are "company_id", "created_at"'],
    { columns: { sessions: { created_at: "when" } } },
  ],
  [
    "a column that no file has",
    { "sessions.csv": SESSIONS },
    ['sessions.csv: no file has the column "when", named for created_at'],
    { columns: { created_at: "when" } },
  ],
  [
    "a column named twice",
    { "sessions.csv": "company_id,created_at,created_at\n1,2025-01-31,2025-01-31\n" },
    ['sessions.csv, line 1: names the column "created_at" twice; rename one of them'],
  ],
  [
    "a row that is too short",
    sessionsWith("1,2025-01-31"),
    ["sessions.csv, line 3: has 2 values instead of 3"],
  ],
  [
    "a row that is too long",
    sessionsWith("1,2025-01-31,1,"),
    ["sessions.csv, line 3: has 4 values instead of 3"],
  ],
  [
    "an open quote",
    sessionsWith('"1,2025-01-31,1'),
    ["sessions.csv, line 3: has a quote that is not closed"],
  ],
  [
    "a quote that is not doubled",
    sessionsWith('"a"b",2025-01-31,1', "1,yesterday,1"),
    [
      'sessions.csv, line 3: has a quote inside a quoted value; write it twice, ""',
      'sessions.csv, line 4: created_at must be a time such as 2025-01-31T13:45:12Z, 2025-01-31 13:45 or 2025-01-31, received "yesterday"',
    ],
  ],
  [
    "a NUL",
    sessionsWith("1\0,2025-01-31,1"),
    ['sessions.csv, line 3: company_id must have no NUL character, received "1\\u0000"'],
  ],
  [
    "no company",
    sessionsWith(",2025-01-31,1"),
    [
      'sessions.csv, line 3: company_id must not be empty; leave such sessions out with skipUnknown: true (in a terminal: --skip-unknown), received ""',
    ],
  ],
  ["no time", sessionsWith("1,,1"), ['sessions.csv, line 3: created_at must not be empty, received ""']],
  [
    "a time of which nobody knows the order",
    sessionsWith("1,03/04/2025,1"),
    [
      'sessions.csv, line 3: created_at is ambiguous: it may begin with the day or the month; write it as 2025-04-03, received "03/04/2025"',
    ],
  ],
  [
    "a day that does not exist",
    sessionsWith('"1","2025-02-30",1'),
    ['sessions.csv, line 3: created_at must be a time that exists, received "2025-02-30"'],
  ],
  [
    "a time of long ago",
    sessionsWith("1,1900-01-01,1"),
    ['sessions.csv, line 3: created_at must be a time from 1970 to 2199, received "1900-01-01"'],
  ],
  [
    "a negative duration",
    sessionsWith("1,2025-01-31,-1"),
    ['sessions.csv, line 3: duration_seconds must be 0 or more, received "-1"'],
  ],
  [
    "a duration that is no number",
    sessionsWith("1,2025-01-31,00:15:00"),
    ['sessions.csv, line 3: duration_seconds must be seconds, such as 90 or 90.5, received "00:15:00"'],
  ],
  [
    "a duration out of range",
    sessionsWith("1,2025-01-31,3e9"),
    ['sessions.csv, line 3: duration_seconds must be at most 2,147,483,647 seconds, received "3e9"'],
  ],
  [
    "an id that is too long",
    sessionsWith(`${"x".repeat(201)},2025-01-31,1`),
    [`sessions.csv, line 3: company_id must have at most 200 characters, received "${"x".repeat(78)}…`],
  ],
  [
    "an unknown company",
    { "companies.csv": COMPANIES, "sessions.csv": `${SESSIONS}3,2025-01-31\n` },
    [
      'sessions.csv, line 4: company_id is not in the file of companies; add it there, or leave such sessions out with skipUnknown: true (in a terminal: --skip-unknown), received "3"',
    ],
  ],
  [
    "a company that is there twice",
    companiesWith("2,pro,2025-01-01", '"1",pro,2025-01-02'),
    ['companies.csv, line 4: company_id must be unique, received "1"'],
  ],
  [
    "a company without an id",
    companiesWith(",pro,2025-01-01"),
    ['companies.csv, line 3: company_id must not be empty, received ""'],
  ],
  [
    "a company without a size",
    companiesWith("2,,2025-01-01"),
    ['companies.csv, line 3: company_size must not be empty, received ""'],
  ],
  [
    "a size that cannot be printed",
    companiesWith("2,p\x07,2025-01-01", "3,p\0,2025-01-01"),
    [
      'companies.csv, line 3: company_size must have printable characters, received "p\\u0007"',
      'companies.csv, line 4: company_size must have no NUL character, received "p\\u0000"',
    ],
  ],
  [
    "a file without a session of a known company",
    { "companies.csv": COMPANIES, "sessions.csv": "company_id,created_at\n3,2025-01-31\n" },
    ["sessions.csv: has no session of a known company"],
    { skipUnknown: true },
  ],
  [
    "a size named all",
    companiesWith("2, All ,2025-01-01"),
    ['companies.csv, line 3: company_size must not be all, which stands for all sizes, received " All "'],
  ],
  [
    "a sign-up that is no time",
    companiesWith("2,pro,2025-01-01T25:00:00Z"),
    ['companies.csv, line 3: created_at must be a time that exists, received "2025-01-01T25:00:00Z"'],
  ],
  [
    "a size without a price",
    companiesWith("2,free,2025-01-01"),
    [
      'companies.csv: each company size must have a price if one has; name it with prices: { "free": 49 } (in a terminal: --price free=49), received "free"',
    ],
    { prices: { pro: 49 } },
  ],
  [
    "a price of no size",
    companiesWith(),
    ['companies.csv: prices must be those of sizes that companies have, received "free"'],
    { prices: { pro: 49, free: 0 } },
  ],
  [
    "a price that is no number",
    { ...companiesWith(), "subscriptions.csv": "company_size,monthly_price\npro,$49\n" },
    [
      'subscriptions.csv, line 2: monthly_price must be dollars from 0 to 9,999,999,999.99, such as 49 or 49.90, received "$49"',
    ],
  ],
  [
    "a price with parts of a cent",
    { ...companiesWith(), "subscriptions.csv": "company_size,monthly_price\npro,49.005\n" },
    [
      'subscriptions.csv, line 2: monthly_price must be dollars from 0 to 9,999,999,999.99, such as 49 or 49.90, received "49.005"',
    ],
  ],
  [
    "a size with two prices",
    { ...companiesWith(), "subscriptions.csv": "company_size,monthly_price\npro,49\npro,50\n" },
    ['subscriptions.csv, line 3: company_size must be unique, received "pro"'],
  ],
  [
    "no complete month",
    { "sessions.csv": "company_id,created_at\n1,2025-01-05\n1,2025-01-20\n" },
    [
      "sessions.csv: has no complete month, from 2025-01-05 to 2025-01-20; keep the incomplete one with months: 1 (in a terminal: --months 1)",
    ],
  ],
  [
    "a file of too many columns",
    { "sessions.csv": `${"a,".repeat(150_000)}\n` },
    ["sessions.csv, line 1: has 150,001 columns; it must have at most 1,000"],
  ],
  [
    "a blank id of a company",
    companiesWith("  ,pro,2025-01-01"),
    ['companies.csv, line 3: company_id must not be empty, received "  "'],
  ],
  [
    "an id that a spreadsheet rounded",
    sessionsWith("1.23457E+11,2025-01-31,1"),
    [
      'sessions.csv, line 3: company_id was rounded by a spreadsheet; save the ids as text, received "1.23457E+11"',
    ],
  ],
  [
    "an empty size, which needs no price",
    companiesWith("2,,2025-01-01"),
    ['companies.csv, line 3: company_size must not be empty, received ""'],
    { prices: { pro: 49 } },
  ],
  [
    "a time that is far from the others",
    { "sessions.csv": `${SESSIONS}1,1970-01-01\n` },
    [
      "sessions.csv: must span at most 480 months; its times are from 1970-01-01 to 2025-01-31, and one of the two may be a mistake",
    ],
  ],
];

test.each(cases.map(([what, files, problems, options = {}]) => ({ what, files, problems, options })))(
  "$what is refused",
  async ({ files, problems, options }) => {
    expect(await problemsOf(files, options)).toEqual(problems);
  },
);

test("the problems of all files are found, the first ten of each kind and how many more", async () => {
  const sizes = Array.from({ length: 22 }, (_, n) => `c${n},size ${n},2025-01-01`);
  const bad = Array.from({ length: 12 }, (_, n) => `c${n},soon`);
  const problems = await problemsOf({
    "companies.csv": ["company_id,company_size,created_at", ...sizes].join("\n"),
    "sessions.csv": ["company_id,created_at", ...bad, "c21,2025-01-31", "c22,2025-01-31", "c1"].join("\n"),
  });
  const time = "must be a time such as 2025-01-31T13:45:12Z, 2025-01-31 13:45 or 2025-01-31";
  expect(problems).toEqual([
    'companies.csv, line 22: company_size must be one of at most 20 sizes; name another column, or none, received "size 20"',
    'companies.csv, line 23: company_size must be one of at most 20 sizes; name another column, or none, received "size 21"',
    ...Array.from(
      { length: 10 },
      (_, n) => `sessions.csv, line ${n + 2}: created_at ${time}, received "soon"`,
    ),
    "sessions.csv: 2 more like the last",
    expect.stringContaining("sessions.csv, line 15: company_id is not in the file of companies"),
    "sessions.csv, line 16: has 1 value instead of 2",
  ]);
});

test("rows of any wrong numbers of values are problems of one kind", async () => {
  const rows = Array.from({ length: 100 }, (_, n) => `a,2025-01-31${",x".repeat(n + 1)}`);
  const problems = await problemsOf({ "sessions.csv": ["company_id,created_at", ...rows].join("\n") });
  expect(problems).toHaveLength(11);
  expect(problems.slice(9)).toEqual([
    "sessions.csv, line 11: has 12 values instead of 2",
    "sessions.csv: 90 more like the last",
  ]);
});

test.skipIf(process.platform === "win32")("a pipe is refused, and not waited for", async () => {
  const folder = folderWith({});
  execFileSync("mkfifo", [path.join(folder, "sessions.csv")]);
  const problems = new Problems();
  await findTable(path.join(folder, "sessions.csv"), problems);
  expect(() => problems.throwIfAny()).toThrow("sessions.csv: is not a regular file; copy it to one first");
});

test("lines are counted through quotes, empty lines and pieces of any size", async () => {
  const many = Array.from({ length: 30_000 }, (_, n) => `"a\n${n % 7}",2025-01-31\r\n\r\n`);
  const [problem] = await problemsOf({
    "sessions.csv": `company_id,created_at\r\n${many.join("")}a,now\r\n`,
  });
  expect(problem).toMatch(/^sessions\.csv, line 90,002: created_at /);
});

test("more sessions of a company than have ids are refused", async () => {
  const sessions = `company_id,created_at\n${"a,1738331112\n".repeat(1_000_000)}`;
  expect(await problemsOf({ "sessions.csv": sessions })).toEqual([
    'sessions.csv: a company must have at most 999,999 sessions, received "a"',
  ]);
});

test("a quote that nobody closes ends the reading of a long file", async () => {
  const rest = "1,2025-01-31\n".repeat(300_000);
  expect(await problemsOf({ "sessions.csv": `${SESSIONS}"1,2025-01-31\n${rest}` })).toEqual([
    "sessions.csv, line 4: begins a record of more than 1,000,000 characters; perhaps a quote is not closed",
  ]);
});

test.each<[Partial<ImportSource>, string]>([
  [{ months: 0 }, "import: months must be a whole number from 1 to 480, received 0"],
  [
    { prices: { pro: -1 } },
    'import: the price of "pro" must be dollars from 0 to 9,999,999,999.99, such as 49 or 49.90, received -1',
  ],
  [
    { prices: { pro: 1 }, subscriptions: "subscriptions.csv" },
    "import: prices must come from a file of subscriptions or from prices, not from both",
  ],
  [
    { timeZone: "CEST" },
    'import: the time zone must be one of the IANA database such as Europe/Madrid, received "CEST"',
  ],
])("%j is refused", async (options, message) => {
  await expect(read({ "sessions.csv": SESSIONS }, options)).rejects.toThrow(message);
});
