import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ensureServer, stopServer } from "../../../db/embedded/server";
import { serverHome } from "../../../db/embedded/server-home";
import { serverUser } from "../../../db/embedded/server-user";
import { copyProject, startIn } from "./copied-project";
import { pidFile, postmasterPid, query, serverFolder } from "./server-folder";

const isRoot = process.getuid?.() === 0;
const user = isRoot ? serverUser() : undefined;

/** A server's folder in one that only root can enter; the server's place outside is removed as well. */
function hiddenFolder(parent = os.tmpdir()): string {
  const hidden = fs.mkdtempSync(path.join(parent, "startup hidden "));
  onTestFinished(() => fs.rmSync(hidden, { recursive: true, force: true }));
  return cleaned(path.join(hidden, ".postgres"));
}

/** Removes the folder's server and place outside when the test has finished. */
function cleaned(folder: string): string {
  onTestFinished(async () => {
    if (!fs.existsSync(folder)) return;
    await stopServer(folder);
    const outside = path.join(folder, "outside");
    if (fs.existsSync(outside)) fs.rmSync(fs.readlinkSync(outside), { recursive: true });
  });
  return folder;
}

/** Runs a script as the server's user. */
const asServerUser = (script: string, ...args: string[]) =>
  spawnSync("/bin/sh", ["-c", script, "sh", ...args], { ...user, cwd: "/", encoding: "utf8" });

const KEPT = "create table kept as select 42 as value";
const keptIn = async (folder: string) => await query(await ensureServer(folder), "select value from kept");

/** Changes it to what an earlier version left: everything belongs to the server's user, with a file for the password. */
function asEarlier(server: string): void {
  fs.rmSync(path.join(server, "url"));
  fs.writeFileSync(path.join(server, "password"), "earlier", { mode: 0o600 });
  spawnSync("chown", ["-R", `${user?.uid}:${user?.gid}`, path.dirname(server)]);
  fs.chmodSync(path.dirname(server), 0o700);
  fs.chmodSync(server, 0o700);
}

