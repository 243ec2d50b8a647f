import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { Client } from "pg";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { ensureServer, stopServer } from "../../../db/embedded/server";
import { canEnter } from "../../../db/embedded/server-user";
import { UserError } from "../../../db/errors/user-error";
import { projectRoot } from "../../../db/process/project-root";
import { startChild } from "../../child-process";
import { fakePostgres } from "../../fake-postgres";
import {
  isRunning,
  killServer,
  makeServerFolder,
  pidFile,
  postmasterPid,
  query,
  serverFolder,
} from "./server-folder";

const start = (folder: string, options?: object) =>
  startChild("test/db/embedded/server-process.ts", [folder], options);
const isRoot = process.getuid?.() === 0;

describe("the embedded server", () => {
  test("is created on first use, and restarted with its data after a stop", async () => {
    const folder = serverFolder();
    const url = await ensureServer(folder);
    expect(url).toMatch(
      /^postgresql:\/\/startup:[\w-]{32}@127\.0\.0\.1:\d+\/startup\?sslmode=disable&options=&require_auth=scram-sha-256$/,
    );
    await query(url, "create table kept as select 42 as value");
    const pid = postmasterPid(folder);

    expect(await stopServer(folder)).toBe(true);
    expect(isRunning(pid)).toBe(false);
    expect(await stopServer(folder)).toBe(false);

    expect(await query(await ensureServer(folder), "select value from kept")).toEqual([{ value: 42 }]);
  });

  test("is shared by all processes that start it at once, and outlives them", async () => {
    const folder = serverFolder();
    const startedByThree = async () => {
      const children = await Promise.all([1, 2, 3].map(() => start(folder).ended));
      expect(children.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
        Array(3).fill({ code: 0, stderr: "" }),
      );
      const [url = "", ...others] = new Set(children.map(({ stdout }) => stdout));
      expect(others).toEqual([]);
      expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
      return new URL(url);
    };
    const { port } = await startedByThree();
    expect(fs.readdirSync(folder).sort()).toEqual(["made", "server"]);

    // Even if they have to agree on another port, and on the password that comes with it.
    await stopServer(folder);
    await fakePostgres(() => [], Number(port));
    expect((await startedByThree()).port).not.toBe(port);
  });

  test("does not depend on the caller's terminal, locale, time zone and PG variables", async () => {
    const folder = serverFolder('it\'s $HOME & "früh"');
    const env = {
      ...process.env,
      LC_ALL: "xx_XX",
      LANG: "tr_TR.UTF-8",
      TZ: "Pacific/Auckland",
      PGDATA: "/nowhere",
      PGPORT: "1",
    };
    const child = start(folder, { env, detached: true });
    const { stdout: url, stderr } = await child.ended;
    expect(stderr).toBe("");

    // Nothing is left of the child's process group that a Ctrl-C in its terminal would end, once what compiled it has ended.
    const isInGroup = () => spawnSync("pgrep", ["-g", String(child.process.pid)]).status === 0;
    await expect.poll(isInGroup, { timeout: 30_000 }).toBe(false);
    expect(
      await query(
        url,
        "select current_setting('timezone') as zone, current_setting('lc_messages') as locale",
      ),
    ).toEqual([{ zone: "UTC", locale: "C" }]);
  });

  test("listens on loopback only, and asks for a password that only the owner of a file can read", async () => {
    const folder = serverFolder();
    const url = await ensureServer(folder);
    const pid = postmasterPid(folder);
    expect(await ensureServer(folder)).toBe(url);
    expect(postmasterPid(folder)).toBe(pid);
    // Postgres refuses to run as root.
    if (isRoot) expect(fs.statSync(pidFile(folder)).uid).toBeGreaterThan(0);

    const settings =
      "select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories') order by 1";
    expect(await query(url, settings)).toEqual([
      { name: "listen_addresses", setting: "127.0.0.1" },
      { name: "unix_socket_directories", setting: "" },
    ]);
    const file = path.join(folder, "server", "url");
    expect(fs.readFileSync(file, "utf8")).toBe(`${url.split("?")[0]}\n`);
    expect(fs.statSync(file)).toMatchObject({ uid: process.getuid?.() });
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(fs.statSync(folder).mode & 0o067).toBe(0);
    const stranger = new Client({
      connectionString: Object.assign(new URL(url), { password: "wrong" }).href,
    });
    await expect(stranger.connect()).rejects.toThrow(/password authentication failed/);
    expect(spawnSync("ps", ["-eww", "-o", "args"], { encoding: "utf8" }).stdout).not.toContain(
      new URL(url).password,
    );
  });
});

