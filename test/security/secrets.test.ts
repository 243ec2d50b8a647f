import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { inspect } from "node:util";
import { sql } from "kysely";
import { expect, inject, onTestFinished, test } from "vitest";
import { Database } from "../../db/connection/database";
import { ensureCluster } from "../../db/embedded/cluster";
import { serverHome } from "../../db/embedded/server-home";
import { projectRoot } from "../../db/process/project-root";
import { startChild } from "../child-process";
import { serverFolder } from "../db/embedded/server-folder";
import { complaintsOf } from "../execute-cells";
import { seededDatabase } from "../faults/seeded-database";
import { runCommand } from "../run-command";

const password = () => new URL(inject("serverUrl")).password;

test("git ignores the files that hold secrets, and holds no file that looks like one", () => {
  const secret = [
    ".env",
    ".postgres/server/url",
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
  expect(fs.readFileSync(path.join(projectRoot, ".env.example"), "utf8")).not.toMatch(/(PASSWORD|TOKEN)=./);
});

test("no file of an embedded server is open to anybody but its owner", () => {
  const home = serverHome(serverFolder());
  const { data, log, url } = ensureCluster(home);
  const open = fs
    .readdirSync(home.folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(home.folder, name))
    .filter(
      (one) => !one.startsWith(path.join(home.folder, "binaries-")) && (fs.statSync(one).mode & 0o067) !== 0,
    );
  expect(open).toEqual([]);
  for (const one of [url, log]) expect(fs.statSync(one).mode & 0o777).toBe(0o600);
  expect(fs.statSync(data).mode & 0o777).toBe(0o700);
  expect(fs.statSync(home.folder).mode & 0o067).toBe(0);
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

test("npm run db:url prints the password, since it is asked for", async () => {
  const url = inject("serverUrl");
  expect(await runCommand("lib/commands/db-url.ts", [], { DATABASE_URL: url })).toMatchObject({
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
  expect(inspect(db)).toMatch(/^Database postgresql:\/\/startup@127\.0\.0\.1:\d+\/nowhere$/);
  for (const shown of [db, db.pool, db.pool.options, { db }, failure, failure.cause]) {
    expect.soft(inspect(shown, { depth: 12 })).not.toContain(password());
    expect.soft(inspect(shown, { depth: 12, customInspect: false })).not.toContain(password());
  }
});

/** A password with every character that means something in a URL, and a user with an `@` as a large cloud has them. */
const nasty = { user: `test_user@server`, password: "SEC@R:E/T?#&%='\" 1" };

/** The forms in which `pg` takes a password, for a database of the tests' server. */
const forms: [string, (at: { user: string; password: string; host: string; database: string }) => string][] =
  [
    [
      "encoded",
      ({ user, password, host, database }) => `postgresql://${user}:${password}@${host}/${database}`,
    ],
    [
      "of a user with an @",
      ({ password, host, database }) => `postgresql://${nasty.user}:${password}@${host}/${database}`,
    ],
    [
      "as a parameter",
      ({ user, password, host, database }) =>
        `postgresql://${host}/${database}?user=${user}&password=${password}&sslmode=disable`,
    ],
    [
      "of another name that pg ignores",
      ({ user, password, host, database }) =>
        `postgresql://${user}:${password}@${host}/${database}?pwd=SECRET&sslpassword=SECRET&passfile=SECRET`,
    ],
  ];

test.each(forms)("a password %s logs in, and is in nothing that prints the database", async (_, form) => {
  const { host, pathname } = new URL(inject("serverUrl"));
  const admin = new Database(inject("serverUrl"));
  const literal = nasty.password.replaceAll("'", "''");
  await sql.raw(`create role "${nasty.user}" login password '${literal}'`).execute(admin);
  const db = new Database(
    form({
      user: encodeURIComponent(nasty.user),
      password: encodeURIComponent(nasty.password),
      host,
      database: pathname.slice(1),
    }),
  );
  onTestFinished(async () => {
    await db.destroy();
    await sql.raw(`drop role "${nasty.user}"`).execute(admin);
    await admin.destroy();
  });

  const failure = await sql`select * from nowhere`.execute(db).catch((thrown) => thrown);

  expect(failure.message).toBe('database: relation "nowhere" does not exist');
  expect(inspect(db)).toBe(`Database postgresql://test_user%40server@${host}${pathname}`);
  expect(JSON.stringify({ db })).toBe(`{"db":"postgresql://test_user%40server@${host}${pathname}"}`);
  const printed = [db, db.pool, db.pool.options, failure, failure.cause].flatMap((shown) => [
    inspect(shown, { depth: 12 }),
    inspect(shown, { depth: 12, customInspect: false }),
  ]);
  printed.push(JSON.stringify(db.pool.options), String(db), `${failure.stack}`);
  for (const text of printed) expect.soft(text).not.toMatch(/SEC(RET|@|%40)/);
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
    "process.env.DATABASE_URL = process.env.DATABASE_URL.replace('?', 'x?'); await connect();",
  ];
  const [, , shown, pool, failed, wrong] = await complaintsOf(cells, { DATABASE_URL: url });
  expect(shown).toMatch(/^Database postgresql:\/\/startup@/);
  expect(pool).toContain("Pool");
  expect(failed).toMatch(/^database: relation "nowhere" does not exist$/);
  expect(wrong).toMatch(/does not exist; create that database/);
  for (const said of [shown, pool, failed, wrong]) expect(said).not.toContain(password());
});
