import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../../../db/connection/database";
import { inSnapshot } from "../../../../db/transaction/snapshot";
import { datasetTables as tables } from "../../../../lib/dataset/columns";
import { exportColumns } from "../../../../lib/dataset/export/export-columns";
import { exportDataset } from "../../../../lib/dataset/export/export-dataset";
import { writeParquet } from "../../../../lib/dataset/export/write-parquet";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";
import { writeDataset } from "../../../given-dataset";
import { temporaryFolder } from "../../../temporary-folder";
import { databaseInTimeZone, emptyDatabaseUrl, testDatabase } from "../../../test-database";
import { waitForSomeoneAtALock } from "../../../waiting-at-a-lock";
import { csvRows, databaseRows, parquetMetadata, parquetRows } from "./read-export";

const names = [...tables.flatMap((table) => [`${table}.csv`, `${table}.parquet`]), "datapackage.json"];
const columns = exportColumns("sessions", { withSourceIds: false, nullable: [] });
const never = new AbortController().signal;

async function expectRoundTrip(db: Database, folder: string): Promise<void> {
  for (const table of tables) {
    const rows = await databaseRows(db, table);
    expect(csvRows(folder, table)).toEqual(rows);
    expect(await parquetRows(folder, table)).toEqual(rows);
  }
}

test("CSV and Parquet contain the rows of the database, in the order of the primary keys", async () => {
  const db = await databaseInTimeZone("Pacific/Apia");
  await seed(db, { rules: { ...defaultRules, companies: 200 } });
  const folder = path.join(temporaryFolder(), "deep", "er");

  const files = await exportDataset(db, folder);

  await expectRoundTrip(db, folder);
  expect(fs.readdirSync(folder).sort()).toEqual([...names].sort());
  expect([...files.map(({ file }) => file), "datapackage.json"]).toEqual(names);
  const sessions = await databaseRows(db, "sessions");
  expect(files.map(({ rows }) => rows)).toEqual([2, 2, 200, 200, sessions.length, sessions.length]);
  expect(files.map(({ bytes }) => bytes)).toEqual(
    files.map(({ file }) => fs.statSync(path.join(folder, file)).size),
  );
});

test("texts, prices and times of any kind stay as they are", async () => {
  const db = await testDatabase();
  await writeDataset(db, {
    startMonth: "2025-01",
    months: 1,
    prices: { small: 0.07, 'Ä, "large"': 9_999_999_999.99, Large: 0 },
    companies: [
      ["small", "2025-01-01T00:00:00.001Z"],
      ["Large", 2],
      ["small"],
      ["small"],
      ["small"],
      ["small"],
    ],
  });
  const hostile = ['=1+1,"', "two\nlines\r\n", "\\.", " 🚀\t", "NULL", "'; drop table sessions; --"];
  for (const [index, company_name] of hostile.entries()) {
    await db
      .updateTable("companies")
      .set({ company_name })
      .where("company_id", "=", index + 1)
      .execute();
  }
  await db.pool.query(
    "update sessions set created_at = '2025-01-31 23:59:59.999999+00' where company_id = 1",
  );
  await db.pool.query(
    "update companies set created_at = '1969-12-31 23:59:59.000001+00' where company_id = 2",
  );
  const folder = temporaryFolder();

  await exportDataset(db, folder);

  await expectRoundTrip(db, folder);
  expect(csvRows(folder, "companies").map(({ company_name }) => company_name)).toEqual(hostile);
  expect(fs.readFileSync(path.join(folder, "sessions.csv"), "utf8")).toContain("2025-01-31T23:59:59.999999Z");
  expect(fs.readFileSync(path.join(folder, "subscriptions.csv"), "utf8")).toContain("9999999999.99");
});

test("a dataset without companies is exported as files without rows", async () => {
  const db = await testDatabase();
  await writeDataset(db, { startMonth: "2025-01", months: 1, prices: { small: 19 }, companies: [] });
  const folder = temporaryFolder();

  expect((await exportDataset(db, folder)).map(({ rows }) => rows)).toEqual([1, 1, 0, 0, 0, 0]);
  await expectRoundTrip(db, folder);
});

test("prices are decimals and times UTC instants in the Parquet schema", async () => {
  const db = await testDatabase();
  await seed(db, { rules: { ...defaultRules, companies: 3 } });
  const folder = temporaryFolder();
  await exportDataset(db, folder);

  // Source: Apache Parquet format, LogicalTypes.md, and for older readers the converted type of each.
  const [, size, price] = (await parquetMetadata(folder, "subscriptions")).schema;
  expect(size).toMatchObject({
    type: "BYTE_ARRAY",
    converted_type: "UTF8",
    logical_type: { type: "STRING" },
    repetition_type: "REQUIRED",
  });
  expect(price).toMatchObject({
    type: "INT64",
    converted_type: "DECIMAL",
    logical_type: { type: "DECIMAL", precision: 12, scale: 2 },
    precision: 12,
    scale: 2,
  });
  const { schema } = await parquetMetadata(folder, "sessions");
  expect(schema.map(({ name, type }) => [name, type])).toEqual([
    ["schema", undefined],
    ["company_id", "INT32"],
    ["session_id", "INT64"],
    ["created_at", "INT64"],
    ["duration_seconds", "INT32"],
  ]);
  expect(schema[3]).toMatchObject({
    converted_type: "TIMESTAMP_MICROS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
  });
  expect(schema.slice(1).every(({ repetition_type }) => repetition_type === "REQUIRED")).toBe(true);
});