describe.skipIf(!isRoot)("run by root (skipped for an ordinary user, who is the server's user too)", () => {
  test.each([
    ["in the project", () => serverFolder()],
    ["outside of the project", () => hiddenFolder()],
  ])(
    "everything but data and log belongs to root, and the server's user can change none of it, %s",
    async (_, make) => {
      const folder = make();
      const url = await ensureServer(folder);
      const { binaries, folder: home } = serverHome(folder);
      const server = path.join(home, "server");

      // A superuser runs programs as the server's user.
      await query(url, `create table said (line text)`);
      const scripts = [
        `id -u`,
        `touch '${home}/x' || echo refused`,
        `touch '${server}/x' || echo refused`,
        `mv '${server}/log' '${server}/log2' || echo refused`,
        `ln -sf /etc/passwd '${server}/log' || echo refused`,
        `rm -f '${server}/url' || echo refused`,
        `cat '${server}/url' || echo refused`,
        `touch '${binaries}/bin/x' || echo refused`,
        `echo x >> '${binaries}/bin/postgres' || echo refused`,
        `mv '${server}/data' '${server}/data2' || echo refused`,
      ];
      for (const script of scripts) await query(url, `copy said from program $$(${script}) 2>/dev/null$$`);
      expect(await query(url, "select * from said")).toEqual([
        { line: String(user?.uid) },
        ...scripts.slice(1).map(() => ({ line: "refused" })),
      ]);

      const foreign = fs
        .readdirSync(home, { recursive: true, encoding: "utf8" })
        .filter((name) => !name.startsWith("server/data") && fs.lstatSync(path.join(home, name)).uid !== 0);
      expect(foreign).toEqual(["server/log"]);
    },
  );

  test("root does not follow a link that the server's user puts into the data", async () => {
    const folder = serverFolder();
    await query(await ensureServer(folder), KEPT);
    await stopServer(folder);
    const data = path.join(folder, "server", "data");
    const target = path.join(path.dirname(folder), "target");
    fs.writeFileSync(target, "4999999\nroot's", { mode: 0o600 });
    // Whoever reads it changes the time of its last access.
    fs.utimesSync(target, 0, Date.now() / 1000);
    const { ino, ctimeMs } = fs.statSync(target);

    for (const name of [
      "postmaster.pid",
      "PG_VERSION",
      "postgresql.auto.conf",
      "global/pg_control",
      "base",
      "pg_wal",
    ]) {
      asServerUser('cd "$1" && mv "$3" away; ln -s "$2" "$3"', data, target, name);
      expect(fs.readlinkSync(path.join(data, name))).toBe(target);
      await ensureServer(folder).catch((thrown) => expect.soft(thrown.message).not.toContain("root's"));
      await stopServer(folder);
      asServerUser('cd "$1" && rm -f "$2" && mv away "$2"', data, name);
    }
    expect(fs.statSync(target)).toMatchObject({ ino, ctimeMs, atimeMs: 0 });
    fs.readFileSync(target);
    expect(fs.statSync(target).atimeMs).toBeGreaterThan(0);
    expect(await keptIn(folder)).toEqual([{ value: 42 }]);
  });

  test("a FIFO that the server's user puts in place of the pid file does not block root", async () => {
    const folder = serverFolder();
    await query(await ensureServer(folder), KEPT);
    await stopServer(folder);
    asServerUser('mkfifo "$1"', pidFile(folder));
    expect(fs.lstatSync(pidFile(folder)).isFIFO()).toBe(true);
    expect(await stopServer(folder)).toBe(false);
    expect(await keptIn(folder)).toEqual([{ value: 42 }]);
  });

  test.each(["077", "027", "022"])(
    "the server of a project that only root can enter runs root's copy of the programs, with umask %s",
    async (umask) => {
      const folder = hiddenFolder();
      const project = path.dirname(folder);
      copyProject(project, umask);

      const { code, stdout: url, stderr } = await startIn(project, {}, umask);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);

      const home = fs.readlinkSync(path.join(folder, "outside"));
      const [binaries = ""] = fs.readdirSync(home).filter((name) => name.startsWith("binaries-"));
      const files = fs.readdirSync(path.join(home, binaries), { recursive: true, encoding: "utf8" });
      expect(files.length).toBeGreaterThan(100);
      const wrong = ["", ...files].filter((name) => {
        const { uid, mode } = fs.statSync(path.join(home, binaries, name));
        return uid !== 0 || (mode & 0o022) !== 0 || (mode & 0o044) === 0;
      });
      expect(wrong).toEqual([]);
    },
  );

  test("a folder that belongs to another user is refused", () => {
    const folder = serverFolder();
    fs.mkdirSync(folder);
    fs.chownSync(folder, 12_345, 12_345);
    expect(() => serverHome(folder)).toThrow(
      /^embedded database: .+ belongs to user 12345, and user 0 is needed; run this as its owner, or move that folder elsewhere$/,
    );
  });

  describe("if the server's user cannot enter the project", () => {
    test("the server is outside of it, in a folder that the system does not clean", async () => {
      const folder = hiddenFolder();
      const home = serverHome(folder);
      expect(home.folder).toMatch(/^\/var\/lib\/startup-notebooks\/[0-9a-f]{12}$/);
      expect(serverHome(folder)).toEqual(home);
      await query(await ensureServer(folder), KEPT);
      expect(serverHome(folder)).toEqual(home);
    });

    test("a project that is moved keeps its server, and a copy of it has another", async () => {
      const folder = hiddenFolder();
      const url = await ensureServer(folder);
      await query(url, KEPT);

      const moved = cleaned(path.join(path.dirname(hiddenFolder()), ".postgres"));
      fs.renameSync(folder, moved);
      expect(await ensureServer(moved)).toBe(url);
      expect(await query(url, "select value from kept")).toEqual([{ value: 42 }]);

      const copied = hiddenFolder();
      spawnSync("cp", ["-a", moved, copied]);
      await expect(keptIn(copied)).rejects.toThrow(/relation "kept" does not exist/);
      expect(await keptIn(moved)).toEqual([{ value: 42 }]);
    });

    test("missing data is reported, and not replaced with an empty database", async () => {
      const folder = hiddenFolder();
      await query(await ensureServer(folder), KEPT);
      await stopServer(folder);
      const { folder: home } = serverHome(folder);
      fs.renameSync(home, `${home}.away`);
      await expect(ensureServer(folder)).rejects.toThrow(
        new RegExp(
          `^embedded database: its data was in ${home}/server/data, and is missing; restore it, or remove ${folder}/made to begin with an empty database$`,
        ),
      );
      fs.rmSync(home, { recursive: true });
      fs.renameSync(`${home}.away`, home);
      expect(await keptIn(folder)).toEqual([{ value: 42 }]);
    });
  });

  describe("data of an earlier version is used", () => {
    test.each([
      ["while its server runs", async () => undefined],
      ["after its server was stopped", async (folder: string) => void (await stopServer(folder))],
    ])("from the project, %s", async (_, end) => {
      const folder = serverFolder();
      await query(await ensureServer(folder), KEPT);
      await end(folder);
      asEarlier(path.join(folder, "server"));
      expect(await keptIn(folder)).toEqual([{ value: 42 }]);
      expect(fs.statSync(path.join(folder, "server")).uid).toBe(0);
    });

    test("from the project, without following the links of the server's user", async () => {
      const folder = serverFolder();
      await query(await ensureServer(folder), KEPT);
      await stopServer(folder);
      const server = path.join(folder, "server");
      asEarlier(server);
      const target = path.join(path.dirname(folder), "target");
      fs.writeFileSync(target, "root's", { mode: 0o600 });
      asServerUser(
        'cd "$1" && rm -f log password && ln -s "$2" log && ln -s "$2" url && ln -s "$2" password',
        server,
        target,
      );

      expect(await keptIn(folder)).toEqual([{ value: 42 }]);
      expect(fs.readFileSync(target, "utf8")).toBe("root's");
      expect(fs.statSync(target)).toMatchObject({ uid: 0, gid: 0 });
      expect(fs.statSync(target).mode & 0o777).toBe(0o600);
    });

    test.each([["runs"], ["was stopped"]])("from /var/tmp, while its server %s", async (how) => {
      const folder = hiddenFolder();
      const key = createHash("sha256").update(folder).digest("hex").slice(0, 12);
      const former = path.join("/var/tmp", `startup-notebooks-${key}`);
      onTestFinished(() => fs.rmSync(former, { recursive: true, force: true }));
      await query(await ensureServer(former), KEPT);
      if (how === "was stopped") await stopServer(former);
      fs.rmSync(path.join(former, "made"));
      asEarlier(path.join(former, "server"));

      expect(await keptIn(folder)).toEqual([{ value: 42 }]);
      expect(fs.existsSync(path.join(former, "server"))).toBe(false);
      expect(fs.statSync(former).uid).toBe(0);
    });

    test("but not a folder in /var/tmp that another user has created", async () => {
      const folder = hiddenFolder();
      const key = createHash("sha256").update(folder).digest("hex").slice(0, 12);
      const former = path.join("/var/tmp", `startup-notebooks-${key}`);
      onTestFinished(() => fs.rmSync(former, { recursive: true, force: true }));
      fs.mkdirSync(path.join(former, "server", "data"), { recursive: true });
      spawnSync("chown", ["-R", "12345:12345", former]);
      await ensureServer(folder);
      expect(fs.statSync(path.join(former, "server", "data")).uid).toBe(12_345);
    });
  });

  test("a server whose folder only root may enter from now on is copied to another disk", async ({
    skip,
  }) => {
    const disk = "/dev/shm";
    if (!fs.existsSync(disk) || fs.statSync(disk).dev === fs.statSync("/var/lib").dev)
      skip(`${disk} must be another disk than /var/lib`);
    const folder = hiddenFolder(disk);
    fs.chmodSync(path.dirname(folder), 0o755);
    await query(await ensureServer(folder), KEPT);
    const pid = postmasterPid(folder);
    fs.chmodSync(path.dirname(folder), 0o700);

    expect(await keptIn(folder)).toEqual([{ value: 42 }]);
    expect(serverHome(folder).folder).toMatch(/^\/var\/lib\//);
    expect(fs.existsSync(path.join(folder, "server"))).toBe(false);
    // A process that has ended may still wait to be collected, as a zombie.
    const state = () =>
      spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
    await expect.poll(state, { timeout: 30_000 }).toMatch(/^(Z.*)?$/);
  });
});
