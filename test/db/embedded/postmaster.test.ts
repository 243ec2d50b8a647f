import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { removeStalePidFile, runningPostmaster } from "../../../db/embedded/postmaster";
import { startChild } from "../../child-process";
import { temporaryFolder } from "../../temporary-folder";

/** A number that no process has on Linux and macOS. */
const NO_PROCESS = 4_999_999;

function dataFolder(pidFile?: string): string {
  const folder = temporaryFolder();
  if (pidFile !== undefined) fs.writeFileSync(path.join(folder, "postmaster.pid"), pidFile);
  return folder;
}

/** The file as Postgres writes it. */
const pidFile = (pid: number, status: string) =>
  `${pid}\n/data\n1700000000\n5433\n\n127.0.0.1\n  1 2\n${status}\n`;

describe("no server runs", () => {
  test.each<[string, string | undefined, boolean]>([
    ["without a pid file", undefined, false],
    ["with a pid file that is empty, as of a server that starts", "", true],
    ["with a pid file that has an empty line", "\n", true],
    ["with a pid file that has no number", "postgres\n", true],
    ["with a pid file whose process has ended", pidFile(NO_PROCESS, "ready   "), true],
    [
      "with a pid file whose number another process has, which Postgres would mistake for a server",
      pidFile(process.pid, "ready   "),
      false,
    ],
  ])("%s", (_, content, isLeft) => {
    const data = dataFolder(content);
    expect(runningPostmaster(data)).toBeUndefined();
    removeStalePidFile(data, true);
    expect(fs.existsSync(path.join(data, "postmaster.pid"))).toBe(isLeft);
  });
});

test("a pid file that is a FIFO is not read, and removed", () => {
  const data = dataFolder();
  spawnSync("mkfifo", [path.join(data, "postmaster.pid")]);
  expect(runningPostmaster(data)).toBeUndefined();
  removeStalePidFile(data, true);
  expect(fs.readdirSync(data)).toEqual([]);
});

test("an empty pid file is removed once no server can be starting any more", () => {
  const data = dataFolder("");
  removeStalePidFile(data, false);
  expect(fs.readdirSync(data)).toEqual([]);
});

test.each([
  ["ready   ", true],
  ["starting", false],
  ["stopping", false],
])("a server in the data folder with the status %j is found, even after a move", async (status, ready) => {
  const data = dataFolder();
  // Stands for the server: a process that works in the data folder.
  const server = startChild("test/db/embedded/waiting-process.ts", [], { cwd: data });
  await server.said("waiting");
  const pid = server.process.pid ?? 0;
  fs.writeFileSync(path.join(data, "postmaster.pid"), pidFile(pid, status));
  expect(runningPostmaster(data)).toEqual({ pid, port: 5433, ready });
  removeStalePidFile(data, false);

  const moved = path.join(dataFolder(), "moved");
  fs.renameSync(data, moved);
  expect(runningPostmaster(moved)).toEqual({ pid, port: 5433, ready });
  // A copy has the same pid file, but not the server.
  fs.cpSync(moved, data, { recursive: true });
  expect(runningPostmaster(data)).toBeUndefined();
});
