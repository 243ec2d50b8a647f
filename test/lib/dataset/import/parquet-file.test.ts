import { brotliCompressSync, gzipSync } from "node:zlib";
import type { SchemaElement } from "hyparquet";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { problemsOf, read } from "./imported-files";

function parquet(columnData: ColumnSource[], rowGroupSize = 2): Buffer {
  return Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize }));
}

const time = new Date("2025-01-31T13:45:12.345Z");
const later = new Date("2025-02-28T13:45:12Z");

// 1999 cents times 0.01 are 19.990000000000002.
const prices = [
  { name: "company_size", data: ["pro", "free"] },
  { name: "monthly_price", data: [1999n, 0n] },
];
const priceSchema: SchemaElement[] = [
  { name: "schema", num_children: 2 },
  { name: "company_size", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
  {
    name: "monthly_price",
    type: "INT64",
    converted_type: "DECIMAL",
    scale: 2,
    precision: 9,
    repetition_type: "REQUIRED",
  },
];

test("ids of any type, nulls, times and dates are read from Parquet, whatever the file is called", async () => {
  const { companies, warnings, subscriptions } = await read({
    "companies.csv": parquet([
      { name: "company_id", data: [7n, 8n, 9n], type: "INT64" },
      { name: "company_size", data: ["pro", "free", "pro"], type: "STRING" },
      { name: "created_at", data: [time, null, later], type: "TIMESTAMP", nullable: true },
      { name: "tags", data: [{ a: 1 }, { a: 2 }, { a: 3 }], type: "JSON" },
    ]),
    "sessions.csv": parquet([
      { name: "created_at", data: [later, time, time, time], type: "TIMESTAMP" },
      { name: "duration_seconds", data: [1.5, null, 3, 4], type: "DOUBLE", nullable: true },
      { name: "company_id", data: [7, 7, 8, 9], type: "INT32" },
    ]),
    "subscriptions.csv": Buffer.from(parquetWriteBuffer({ columnData: prices, schema: priceSchema })),
  });
  const [first, second] = ["2025-01-31T13:45:12.345Z", "2025-02-28T13:45:12Z"];
  expect(companies).toEqual([
    { id: "7", name: "7", size: "pro", signUp: first, sessions: [first, `${second} 2`] },
    { id: "8", name: "8", size: "free", signUp: first, sessions: [`${first} 3`] },
    { id: "9", name: "9", size: "pro", signUp: second, sessions: [`${first} 4`] },
  ]);
  expect(subscriptions).toEqual([
    { size: "free", cents: 0 },
    { size: "pro", cents: 1999 },
  ]);
  expect(warnings).toEqual([
    'companies.csv: not used: column "tags"',
    "1 session precedes the sign-up of the company, which counts as signed up from its first session on",
  ]);
});

test("times that Parquet stores without a zone are those of the time zone", async () => {
  const schema = [
    { name: "schema", num_children: 2 },
    { name: "company_id", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
    {
      name: "created_at",
      type: "INT64",
      logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "NANOS" },
      repetition_type: "REQUIRED",
    },
  ] as const;
  const columnData = [
    { name: "company_id", data: ["a", "a"] },
    { name: "created_at", data: [1_738_331_112_345_678_901n, 1_735_689_600_000_000_000n] },
  ];
  const file = Buffer.from(parquetWriteBuffer({ columnData, schema: [...schema] }));
  const { companies } = await read({ "sessions.csv": file }, { timeZone: "America/New_York" });
  expect(companies[0]?.sessions).toEqual(["2025-01-01T05:00:00Z", "2025-01-31T18:45:12.345678Z"]);
});

test("problems of Parquet name the row", async () => {
  const companies = parquet([{ name: "company_id", data: ["a", "b"], type: "STRING" }]);
  const sessions = parquet([
    { name: "company_id", data: ["a", "c", "b"], type: "STRING" },
    { name: "created_at", data: [time, time, null], type: "TIMESTAMP", nullable: true },
  ]);
  const files = { "companies.parquet": companies, "sessions.parquet": sessions };
  const options = { companies: "companies.parquet", sessions: "sessions.parquet" };
  expect(await problemsOf(files, options)).toEqual([
    expect.stringMatching(/^sessions\.parquet, row 2: company_id is not in the file of companies/),
    'sessions.parquet, row 3: created_at must not be empty, received ""',
  ]);
});

test.each(["GZIP", "BROTLI", "ZSTD"] as const)(
  "Parquet with the compression %s is read, or refused with a way out",
  async (codec) => {
    const columnData: ColumnSource[] = [
      { name: "company_id", data: ["a", "b", "a"], type: "STRING" },
      { name: "created_at", data: [time, time, time], type: "TIMESTAMP" },
    ];
    const compress = codec === "GZIP" ? gzipSync : brotliCompressSync;
    const compressors = { [codec]: (bytes: Uint8Array) => compress(bytes) };
    const sessions = Buffer.from(parquetWriteBuffer({ columnData, codec, compressors }));
    const reading = read({ "sessions.csv": sessions }).then(({ companies }) =>
      companies.map(({ id }) => id).join(),
    );
    await expect(reading.catch(String)).resolves.toBe(
      codec === "ZSTD"
        ? "UserError: import: sessions.csv: is no Parquet file that can be read: parquet unsupported compression codec: ZSTD; write it again, compressed with Snappy, or as CSV; nothing was changed"
        : "a,b",
    );
  },
);

test("Parquet without rows, or cut short, is refused", async () => {
  const empty = parquet([
    { name: "company_id", data: [], type: "STRING" },
    { name: "created_at", data: [], type: "TIMESTAMP" },
  ]);
  expect(await problemsOf({ "sessions.csv": empty })).toEqual(["sessions.csv: has no rows"]);
  expect(await problemsOf({ "sessions.csv": empty.subarray(0, -9) })).toEqual([
    expect.stringMatching(/^sessions\.csv: is no Parquet file that can be read: /),
  ]);
});
