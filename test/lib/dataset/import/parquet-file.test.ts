import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { SchemaElement } from "hyparquet";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { expect, onTestFinished, test, vi } from "vitest";
import { ParquetProcess, UnreadableParquet } from "../../../../lib/dataset/import/parquet-process";
import { startChild } from "../../../child-process";
import { descendants, isRunning } from "../../../processes";
import { folderWith, problemsOf, read } from "./imported-files";

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

test.each(["GZIP", "BROTLI", "LZO"] as const)(
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
      codec === "LZO"
        ? "UserError: import: sessions.csv: is not a readable Parquet file: parquet unsupported compression codec: LZO; write it again, compressed with Snappy, or as CSV; nothing was changed"
        : "a,b",
    );
  },
);

/** 40 sessions of 6 companies, as `write_parquet` of Polars 2.1 wrote them: with ZSTD, which is its default. */
const POLARS =
  "UEFSMRUEFagBFU5MFQwVAAAAKLUv/SBU9QAAmAoAAABjdXN0b21lci0xNDAyMzUFBApAwAEGhJhKFQAVLhVALBVQFRAVBhUGAAAotS/9IBe5AAACAAAAUAEDC4gmkiVEkVG5IpqkRixYBRUMGTUABhAZGApjb21wYW55X2lkFQwWUBaUAhbMASZyJggAFQQVgAUVhgRMFVAVAAAAKLUv/WBAAM0HADQLAI+EniosBgAAWxKmXxjH4ZONtB1vKwYAAFmkNtYWJRdtwwpjBS0GAABuuwZi+I9/PikoB6PgcmWtKgYAACZ5vRYFNCqX21jC5Q9nRfUB2utDq6np2YCvE6n+U2UIDadPysyDN2RJpSwcr5GLag9laP+Ihkd/C3avkoLfnc3PqbM6WOdi1vBSaD5c1wHYZ/a0OpdTufCwYlFcffV3WY3bC9AqCRWUDU/6ZuUdOFA1SP8sBgAjIPCisnZDEEEGoUEGBVkWZDKIg+wgghxkJsgIcpB5DEdqZBoZjNjINjI2MjAyMzIYqZHFyNbSYGRrZGypkZZkxKzzBRUAFUwVXiwVUBUQFQYVBgAAKLUv/SAmMQEAAgAAAFABBgtAIAxEYRxIoixM4zxQJE1UZV1Ypm1c531gKI5kaZ4VBBk1AAYQGRgKY3JlYXRlZF9hdBUMFlAWjAYWpAUmvgYmmgIAGRwWchViFgAAABkcFr4GFYABFgAAABUCGTxIBHJvb3QVBAAVDCUCGApjb21wYW55X2lkJQBMHAAAABUEJQIYCmNyZWF0ZWRfYXRsjBIcLAAAAAAAFlAZHBksJr4CHBUMGTUABhAZGApjb21wYW55X2lkFQwWUBaUAhbMASZyJggAFogIFRQAJuILHBUEGTUABhAZGApjcmVhdGVkX2F0FQwWUBaMBhakBSa+BiaaAgAWnAgVGAAWoAgWUCYIFvAGFAAAGRwYDEFSUk9XOnNjaGVtYRjwAS8vLy8vNnNBQUFBRUFBQUE4di8vL3hRQUFBQUVBQUVBQUFBS0FBc0FDQUFLQUFRQStQLy8vd3dBQUFBSUFBZ0FBQUFFQUFJQUFBQThBQUFBQkFBQUFMai8vLzhnQUFBQUVBQUFBQWdBQUFBQkNnQUFBQUFBQVByLy8vOENBQVlBQmdBRUFBb0FBQUJqY21WaGRHVmtYMkYwQUFEcy8vLy9MQUFBQUNBQUFBQVlBQUFBQVJRQUFCQUFFZ0FFQUJBQUVRQUlBQUFBREFBQUFBQUEvUC8vL3dRQUJBQUtBQUFBWTI5dGNHRnVlVjlwWkFBPQAYTlBvbGFycyAocHl0aG9uKSB2ZXJzaW9uIDIuMS4wIChidWlsZCA3ZjkwMmJkM2ZmZDI3ZmY4MmQxNDI3OGEwOWEyOTVmZjJmN2FlZDkyKRksHAAAHAAAAAoCAABQQVIx";

test("Parquet that Polars wrote is read", async () => {
  const { companies, startMonth, months } = await read({ "sessions.csv": Buffer.from(POLARS, "base64") });
  expect(companies.map(({ id, sessions }) => [id, sessions.length]).sort()).toEqual([
    ["customer-0", 11],
    ["customer-1", 5],
    ["customer-2", 3],
    ["customer-3", 10],
    ["customer-4", 5],
    ["customer-5", 6],
  ]);
  expect([startMonth, months]).toEqual(["2025-01", 1]);
});