describe("after a kill -9", () => {
  let folder = "";
  beforeAll(async () => {
    const made = makeServerFolder();
    folder = made.folder;
    await query(await ensureServer(folder), "create table kept as select 42 as value");
    return made.remove;
  });
  const expectDataKept = async () => {
    expect(await query(await ensureServer(folder), "select value from kept")).toEqual([{ value: 42 }]);
  };

  test("the embedded server restarts with all committed data", async () => {
    await ensureServer(folder);
    await killServer(folder);
    expect(fs.existsSync(pidFile(folder))).toBe(true);
    expect(await stopServer(folder)).toBe(false);
    await expectDataKept();
  });

  test("it waits until the old server's processes have ended", async () => {
    const url = await ensureServer(folder);
    // A query that computes does not notice that the server was killed.
    const busy = query(url, "select count(*) from generate_series(1, 10000000) n where n % 7 = 0").catch(
      () => [],
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    await killServer(folder);
    await expectDataKept();
    await busy;
  });

  test.each([
    ["this one", () => process.pid],
    ["another server", () => otherServerPid()],
  ])("a pid file whose number another process has by now, %s, does not count", async (_, pid) => {
    await ensureServer(folder);
    await killServer(folder);
    const lines = fs.readFileSync(pidFile(folder), "utf8").split("\n");
    fs.writeFileSync(pidFile(folder), [pid(), ...lines.slice(1)].join("\n"));

    expect(await stopServer(folder)).toBe(false);
    await expectDataKept();
    expect(isRunning(pid())).toBe(true);
  });
});

test("a server that cannot be started is explained in one line", async () => {
  const folder = serverFolder();
  await ensureServer(folder);
  await stopServer(folder);
  const data = path.join(folder, "server", "data");

  fs.appendFileSync(path.join(data, "postgresql.conf"), "\nno_such_setting = 1\n");
  const failure = await ensureServer(folder).catch((thrown) => thrown);
  expect(failure).toBeInstanceOf(UserError);
  expect(failure.message).toMatch(
    /^embedded database: Postgres did not start: .*configuration file .+ contains errors; see .+log, or move .+ elsewhere and run `npm run seed` to begin with an empty database$/,
  );
});

test.skipIf(!isRoot)(
  "an ordinary user can run the server too (skipped unless run by root: otherwise the other tests show it)",
  async ({ skip }) => {
    const nobody = { uid: 65_534, gid: 65_534 };
    if (!canEnter(nobody, path.join(projectRoot, "node_modules")))
      skip("an ordinary user cannot enter the checkout");
    if (!canEnter(nobody, path.dirname(process.execPath))) skip("an ordinary user cannot run this Node");
    const folder = serverFolder();
    fs.mkdirSync(folder, { mode: 0o700 });
    fs.chownSync(folder, nobody.uid, nobody.gid);

    const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder };
    const { stdout: url, stderr, code } = await start(folder, { ...nobody, cwd: "/", env }).ended;

    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(fs.statSync(pidFile(folder)).uid).toBe(nobody.uid);
    // Root's own server would be another user's: the folder is refused, and the server left alone.
    await expect(ensureServer(folder)).rejects.toThrow(
      /^embedded database: .+ belongs to user 65534, and user \d+ is needed; /,
    );
    await query(url, "create table kept as select 42 as value");
    const stopServer = async () => {
      process.kill(postmasterPid(folder), "SIGINT");
      while (fs.existsSync(pidFile(folder))) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    await stopServer();
    // As an earlier version left it.
    for (const name of ["made", "server/url"]) fs.rmSync(path.join(folder, name));
    const again = await start(folder, { ...nobody, cwd: "/", env }).ended;
    expect(again.stderr).toBe("");
    expect(await query(again.stdout, "select value from kept")).toEqual([{ value: 42 }]);
    await stopServer();

    const rootsOwn = path.join(path.dirname(folder), "another");
    expect((await start(rootsOwn, { ...nobody, cwd: "/", env }).ended).stderr).toMatch(
      /UserError: embedded database: its folder cannot be used: EACCES: permission denied, mkdir '.+\/another'; correct the permissions there and run this again\n/,
    );
  },
);

/** The server that the tests share: a process of the same user as any embedded server here. */
function otherServerPid(): number {
  const { port } = new URL(inject("serverUrl"));
  const { stdout } = spawnSync("ps", ["-eww", "-o", "pid=,args="], { encoding: "utf8" });
  const line = stdout.split("\n").find((process) => process.includes(`port=${port}`)) ?? "";
  return Number.parseInt(line, 10);
}
