import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { clusterAt, createCluster } from "../../../db/embedded/create-cluster";
import { serverHome } from "../../../db/embedded/server-home";
import { canEnter, serverUser } from "../../../db/embedded/server-user";
import { serverFolder } from "./server-folder";

/** A number that no process has: beyond what Linux and macOS give out. */
const NO_PROCESS = 4_999_999;
const isRoot = process.getuid?.() === 0;

test("what killed runs left half made is cleared away, and what a living process makes is left alone", () => {
  const home = serverHome(serverFolder());
  const names = [
    `server.${NO_PROCESS}`,
    `server.${process.pid}`,
    `partial-postgres.${NO_PROCESS}`,
    `server.${process.ppid}`,
  ];
  for (const name of [...names, `postgres-18.4.0-beta.${NO_PROCESS}`, "server"]) {
    fs.mkdirSync(path.join(home.folder, name, "data"), { recursive: true });
  }

  createCluster(home);

  expect(fs.readdirSync(home.folder).sort()).toEqual([
    `postgres-18.4.0-beta.${NO_PROCESS}`,
    "server",
    `server.${process.ppid}`,
  ]);
  const { data, password } = clusterAt(path.join(home.folder, "server"));
  expect(fs.readFileSync(path.join(data, "PG_VERSION"), "utf8")).toBe("18\n");
  expect(fs.statSync(password).mode & 0o777).toBe(0o600);

  // Made once: the same password afterwards.
  const before = fs.readFileSync(password, "utf8");
  createCluster(home);
  expect(fs.readFileSync(password, "utf8")).toBe(before);
});

test.skipIf(!isRoot)(
  "a folder that belongs to somebody else is refused (skipped for an ordinary user, who cannot make one)",
  () => {
    const folder = serverFolder();
    fs.mkdirSync(folder);
    fs.chownSync(folder, 12_345, 12_345);
    expect(() => serverHome(folder)).toThrow(
      /^embedded database: .+ belongs to user 12345, and user \d+ is needed; remove that folder, or run this as its owner$/,
    );
  },
);

test.skipIf(!isRoot)(
  "where the server's user cannot enter root's folder, data and binaries are elsewhere (skipped for an ordinary user)",
  () => {
    const hidden = fs.mkdtempSync(path.join(os.tmpdir(), "startup hidden "));
    onTestFinished(() => fs.rmSync(hidden, { recursive: true }));
    const user = serverUser() ?? { uid: 0, gid: 0 };

    const home = serverHome(path.join(hidden, ".postgres"));
    onTestFinished(() => fs.rmSync(home.folder, { recursive: true, force: true }));

    expect(home.folder).toMatch(/^\/var\/tmp\/startup-notebooks-[0-9a-f]{12}$/);
    expect(fs.statSync(home.folder)).toMatchObject({ uid: user.uid });
    expect(fs.statSync(home.folder).mode & 0o777).toBe(0o700);
    expect(canEnter(user, path.join(home.binaries, "bin"))).toBe(true);
    // Found again, and still there once the cluster is made.
    createCluster(home);
    expect(serverHome(path.join(hidden, ".postgres"))).toEqual(home);
    expect(fs.existsSync(path.join(home.binaries, "bin", "postgres"))).toBe(true);
  },
);
