import { expect, test } from "vitest";
import { Database } from "../../../../db/connection/database";
import { seed } from "../../../../lib/dataset/load/seed";
import { startChild } from "../../../child-process";
import { emptyDatabaseUrl } from "../../../test-database";

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

test("npm run verify says what to do if there is no dataset", async () => {
  const { code, stdout } = await runVerify(await emptyDatabaseUrl());

  expect(code).toBe(1);
  expect(stdout).toContain("generate a dataset with `npm run seed`");
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