test("a row group contains all sessions of a range of companies", async () => {
  const db = await testDatabase();
  await seed(db, { rules: { ...defaultRules, companies: 50 } });
  const folder = temporaryFolder();

  const rows = await inSnapshot(db, never, (client) =>
    writeParquet(client, "sessions", columns, path.join(folder, "sessions.parquet"), { rowGroupRows: 300 }),
  );

  expect(await parquetRows(folder, "sessions")).toEqual(await databaseRows(db, "sessions"));
  const groups = (await parquetMetadata(folder, "sessions")).row_groups;
  expect(groups.length).toBeGreaterThan(3);
  expect(groups.reduce((sum, group) => sum + Number(group.num_rows), 0)).toBe(rows);
  const ranges = groups.map(({ columns: [first] }) => first?.meta_data?.statistics);
  for (const [index, range] of ranges.entries()) {
    const before = ranges[index - 1];
    if (before) expect(Number(range?.min_value)).toBeGreaterThan(Number(before.max_value));
  }
});

test("without a dataset there is a sentence and no folder", async () => {
  const db = await testDatabase();
  const folder = path.join(temporaryFolder(), "export");

  const exporting = exportDataset(db, folder);
  await expect(exporting).rejects.toThrow(
    /^export: the database contains no dataset; generate one with `npm run seed`, or import one with `npm run import`$/,
  );
  await expect(exporting).rejects.toHaveProperty(
    "cause.message",
    "the database contains no dataset; generate one with `npm run seed`, or import one with `npm run import`",
  );
  expect(fs.existsSync(folder)).toBe(false);
});

test("a folder that cannot be written is a sentence, and what is in the way stays", async () => {
  const db = await testDatabase();
  await seed(db, { rules: { ...defaultRules, companies: 3 } });
  const folder = temporaryFolder();
  const file = path.join(folder, "file");
  fs.writeFileSync(file, "mine");
  fs.mkdirSync(path.join(folder, "sessions.csv"));

  await expect(exportDataset(db, file)).rejects.toThrow(/^export: cannot write into .*--folder$/);
  await expect(exportDataset(db, path.join(file, "in"))).rejects.toThrow(
    /^export: cannot write into .*--folder$/,
  );
  await expect(exportDataset(db, folder)).rejects.toThrow(/^export: .* it contains "file"; .*--folder$/);
  expect(fs.readdirSync(folder)).toEqual(["file", "sessions.csv"]);
  expect(fs.readFileSync(file, "utf8")).toBe("mine");
});

test("an export that is stopped leaves the earlier files as they were, and nothing else", async () => {
  const db = await testDatabase();
  await seed(db, { rules: { ...defaultRules, companies: 2000 } });
  const parent = temporaryFolder();
  const folder = path.join(parent, "export");
  fs.mkdirSync(folder);
  for (const name of names) fs.writeFileSync(path.join(folder, name), "earlier");
  const stop = new AbortController();
  const watcher = fs.watch(parent, { recursive: true }, (_, name) => {
    if (name?.endsWith(`${path.sep}sessions.csv`)) stop.abort();
  });
  onTestFinished(() => watcher.close());

  await expect(exportDataset(db, folder, stop.signal)).rejects.toThrow(/^export: it was interrupted$/);

  expect(fs.readdirSync(parent)).toEqual(["export"]);
  expect(fs.readdirSync(folder).sort()).toEqual([...names].sort());
  for (const name of names) expect(fs.readFileSync(path.join(folder, name), "utf8")).toBe("earlier");
});

test("an export that is stopped between two queries, when a cancel ends neither, creates no folder", async () => {
  const db = await testDatabase();
  await seed(db, { rules: { ...defaultRules, companies: 3 } });
  const folder = path.join(temporaryFolder(), "export");
  const stop = new AbortController();
  // Nothing is canceled, as when the server is idle at that moment.
  stop.signal.addEventListener = () => queueMicrotask(() => stop.abort());

  await expect(exportDataset(db, folder, stop.signal)).rejects.toThrow(/^export: it was interrupted$/);

  expect(fs.existsSync(folder)).toBe(false);
});

// A device of Linux: every write fails as on a full disk.
test.runIf(fs.existsSync("/dev/full"))(
  "a disk that fails half-way ends the export at once, and the database can be used again",
  async () => {
    const db = await testDatabase();
    await seed(db, { rules: { ...defaultRules, companies: 2000 } });

    await expect(
      inSnapshot(db, never, (client) =>
        writeParquet(client, "sessions", columns, "/dev/full", { rowGroupRows: 1000 }),
      ),
    ).rejects.toThrow("ENOSPC");
    expect(await databaseRows(db, "subscriptions")).toHaveLength(2);
    await exportDataset(db, temporaryFolder());
  },
);

test("files show the dataset of one moment while it is replaced", async () => {
  const url = await emptyDatabaseUrl();
  const [db, other] = [new Database(url), new Database(url)];
  onTestFinished(async () => {
    await Promise.all([db.destroy(), other.destroy()]);
  });
  const first = await seed(db, { rules: { ...defaultRules, companies: 2000 } });
  const parent = temporaryFolder();
  const folder = path.join(parent, "export");

  const exporting = exportDataset(db, folder);
  await expect.poll(() => fs.readdirSync(parent)).toHaveLength(1);
  const seeding = seed(other, { rules: { ...defaultRules, companies: 7 } });
  await waitForSomeoneAtALock(db);
  const files = await exporting;

  expect(files.map(({ rows }) => rows)).toEqual([2, 2, 2000, 2000, first.sessions, first.sessions]);
  expect(csvRows(folder, "sessions")).toHaveLength(first.sessions);
  await seeding;
});
