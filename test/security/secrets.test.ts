import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { inspect } from "node:util";
import { expect, inject, onTestFinished, test } from "vitest";
import { Database } from "../../db/database";
import { createCluster } from "../../db/embedded/create-cluster";
import { serverHome } from "../../db/embedded/server-home";
import { projectRoot } from "../../db/project-root";
import { startChild } from "../child-process";
import { serverFolder } from "../db/embedded/server-folder";
import { complaintsOf } from "../execute-cells";
import { seededDatabase } from "../faults/seeded-database";
import { runCommand } from "../run-command";

const password = () => new URL(inject("serverUrl")).password;

test("git ignores the files that hold secrets, and holds no file that looks like one", () => {
  const secret = [
    ".env",
    ".postgres/server/password",
    ".postgres/server/log",
    ".venv/share/jupyter/runtime/x.json",
  ];
  const ignored = spawnSync("git", ["check-ignore", ...secret], { cwd: projectRoot, encoding: "utf8" });
  expect(ignored.stdout.trim().split("\n")).toEqual(secret);
  const held = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: projectRoot,
    encoding: "utf8",
  });
  expect(held.stdout).toContain("package.json");
  expect(
    held.stdout.split("\n").filter((file) => /(^|\/)(\.env|password|.*\.pem|.*\.key|id_rsa)$/.test(file)),
  ).toEqual([]);
  expect(fs.readFileSync(path.join(projectRoot, ".env.example"), "utf8")).toMatch(/^POSTGRES_PASSWORD=$/m);
});

test("no file of an embedded server is open to anybody but its owner", () => {
  const { folder } = serverHome(serverFolder());
  const { data, password: file, log } = createCluster(serverHome(folder));
  const open = fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(folder, name))
    .filter(
      (one) => !one.startsWith(path.join(folder, "postgres-")) && (fs.statSync(one).mode & 0o077) !== 0,
    );
  expect(open).toEqual([]);
  for (const one of [file, log]) expect(fs.statSync(one).mode & 0o777).toBe(0o600);
  expect(fs.statSync(data).mode & 0o777).toBe(0o700);
});

test("the password is in no command's output, in no error, with DEBUG neither, and in no process list", async () => {
  const { url } = await seededDatabase();
  const wrong = (change: object) => Object.assign(new URL(url), change).href;
  const runs: [string, string[], string][] = [
    ["seed", ["--companies", "40"], url],
    ["kpis", ["--json"], url],
    ["verify", [], url],
    ["kpis", [], wrong({ pathname: "nowhere" })],
    ["kpis", [], wrong({ username: "stranger" })],
    ["kpis", [], wrong({ port: "1" })],
    ["kpis", [], url.replace("postgresql:", "mysql:")],
    ["kpis", [], url.replace(":5", ":port")],
  ];
  const outputs = await Promise.all(
    runs.map(async ([name, args, DATABASE_URL]) => {
      const { stdout, stderr } = await runCommand(`lib/commands/${name}.ts`, args, {
        DATABASE_URL,
        DEBUG: "1",
      });
      return stdout + stderr;
    }),
  );
  for (const [n, output] of outputs.entries()) {
    expect(output).not.toBe("");
    expect.soft(output, runs[n]?.join(" ")).not.toContain(password());
  }

  const child = startChild("lib/commands/seed.ts", ["--companies", "20000"], {
    env: { ...process.env, DATABASE_URL: url },
  });
  for (let looks = 0; child.process.exitCode === null; looks += 1) {
    const { stdout } = spawnSync("ps", ["-eww", "-o", "args"], { encoding: "utf8" });
    expect(stdout).not.toContain(password());
    if (looks === 0) expect(stdout).toContain("seed.ts --companies 20000");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await child.ended).toMatchObject({ code: 0 });
});

test("npm run db:url prints the password, for whoever asks for it", async () => {
  const url = inject("serverUrl");
  expect(await runCommand("db/commands/url.ts", [], { DATABASE_URL: url })).toMatchObject({
    code: 0,
    stdout: `${url}\n`,
  });
});

test("a database that is printed does not tell its password, nor do its pool and its failures", async () => {
  const db = new Database(Object.assign(new URL(inject("serverUrl")), { pathname: "nowhere" }).href);
  onTestFinished(() => db.destroy());
  const failure = await db
    .selectFrom("companies")
    .selectAll()
    .execute()
    .catch((thrown) => thrown);
  expect(inspect(db)).toMatch(/^Database postgresql:\/\/startup:…@127\.0\.0\.1:\d+\/nowhere$/);
  for (const shown of [db, db.pool, db.pool.options, { db }, failure, failure.cause]) {
    expect.soft(inspect(shown, { depth: 12 })).not.toContain(password());
    expect.soft(inspect(shown, { depth: 12, customInspect: false })).not.toContain(password());
  }
});

test("a cell that shows the database, or fails, does not tell the password", {
  timeout: 120_000,
}, async () => {
  const { url } = await seededDatabase();
  const cells = [
    'import { connect } from "./lib";',
    "const db = await connect();",
    "console.error(db);",
    "console.error(db.pool);",
    'await db.selectFrom("nowhere" as any).selectAll().execute();',
    "process.env.DATABASE_URL += 'x'; await connect();",
  ];
  const [, , shown, pool, failed, wrong] = await complaintsOf(cells, { DATABASE_URL: url });
  expect(shown).toMatch(/^Database postgresql:\/\/startup:…@/);
  expect(pool).toContain("Pool");
  expect(failed).toMatch(/^database: relation "nowhere" does not exist$/);
  expect(wrong).toMatch(/does not exist; create that database/);
  for (const said of [shown, pool, failed, wrong]) expect(said).not.toContain(password());
});
