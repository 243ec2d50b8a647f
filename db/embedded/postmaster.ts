import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { isAlive } from "../process/is-alive";
import { readAs, runAs, type ServerUser } from "./server-user";

/** What Postgres writes of itself into `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Whether it takes connections. */
  readonly ready: boolean;
}

/**
 * The server that runs on a data folder, or `undefined` where none does. A pid file that a killed server
 * left behind does not count, even if its number belongs to another process by now.
 *
 * Lines of the file: 1 pid, 4 port, 8 status (`src/include/utils/pidfile.h` of Postgres).
 */
export function runningPostmaster(data: string, user?: ServerUser): Postmaster | undefined {
  const lines = pidFileLines(data, user);
  const pid = Number(lines[0]);
  if (!(pid > 0) || !isServerOf(data, pid, user)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
}

/**
 * Removes a pid file that a killed server left behind if Postgres would take it for a running server's: its number
 * belongs to another process by now, or was not written yet.
 *
 * @param mayStart whether a server may be starting just now, which writes its number into the file at once
 */
export function removeStalePidFile(data: string, mayStart: boolean, user?: ServerUser): void {
  const [first = ""] = pidFileLines(data, user);
  // Negative if it was one without clients, which sets a password.
  const pid = Math.abs(Number(first));
  const isStale = first === "" ? !mayStart : pid > 0 && isAlive(pid) && !isServerOf(data, pid, user);
  if (!isStale) return;
  if (user) runAs(user, "rm", ["-f", PID_FILE], { cwd: data });
  else fs.rmSync(path.join(data, PID_FILE), { force: true });
}

const PID_FILE = "postmaster.pid";

function pidFileLines(data: string, user?: ServerUser): string[] {
  return readAs(user, path.join(data, PID_FILE)).split("\n");
}

/** A server works in its data folder, under whatever name the folder has by now. */
function isServerOf(data: string, pid: number, user?: ServerUser): boolean {
  // There every process of Postgres has such a pipe, and a folder that is in use keeps its name.
  if (process.platform === "win32") return fs.readdirSync("\\\\.\\pipe\\").includes(`pgsignal_${pid}`);
  return folderOf(pid, user) === fs.realpathSync(data);
}

/** The working folder of a process; empty if it does not exist or belongs to another user. */
function folderOf(pid: number, user?: ServerUser): string {
  if (process.platform === "linux") {
    return runAs(user, "readlink", ["--", `/proc/${pid}/cwd`]).stdout.replace(/\n$/, "");
  }
  const { stdout } = spawnSync("lsof", ["-a", "-p", String(pid), "-d", "cwd", "-Fn"], { encoding: "utf8" });
  return /^n(.*)$/m.exec(stdout ?? "")?.[1] ?? "";
}