test("Parquet without rows, or cut short, is refused", async () => {
  const empty = parquet([
    { name: "company_id", data: [], type: "STRING" },
    { name: "created_at", data: [], type: "TIMESTAMP" },
  ]);
  expect(await problemsOf({ "sessions.csv": empty })).toEqual(["sessions.csv: has no rows"]);
  expect(await problemsOf({ "sessions.csv": empty.subarray(0, -9) })).toEqual([
    expect.stringMatching(/^sessions\.csv: is not a readable Parquet file: /),
  ]);
});

test.each([
  [-143, 0xff],
  [-173, 0xff],
  // One row of two.
  [-33, 2],
])("Parquet with a wrong byte in its description, at %i, is refused", async (place, byte) => {
  const whole = parquet([
    { name: "company_id", data: ["a", "b"], type: "STRING" },
    { name: "created_at", data: [time, time], type: "TIMESTAMP" },
  ]);
  whole[whole.length + place] = byte;
  expect(await problemsOf({ "sessions.csv": whole })).toEqual([
    "sessions.csv: is not a readable Parquet file: it is damaged",
  ]);
});

/** Sessions of the companies a and b, whose page of dictionary indexes begins with other bytes. */
function damagedIndexes(...bytes: number[]): Buffer {
  const ids = Array.from({ length: 900 }, (_, n) => (n % 97 < 50 ? "a" : "b"));
  const columnData: ColumnSource[] = [
    { name: "company_id", data: ids, type: "STRING" },
    { name: "created_at", data: ids.map(() => time), type: "TIMESTAMP" },
  ];
  const whole = Buffer.from(parquetWriteBuffer({ columnData, codec: "UNCOMPRESSED" }));
  // Indexes of one bit: 50 times 0, 47 times 1.
  whole.set(bytes, whole.indexOf(Buffer.from([1, 100, 0, 94, 1])));
  return whole;
}

test.each([
  ["that begins with an index beyond the dictionary", [2, 100, 3], "it is damaged"],
  ["of more values than rows", [1, 0xfe, 0xff, 0xff, 0xff, 0x07, 1], /^it is damaged, or a row group is/],
])("Parquet with a page %s is refused", async (_, bytes, reason) => {
  const [problem = ""] = await problemsOf({ "sessions.csv": damagedIndexes(...bytes) });
  expect(problem.replace("sessions.csv: is not a readable Parquet file: ", "")).toMatch(reason);
});

/** A run of very many values, of no bits each. */
const ENDLESS = [0, 0xff, 0xff, 0xff, 0xff, 0x0f];

test.each(["an interruption", "a minute"])(
  "a page over which the reader loops without end is given up after %s",
  async (after) => {
    const folder = folderWith({ "s.parquet": damagedIndexes(...ENDLESS) });
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const interruption = new AbortController();
    const reader = new ParquetProcess(path.join(folder, "s.parquet"), interruption.signal);
    await reader.describe();
    const reading = reader.read({ column: "company_id", rowStart: 0, rowEnd: 900 }).catch((thrown) => thrown);
    expect(await Promise.race([reading, sleep(300, "loops")])).toBe("loops");
    if (after === "a minute") vi.advanceTimersByTime(60_000);
    else interruption.abort();
    expect(await reading).toBeInstanceOf(UnreadableParquet);
  },
);

test("the process that reads Parquet ends with the import", async () => {
  await problemsOf({ "sessions.csv": damagedIndexes() });
  await expect.poll(() => readersBelow(process.pid)).toEqual([]);
});

test("the process that reads Parquet ends with a parent that is killed, even if it loops", async () => {
  const folder = folderWith({ "s.parquet": damagedIndexes(...ENDLESS) });
  const parent = startChild("test/lib/dataset/import/read-endlessly.ts", [path.join(folder, "s.parquet")]);
  await parent.said("looping");
  const [reader] = readersBelow(parent.process.pid);
  parent.process.kill("SIGKILL");
  await parent.ended;
  await expect.poll(() => reader && isRunning(reader.pid), { timeout: 10_000 }).toBe(false);
});

function readersBelow(pid = 0) {
  return descendants(pid).filter(({ command }) => command.includes("decode-parquet"));
}

test("Parquet with lists in a column that is needed is refused", async () => {
  const schema = [
    { name: "root", num_children: 2 },
    { name: "company_id", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
    {
      name: "created_at",
      type: "INT64",
      converted_type: "TIMESTAMP_MILLIS",
      repetition_type: "REQUIRED",
    },
  ] as const;
  const columnData = [
    { name: "company_id", data: [["a"], ["b"]] },
    { name: "created_at", data: [time, time] },
  ];
  const sessions = Buffer.from(parquetWriteBuffer({ columnData, schema: [...schema] }));
  expect(await problemsOf({ "sessions.csv": sessions })).toEqual([
    "sessions.csv: company_id must have one value per row, not lists or structures",
  ]);
});
