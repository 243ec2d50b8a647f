import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { isAlive } from "../process/is-alive";
import { readAs, runAs, type ServerUser } from "./server-user";

/** A running server, from its file `postmaster.pid`. */
interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Whether it accepts connections. */
  readonly ready: boolean;
}

const PID_FILE = "postmaster.pid";

/**
 * The server that runs on a data folder, if any. A pid file of a killed server does not count, even if another process has
 * its number by now.
 *
 * Lines of the file: 1 pid, 4 port, 8 status (`src/include/utils/pidfile.h` of Postgres).
 */
export function runningPostmaster(data: string, user?: ServerUser): Postmaster | undefined {
  const lines = readAs(user, path.join(data, PID_FILE)).split("\n");
  const pid = Number(lines[0]);
  if (!(pid > 0) || !isServerOf(data, pid, user)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
}

/**
 * Removes a pid file that keeps Postgres from starting although no server runs: its number belongs to another process by
 * now or was never written, or it is not a regular file, on which `pg_ctl` might wait forever.
 *
 * @param mayStart whether a server may be starting at this moment, and about to write its number into the file
 */
export function removeStalePidFile(data: string, mayStart: boolean, user?: ServerUser): void {
  const file = path.join(data, PID_FILE);
  const found = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!found || (found.isFile() && !isStale(data, mayStart, user))) return;
  if (user) runAs(user, "rm", ["-f", PID_FILE], { cwd: data });
  else fs.rmSync(file, { force: true });
}

function isStale(data: string, mayStart: boolean, user?: ServerUser): boolean {
  const [number = ""] = readAs(user, path.join(data, PID_FILE)).split("\n");
  // Negative for a server without clients, such as one that sets a password.
  const pid = Math.abs(Number(number));
  return number === "" ? !mayStart : pid > 0 && isAlive(pid) && !isServerOf(data, pid, user);
}

/** A server's working folder is its data folder, even after that was renamed. */
function isServerOf(data: string, pid: number, user?: ServerUser): boolean {
  // On Windows, every process of Postgres has such a pipe, and a folder in use cannot be renamed.
  if (process.platform === "win32") return fs.readdirSync("\\\\.\\pipe\\").includes(`pgsignal_${pid}`);
  return workingFolder(pid, user) === fs.realpathSync(data);
}

/** Empty if the process does not exist or belongs to another user. */
function workingFolder(pid: number, user?: ServerUser): string {
  if (process.platform === "linux") {
    return runAs(user, "readlink", ["--", `/proc/${pid}/cwd`]).stdout.replace(/\n$/, "");
  }
  const { stdout } = spawnSync("lsof", ["-a", "-p", String(pid), "-d", "cwd", "-Fn"], { encoding: "utf8" });
  return /^n(.*)$/m.exec(stdout ?? "")?.[1] ?? "";
}
