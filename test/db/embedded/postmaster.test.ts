import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { runningPostmaster, stalePid } from "../../../db/embedded/postmaster";
import { startChild } from "../../child-process";

/** A number that no process has: beyond what Linux and macOS give out. */
const NO_PROCESS = 4_999_999;

function dataFolder(pidFile?: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "startup data "));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  if (pidFile !== undefined) fs.writeFileSync(path.join(folder, "postmaster.pid"), pidFile);
  return folder;
}

/** The file as Postgres writes it. */
const pidFile = (pid: number, status: string) =>
  `${pid}\n/data\n1700000000\n5433\n\n127.0.0.1\n  1 2\n${status}\n`;

describe("no server runs", () => {
  test.each<[string, string | undefined, number | undefined]>([
    ["without a pid file", undefined, undefined],
    ["where the pid file is empty", "", undefined],
    ["where the pid file holds an empty line", "\n", undefined],
    ["where the pid file holds no number", "postgres\n", undefined],
    ["where the pid file's process is no more", pidFile(NO_PROCESS, "ready   "), NO_PROCESS],
    ["where the pid file's process is another one", pidFile(process.pid, "ready   "), process.pid],
  ])("%s", (_, content, stale) => {
    const data = dataFolder(content);
    expect(runningPostmaster(data)).toBeUndefined();
    expect(stalePid(data)).toBe(stale);
  });
});

test.each([
  ["ready   ", true],
  ["starting", false],
  ["stopping", false],
])(
  "a server that runs on the data folder and says %j has its port, and is ready or not",
  async (status, ready) => {
    const data = dataFolder();
    // Stands for the server: a process with the data folder on its command line.
    const server = startChild("test/db/embedded/waiting-process.ts", ["-D", data]);
    await server.said("waiting");
    const pid = server.process.pid ?? 0;
    fs.writeFileSync(path.join(data, "postmaster.pid"), pidFile(pid, status));
    expect(runningPostmaster(data)).toEqual({ pid, port: 5433, ready });
    expect(stalePid(data)).toBeUndefined();
  },
);
