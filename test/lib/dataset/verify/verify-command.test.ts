import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { Database } from "../../../../db/connection/database";
import { exportDataset } from "../../../../lib/dataset/export/export-dataset";
import { seed } from "../../../../lib/dataset/load/seed";
import { startChild } from "../../../child-process";
import { temporaryFolder } from "../../../temporary-folder";
import { emptyDatabaseUrl, testDatabase } from "../../../test-database";

function runVerify(url: string, ...args: string[]) {
  return startChild("lib/commands/verify.ts", args, { env: { ...process.env, DATABASE_URL: url } }).ended;
}

test("npm run verify ends with 0 for a dataset that keeps the rules and with 1 for one that does not", async () => {
  const url = await emptyDatabaseUrl();
  const db = new Database(url);
  await seed(db);

  expect(await runVerify(url)).toMatchObject({
    code: 0,
    stderr: "",
    stdout: expect.stringMatching(/^All 23 checks pass; .+\n$/),
  });

  const table = await runVerify(url, "--table");
  expect(table).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nchurn, small +passes /) });

  await db.updateTable("companies").set({ company_name: "Other" }).where("company_id", "=", 17).execute();
  await db.destroy();

  const after = await runVerify(url, "--json");
  expect(after.code).toBe(1);
  const { passed, rows } = JSON.parse(after.stdout);
  expect(passed).toBe(false);
  expect(rows.filter((row: { passed: boolean }) => !row.passed)).toHaveLength(2);
});

test("npm run verify --folder ends with 0 for an export as it was written and with 1 for another, without a database", async () => {
  const db = await testDatabase();
  const parent = temporaryFolder();
  const folder = path.join(parent, "export");
  await seed(db);
  await exportDataset(db, folder);
  const run = (...args: string[]) => runVerify("postgresql://127.0.0.1:1/none", "--folder", folder, ...args);

  expect(await run()).toMatchObject({ code: 0, stderr: "", stdout: "All 17 checks pass.\n" });
  expect(await run("--table")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/\nrows of companies\.csv +passes +500 rows\n/),
  });

  fs.appendFileSync(path.join(folder, "companies.csv"), "\n");
  expect(await run()).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/FAILS +companies\.csv: line 502 has 1 value instead of 4\n/),
  });
  fs.rmSync(path.join(folder, "datapackage.json"));
  expect(await run()).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^verify: .* contains no datapackage\.json; .*\n$/),
  });
});

test("npm run verify says what to do if there is no dataset", async () => {
  const { code, stdout } = await runVerify(await emptyDatabaseUrl());

  expect(code).toBe(1);
  expect(stdout).toContain("the database contains no dataset; generate one with `npm run seed`");
});

test("npm run verify has help, and refuses options that it does not know", async () => {
  const help = await runVerify("postgresql://127.0.0.1:1/none", "--help");
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining("--json") });

  const wrong = await runVerify("postgresql://127.0.0.1:1/none", "--jsn");
  expect(wrong).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^unknown option '--jsn'.*--json.*\n$/),
  });
});
