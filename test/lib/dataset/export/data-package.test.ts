import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { exportDataset } from "../../../../lib/dataset/export/export-dataset";
import { fingerprint } from "../../../../lib/dataset/fingerprint";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";
import { temporaryFolder } from "../../../temporary-folder";
import { testDatabase } from "../../../test-database";

const rules = { ...defaultRules, companies: 30, months: 3, newCustomers: 5 };

function readPackage(folder: string) {
  return JSON.parse(fs.readFileSync(path.join(folder, "datapackage.json"), "utf8"));
}

test("datapackage.json has the size, the hash and the rows of each file, and what the rows were generated from", async () => {
  const db = await testDatabase();
  const { fingerprint, sessions } = await seed(db, { rules, randomSeed: "packed" });
  const folder = temporaryFolder();

  await exportDataset(db, folder);

  const { dataset, resources } = readPackage(folder);
  expect(dataset).toEqual({
    startMonth: "2025-01",
    months: 3,
    fingerprint,
    generatorVersion: 1,
    randomSeed: "packed",
    rules,
  });
  const [, , companies, , csv, parquet] = resources;
  expect(companies).toMatchObject({ name: "companies", path: "companies.csv", rows: 40 });
  for (const [resource, name] of [
    [csv, "sessions.csv"],
    [parquet, "sessions.parquet"],
  ]) {
    const content = fs.readFileSync(path.join(folder, name));
    const hash = `sha256:${createHash("sha256").update(content).digest("hex")}`;
    expect(resource).toMatchObject({ path: name, rows: sessions, bytes: content.length, hash });
  }
});

test("each column is described with type, unit and meaning, and keys name the files they refer to", async () => {
  const db = await testDatabase();
  await seed(db, { rules });
  const folder = temporaryFolder();
  await exportDataset(db, folder);

  const { resources } = readPackage(folder);
  expect(resources.map(({ name }: { name: string }) => name)).toEqual([
    "subscriptions",
    "subscriptions-parquet",
    "companies",
    "companies-parquet",
    "sessions",
    "sessions-parquet",
  ]);
  const [, prices, , , sessions, parquet] = resources;
  expect(prices.schema.fields[1]).toMatchObject({
    name: "monthly_price",
    title: "Monthly price",
    type: "number",
    unit: "US dollars",
  });
  const types = sessions.schema.fields.map(({ name, type }: { name: string; type: string }) => [name, type]);
  expect(types).toEqual([
    ["company_id", "integer"],
    ["session_id", "integer"],
    ["created_at", "datetime"],
    ["duration_seconds", "integer"],
  ]);
  expect(sessions.schema.missingValues).toEqual([]);
  expect(sessions.schema.primaryKey).toEqual(["company_id", "session_id"]);
  const key = (resource: string) => [
    { fields: ["company_id"], reference: { resource, fields: ["company_id"] } },
  ];
  expect(sessions.schema.foreignKeys).toEqual(key("companies"));
  expect(parquet.schema.foreignKeys).toEqual(key("companies-parquet"));
});

test("the same dataset has the same description, byte for byte, even if it was generated at another time", async () => {
  const [folder, again] = [temporaryFolder(), temporaryFolder()];
  for (const one of [folder, again]) {
    const db = await testDatabase();
    await seed(db, { rules, randomSeed: "packed" });
    await exportDataset(db, one);
  }
  for (const name of fs.readdirSync(folder)) {
    const [one, other] = [folder, again].map((place) => fs.readFileSync(path.join(place, name)));
    expect([name, other?.equals(one ?? Buffer.alloc(0))]).toEqual([name, true]);
  }
});

test("the fingerprint is that of the exported rows, also if these were edited", async () => {
  const db = await testDatabase();
  const generated = await seed(db, { rules });
  await db.updateTable("companies").set({ company_name: "Other" }).where("company_id", "=", 7).execute();
  const folder = temporaryFolder();

  await exportDataset(db, folder);

  const { dataset } = readPackage(folder);
  expect(dataset.fingerprint).toBe(await fingerprint(db));
  expect(dataset.fingerprint).not.toBe(generated.fingerprint);
});
