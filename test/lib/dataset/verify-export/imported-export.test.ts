import fs from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { withTemporaryFolder } from "../../../../db/process/temporary-folder";
import { exportDataset } from "../../../../lib/dataset/export/export-dataset";
import { fingerprint } from "../../../../lib/dataset/fingerprint";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";
import { verifyExport } from "../../../../lib/dataset/verify-export/verify-export";
import { testDatabase } from "../../../test-database";
import { csvRows, parquetMetadata, parquetRows } from "../export/read-export";
import { describeAgain, edit } from "./exported-files";

const files = [{ name: "customers.csv", bytes: 9, sha256: "0".repeat(64), rows: 30 }];
const from = { files, timeZone: "Europe/Madrid", localMonths: false, leftOut: {} };

/** A startup as an import leaves it: without prices, with some durations, and with ids for all companies but one. */
async function importedStartup() {
  const db = await testDatabase();
  await seed(db, { rules: { ...defaultRules, companies: 30, months: 3 } });
  for (const statement of [
    "update subscriptions set monthly_price = null",
    "update sessions set duration_seconds = null where session_id % 2 = 0",
    `update companies set source_id = 'customer, "' || company_id || '"' where company_id <> 7`,
    `update dataset set rules = null, seed = null, generator_version = null, imported_from = '${JSON.stringify(from)}'`,
  ])
    await sql.raw(statement).execute(db);
  return db;
}

test("an export of imported data has the ids of the files and empty values, and is checked without rules", async () => {
  const db = await importedStartup();
  await withTemporaryFolder(async (parent) => {
    const folder = path.join(parent, "export");
    await exportDataset(db, folder);

    const companies = csvRows(folder, "companies");
    expect(companies.map(({ company_id, source_id }) => source_id || company_id).slice(5, 8)).toEqual([
      'customer, "6"',
      "7",
      'customer, "8"',
    ]);
    const asTexts = (rows: readonly Readonly<Record<string, string>>[]) =>
      rows.map((row) =>
        Object.values(row).map((value) => (/^(null|undefined|NaN|0\.00)$/.test(value) ? "" : value)),
      );
    for (const table of ["subscriptions", "companies", "sessions"]) {
      expect(asTexts(await parquetRows(folder, table))).toEqual(asTexts(csvRows(folder, table)));
    }
    const { schema } = await parquetMetadata(folder, "sessions");
    expect(schema.map(({ repetition_type }) => repetition_type)).toEqual([
      undefined,
      ...Array(3).fill("REQUIRED"),
      "OPTIONAL",
    ]);

    const text = fs.readFileSync(path.join(folder, "datapackage.json"), "utf8");
    const { dataset, resources } = JSON.parse(text);
    expect(dataset).toEqual({
      startMonth: "2025-01",
      months: 3,
      fingerprint: await fingerprint(db),
      importedFrom: from,
    });
    expect(text).not.toMatch(/generated|seed/);
    const [prices] = resources;
    expect(prices.schema).toMatchObject({
      missingValues: [""],
      fields: [{ constraints: { required: true } }, {}],
    });
    expect(prices.schema.fields[1]).not.toHaveProperty("constraints");

    const verification = await verifyExport(folder);
    expect(verification.verdict).toBe("All 16 checks pass; regeneration is checked for generated data only.");
    expect(verification.rows[0]).toMatchObject({ detail: "imported from customers.csv" });

    edit(folder, "sessions.csv", (content) => content.replace(/,(\d+)\n/, ",\n"));
    describeAgain(folder, "sessions.csv");
    expect((await verifyExport(folder)).rows.filter(({ passed }) => !passed)).toMatchObject([
      { check: "fingerprint of the CSV files" },
    ]);
  });
});
