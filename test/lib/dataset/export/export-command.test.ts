import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { Database } from "../../../../db/connection/database";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";
import { startChild } from "../../../child-process";
import { temporaryFolder } from "../../../temporary-folder";
import { emptyDatabaseUrl } from "../../../test-database";

function runExport(url: string, ...args: string[]) {
  return runIn({ DATABASE_URL: url }, ...args);
}

function runIn(environment: NodeJS.ProcessEnv, ...args: string[]) {
  return startChild("lib/commands/export.ts", args, { env: { ...process.env, ...environment } }).ended;
}

test("npm run export writes the files and prints their rows and sizes", async () => {
  const url = await emptyDatabaseUrl();
  const folder = temporaryFolder();

  const none = await runExport(url, "--folder", folder);
  expect(none).toMatchObject({
    code: 1,
    stdout: "",
    stderr:
      "export: the database contains no dataset; generate one with `npm run seed`, or import one with `npm run import`\n",
  });

  const db = new Database(url);
  const { sessions } = await seed(db, { rules: { ...defaultRules, companies: 200 } });
  await db.destroy();
  const { code, stdout, stderr } = await runExport(url, "--folder", folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(new RegExp(`sessions\\.parquet +${sessions.toLocaleString("en-US")} +[\\d.]+ kB`));
  expect(fs.readdirSync(folder)).toHaveLength(7);
});

test("npm run export has help, and refuses a folder without a name", async () => {
  const nowhere = "postgresql://127.0.0.1:1/none";
  expect(await runExport(nowhere, "--help")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("--folder <path>"),
  });
  expect(await runExport(nowhere, "--folder", " ")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^option '--folder <path>' argument ' ' is invalid\..*\n$/),
  });
});

test.each([
  ["out", "stands/out"],
  ["~/out", "home/out"],
  ["~", "home"],
])("the folder %s is %s for a user whose working folder is `stands`", async (given, meant) => {
  const url = await emptyDatabaseUrl();
  const db = new Database(url);
  await seed(db, { rules: { ...defaultRules, companies: 2 } });
  await db.destroy();
  const folder = temporaryFolder();
  const [HOME, INIT_CWD] = ["home", "stands"].map((name) => path.join(folder, name));

  const environment = { DATABASE_URL: url, HOME, USERPROFILE: HOME, INIT_CWD };
  const { stdout, stderr } = await runIn(environment, `--folder=${given}`);

  expect(stderr).toBe("");
  expect(stdout).toContain(`Wrote into ${path.join(folder, meant)}\n`);
  expect(fs.existsSync(path.join(folder, meant, "sessions.csv"))).toBe(true);
});

test("another user's home folder is asked for by its path", async () => {
  expect(await runExport("postgresql://127.0.0.1:1/none", "--folder=~ada/out")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("'~ada/out' is invalid. Write the path in full, or ./~ada/out"),
  });
});
