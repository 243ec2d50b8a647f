import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { withTemporaryDatabase } from "../../../../db/temporary-database";
import { datasetTables as tables } from "../../../../lib/dataset/columns";
import { createWholeFolder } from "../../../../lib/dataset/export/whole-folder";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";
import { startChild } from "../../../child-process";
import { roleUrl } from "../../../creating-role";
import { seededDatabase, wholeDataset } from "../../../faults/seeded-database";
import { isRunning } from "../../../processes";
import { rulesFile } from "../../../rules-file";
import { runCommand } from "../../../run-command";
import { temporaryFolder } from "../../../temporary-folder";
import { testDatabase } from "../../../test-database";
import { csvRows, databaseRows, parquetRows } from "./read-export";

const names = [...tables.flatMap((table) => [`${table}.csv`, `${table}.parquet`]), "datapackage.json"];
const EXPORT = "lib/commands/export.ts";
/** The connections of a role that seed. */
const SEEDINGS =
  "from pg_stat_activity where usename = $1 and application_name = 'startup-notebooks seeding'";
const NOWHERE = "postgresql://127.0.0.1:1/none";

test("with flags, npm run export writes the startup that they describe, and leaves the dataset alone", async () => {
  const { db, before } = await seededDatabase();
  const { url, databases } = await roleUrl();
  const folder = path.join(temporaryFolder(), "out");
  const file = rulesFile('{ "newCustomers": 5, "months": 4 }');
  const flags = ["--rules", file, "--companies=20", "--churn=10%", "--seed=demo", "--folder", folder];

  const { code, stdout, stderr } = await runCommand(EXPORT, flags, { DATABASE_URL: url });

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Wrote into .*out\n.*companies\.csv +35 /s);
  const described = await testDatabase();
  const sizes = defaultRules.sizes.map((size) => ({ ...size, churn: 0.1 }));
  const rules = { ...defaultRules, companies: 20, months: 4, newCustomers: 5, sizes };
  await seed(described, { rules, randomSeed: "demo" });
  for (const table of tables) {
    const rows = await databaseRows(described, table);
    expect(csvRows(folder, table)).toEqual(rows);
    expect(await parquetRows(folder, table)).toEqual(rows);
  }
  expect(await wholeDataset(db)).toBe(before);
  expect(await databases()).toBe(0);
});

test("a folder that cannot take the files is refused before anything is generated", async () => {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, "mine.txt"), "");
  const { code, stderr } = await runCommand(EXPORT, ["--companies=20", "--folder", folder], {
    DATABASE_URL: NOWHERE,
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^export: .* must be new, empty or an earlier export, and it contains "mine\.txt"; .*\n$/,
  );
});

test("a database that cannot be created is one sentence, and leaves nothing behind", async () => {
  const folder = temporaryFolder();
  const { code, stderr } = await runCommand(EXPORT, ["--seed=demo", "--folder", path.join(folder, "out")], {
    DATABASE_URL: NOWHERE,
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^export: database: .*; nothing listens there; start that server, .*\n$/);
  expect(fs.readdirSync(folder)).toEqual([]);
});

test("a generation that fails is one sentence, which says nothing of a previous dataset", async () => {
  const { url, databases } = await roleUrl();
  const folder = temporaryFolder();
  const command = startChild(EXPORT, ["--companies=20000", "--folder", path.join(folder, "out")], {
    env: { ...process.env, DATABASE_URL: url },
  });
  const { pool } = await testDatabase();
  const isTerminated = async () => {
    const { rows } = await pool.query(`select pg_terminate_backend(pid) ${SEEDINGS}`, [
      new URL(url).username,
    ]);
    return rows.length > 0;
  };
  while (!(await isTerminated()) && isRunning(command.process.pid ?? 0)) await sleep(10);

  const { code, stdout, stderr } = await command.ended;

  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.split("\n").at(-2)).toMatch(/^export: database: (?!.*previous dataset)/);
  expect(await databases()).toBe(0);
  expect(fs.readdirSync(folder)).toEqual([]);
});

const signals = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
  ["SIGKILL", null],
] as const;

test
  .skipIf(process.platform === "win32")
  .each(
    signals.flatMap(([signal, code]) =>
      (["rows are generated", "files are written"] as const).map((when) => [signal, when, code] as const),
    ),
  )(
  "an export that is ended by %s while %s leaves no database, no file and the export as it was",
  async (signal, when, code) => {
    const { url, databases } = await roleUrl();
    const parent = temporaryFolder();
    const folder = path.join(parent, "export");
    await createWholeFolder(folder, names, async (partial) =>
      fs.writeFileSync(path.join(partial, "sessions.csv"), "before"),
    );
    // More than is generated before the test is over.
    const companies = when === "files are written" ? 5000 : 2_000_000;
    const flags = [`--companies=${companies}`, "--folder", folder];
    const { process: command, ended } = startChild(EXPORT, flags, {
      env: { ...process.env, DATABASE_URL: url },
    });
    const pid = command.pid ?? 0;
    const partial = path.join(parent, `.export.partial-${pid}`);
    const { pool } = await testDatabase();
    const isSeeding = async () =>
      (await pool.query(`select ${SEEDINGS}`, [new URL(url).username])).rows.length > 0;
    const hasBegun = async () =>
      when === "files are written" ? fs.existsSync(path.join(partial, "sessions.csv")) : await isSeeding();
    while (!(await hasBegun()) && isRunning(pid)) await sleep(10);
    expect([await databases(), fs.existsSync(partial)]).toEqual([1, true]);

    command.kill(signal);

    const end = await ended;
    if (code) {
      expect(end).toMatchObject({
        code,
        stdout: "",
        stderr: expect.stringMatching(/(^|\n)export: it was interrupted\n$/),
      });
    }
    if (!code) {
      // What is left is removed by the next command of the kind, of which these are the parts.
      vi.stubEnv("DATABASE_URL", url);
      onTestFinished(() => void vi.unstubAllEnvs());
      await vi.waitFor(() => withTemporaryDatabase(async () => expect(await databases()).toBe(1)), 10_000);
      await createWholeFolder(folder, names, async () => Promise.reject(new Error("no files"))).catch(
        () => undefined,
      );
    }
    expect(await databases()).toBe(0);
    expect(fs.readdirSync(parent)).toEqual(["export"]);
    expect(fs.readFileSync(path.join(folder, "sessions.csv"), "utf8")).toBe("before");
  },
);
