import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ensureCluster } from "../../../db/embedded/cluster";
import { serverHome } from "../../../db/embedded/server-home";
import { serverFolder } from "./server-folder";

/** A number that no process has on Linux and macOS. */
const NO_PROCESS = 4_999_999;

test("partial builds of dead processes are removed, those of living ones stay", () => {
  const home = serverHome(serverFolder());
  const names = [
    `server.${NO_PROCESS}`,
    `server.${process.pid}`,
    `binaries.${NO_PROCESS}`,
    `server.${process.ppid}`,
    `binaries-18.4.0-beta.${NO_PROCESS}`,
  ];
  for (const name of names) {
    const data = path.join(home.folder, name, "data");
    fs.mkdirSync(path.join(data, "base"), { recursive: true });
    for (const own of home.user ? [data, path.join(data, "base")] : []) {
      fs.chownSync(own, home.user?.uid ?? 0, home.user?.gid ?? 0);
    }
  }

  const { data } = ensureCluster(home);

  expect(fs.readdirSync(home.folder).sort()).toEqual([
    `binaries-18.4.0-beta.${NO_PROCESS}`,
    "made",
    "server",
    `server.${process.ppid}`,
  ]);
  const version = path.join(data, "PG_VERSION");
  expect(fs.readFileSync(version, "utf8")).toBe("18\n");

  // Created once.
  const before = fs.statSync(version).ino;
  ensureCluster(home);
  expect(fs.statSync(version).ino).toBe(before);
});
