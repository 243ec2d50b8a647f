import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../db/process/project-root";
import { temporaryFolder } from "../temporary-folder";
import { emptyDatabaseUrl } from "../test-database";

const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  fs.readFileSync(path.join(projectRoot, "package.json"), "utf8"),
);
/** The scripts that run a program of ours. */
const commands = Object.keys(scripts).filter((name) => scripts[name]?.startsWith("node --require"));

/** The first line of a command's help, or whatever else it says. */
function help(script: string, folder: string, environment: NodeJS.ProcessEnv = {}): string {
  const run = spawnSync("npm", ["run", "--silent", script, "--", "--help"], {
    cwd: folder,
    env: { ...process.env, ...environment },
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  return `${run.stdout}${run.stderr}`.split("\n")[0] ?? "";
}

test("there are commands", () => {
  expect(commands).toEqual(expect.arrayContaining(["start", "seed", "db:url", "bench"]));
});

test.each(commands)(
  "%s starts when the temporary folder has too long a name and cannot be created",
  (script) => {
    const TMPDIR = path.join(os.devNull, "x".repeat(120));
    expect(help(script, projectRoot, { TMPDIR })).toMatch(/^Usage: npm /);
  },
);

test.skipIf(process.platform === "win32")(
  "a temporary folder that cannot be written or has too long a name is not used",
  () => {
    const long = path.join(temporaryFolder(), "x".repeat(60));
    fs.mkdirSync(long);
    const used = (TMPDIR: string) =>
      spawnSync(
        process.execPath,
        ["--require", "./lib/commands/typescript.cjs", "--print", "require('node:os').tmpdir()"],
        { cwd: projectRoot, env: { ...process.env, TMPDIR }, encoding: "utf8" },
      ).stdout.trim();
    expect(used(path.join(os.devNull, "x"))).toBe("/tmp");
    expect(used(long)).toBe("/tmp");
    expect(used(path.dirname(long))).toBe(path.dirname(long));
  },
);

test("a start neither reads nor writes anything in the temporary folder, which is everyone's", () => {
  const TMPDIR = temporaryFolder();
  expect(help("db:url", projectRoot, { TMPDIR })).toMatch(/^Usage: npm /);
  expect(fs.readdirSync(TMPDIR)).toEqual([]);
});

test.each(["it's a #1 100%25 (ü) ", "日本 $HOME & ; ", ...(process.platform === "win32" ? [] : ["what? "])])(
  "a command starts in a folder named %s",
  (name) => {
    const folder = copyOfProject(name);
    expect(help("start", folder)).toMatch(/^Usage: npm /);
  },
);

test("without its packages a command says how to install them", () => {
  const folder = copyOfProject("startup test ");
  fs.unlinkSync(path.join(folder, "node_modules"));
  expect(help("start", folder)).toBe(
    `the packages of ${fs.realpathSync(folder)} are not installed (MODULE_NOT_FOUND); run \`npm ci\` there`,
  );
});

test("the bench measures a seeding in a folder whose name has spaces and a quote, and says why one fails", async () => {
  const folder = copyOfProject("it's a startup ");
  const measure = (url: string) =>
    spawnSync(
      process.execPath,
      [
        "--require",
        "./lib/commands/typescript.cjs",
        "--eval",
        `require("./test/bench/seed-command").runSeedCommand(${JSON.stringify(url)}, 20).then(console.log)`,
      ],
      { cwd: folder, encoding: "utf8" },
    );
  expect(measure(await emptyDatabaseUrl())).toMatchObject({
    stdout: expect.stringMatching(/^\{ rowsPerSecond: \d+, peakMegabytes: \d+\.\d+ \}\n$/),
    stderr: "",
  });
  expect(measure("postgresql://127.0.0.1:1/none").stderr).toContain("ECONNREFUSED");
});

/** The project's own files in a folder whose name begins so. */
function copyOfProject(name: string): string {
  const folder = temporaryFolder(name);
  for (const part of ["db", "lib", "test/bench", "package.json", "tsconfig.json"])
    fs.cpSync(path.join(projectRoot, part), path.join(folder, part), { recursive: true });
  fs.symlinkSync(path.join(projectRoot, "node_modules"), path.join(folder, "node_modules"), "junction");
  return folder;
}
