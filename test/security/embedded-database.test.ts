import { spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { sql } from "kysely";
import { Client } from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { Database } from "../../db/connection/database";
import { ensureServer, stopServer } from "../../db/embedded/server";
import { serverUser } from "../../db/embedded/server-user";
import { postmasterPid, query, serverFolder } from "../db/embedded/server-folder";
import { CLEAR_TEXT, fakePostgres, OK } from "../fake-postgres";

const isRoot = process.getuid?.() === 0;
const STRANGER = 12_345;
const unlessRoot = isRoot ? "" : " (skipped: only root can be another user)";

/** What a shell says that runs as somebody who is neither who runs this nor the server's user. */
function asStranger(gid: number, script: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync("/bin/sh", ["-c", script, "sh", ...args], {
    uid: STRANGER,
    gid,
    cwd: "/",
    encoding: "utf8",
    maxBuffer: 2 ** 27,
  });
  return stdout + stderr;
}

const one = async (db: Database) => (await sql<{ one: number }>`select 1 as one`.execute(db)).rows;

describe.skipIf(!isRoot)(
  `another user of the machine, who knows the port, does not reach the embedded database${unlessRoot}`,
  () => {
    test.each([
      ["of a group of their own", STRANGER],
      ["of the server's group", serverUser()?.gid ?? 0],
    ])("by what a user %s can read", async (_, gid) => {
      const folder = serverFolder();
      const url = await ensureServer(folder);
      const { password, port } = new URL(url);
      await query(url, "create table secrets as select 'a secret of the data' as text");
      await query(url, "checkpoint");
      const pid = String(postmasterPid(folder));
      const say = (script: string) => asStranger(gid, script, folder, pid);

      expect(say('find "$1" -mindepth 1 -readable')).not.toContain(`${folder}/`);
      expect(say('find /dev/shm -user "$(stat -c %u /proc/$2)" -readable')).toBe("");
      for (const name of [
        "server/url",
        "server/log",
        "server/data/postmaster.pid",
        "server/data/pg_hba.conf",
        "made",
      ])
        expect.soft(say(`cat "$1/${name}"`)).toMatch(/Permission denied|No such file/);
      for (const place of ["server", "server/data", "server/data/base"])
        expect.soft(say(`ls "$1/${place}"`)).toMatch(/Permission denied/);
      for (const name of ["environ", "mem", "maps"])
        expect.soft(say(`cat "/proc/$2/${name}"`)).toMatch(/Permission denied/);
      expect(say('ls "/proc/$2/fd" "/proc/$2/cwd/"')).toMatch(/Permission denied.*\n.*Permission denied/);
      expect(say('touch "$1/x" "$1/server/x" "$1/server/data/x"')).toMatch(/(Permission denied\n.*){3}/);
      expect(say('kill -0 "$2"')).toMatch(/not permitted/);
      // Of all processes, and of all files that nobody hides in the places for such files.
      const all = say(
        "ps -eww -o args; cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline; find /tmp /var/tmp -maxdepth 2 -type f -readable -mmin -5 -exec cat {} +",
      );
      expect(all).toContain(`port=${port}`);
      expect(all).not.toContain(password);
      expect(fs.readFileSync("/proc/net/unix", "utf8")).not.toContain(`PGSQL.${port}`);
    });

    test("by a connection without the password", async () => {
      const url = await ensureServer(serverFolder());
      const changes: Partial<Record<"username" | "password" | "pathname" | "search", string>>[] = [
        { password: "" },
        { password: "startup" },
        { username: "postgres" },
        { username: "root", pathname: "/postgres" },
        { password: "", pathname: "/template1" },
        { password: "", search: "?replication=true" },
      ];
      for (const change of changes) {
        const client = new Client({ connectionString: Object.assign(new URL(url), change).href });
        await expect(client.connect()).rejects.toThrow(/password|standby/);
      }
    });
  },
);

describe("who listens on the port of an embedded server that was stopped", () => {
  async function stopped() {
    const folder = serverFolder();
    const url = await ensureServer(folder);
    const db = new Database(url, () => ensureServer(folder));
    onTestFinished(() => db.destroy());
    await one(db);
    await stopServer(folder);
    await expect.poll(() => db.pool.totalCount).toBe(0);
    return { folder, url, db, port: Number(new URL(url).port) };
  }

  test("is sent no password and no query, and the notebook goes on with the server", async () => {
    const { db, port } = await stopped();
    const fake = await fakePostgres((index) => (index === 0 ? [CLEAR_TEXT] : []), port);
    expect(await one(db)).toEqual([{ one: 1 }]);
    expect(fake.received()).toBe("");
  });

  test("has no use for a password that another program has sent there", async () => {
    const { folder, url, port } = await stopped();
    await fakePostgres(() => [CLEAR_TEXT], port);
    const now = new URL(await ensureServer(folder));
    expect(Number(now.port)).not.toBe(port);
    const stolen = Object.assign(new URL(url), { port: now.port });
    await expect(query(stolen.href, "select 1")).rejects.toThrow(/password authentication failed/);
  });

  test("cannot pass what a notebook sends on to the server, and so have its connection", async () => {
    const { folder, db, port } = await stopped();
    const relay = await relayTo(port, () => portOf(folder));
    expect(await one(db)).toEqual([{ one: 1 }]);
    // Even when it keeps the notebook waiting until the server runs again.
    expect(relay.passed()).toContain("SCRAM");
    expect(relay.passed()).not.toContain(OK.toString("latin1"));
  });
});

/** The port of the server once it listens, as another program may find out. */
async function portOf(folder: string): Promise<number> {
  void ensureServer(folder);
  const file = path.join(folder, "server", "data", "postmaster.pid");
  for (;;) {
    const [, , , port = ""] = fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n") : [];
    const isOpen = await new Promise((resolve) => {
      const socket = net.connect(Number(port) || 1, "127.0.0.1");
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (isOpen) return Number(port);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Listens on a port, and passes on what it is sent as soon as it knows where to. */
async function relayTo(port: number, target: () => Promise<number>) {
  let passed = "";
  const sockets = new Set<net.Socket>();
  const listener = net.createServer(async (near) => {
    sockets.add(near);
    near.on("error", () => undefined);
    near.pause();
    const far = net.connect(await target(), "127.0.0.1");
    sockets.add(far);
    far.on("error", () => undefined);
    far.on("data", (sent) => {
      passed += sent.toString("latin1");
    });
    near.pipe(far).pipe(near);
  });
  listener.listen(port, "127.0.0.1");
  await new Promise((resolve) => listener.once("listening", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => listener.close(resolve));
  });
  return { passed: () => passed };
}
