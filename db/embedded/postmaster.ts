import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** What Postgres writes of itself into `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Whether it takes connections. */
  readonly ready: boolean;
}

/**
 * The server that runs on a data folder, or `undefined` where none does. A pid file that a killed server
 * left behind does not count, also where its number belongs to another process by now.
 *
 * Lines of the file: 1 pid, 4 port, 8 status (`src/include/utils/pidfile.h` of Postgres).
 */
export function runningPostmaster(data: string): Postmaster | undefined {
  const lines = readPidFile(data);
  const pid = Number(lines[0]);
  if (!(pid > 0) || !isServerOf(data, pid)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
}

/** The number in a pid file that a killed server left behind, which another process may have by now. */
export function stalePid(data: string): number | undefined {
  const pid = Number(readPidFile(data)[0]);
  return pid > 0 && !isServerOf(data, pid) ? pid : undefined;
}

function readPidFile(data: string): string[] {
  try {
    return fs.readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  }
}

function isServerOf(data: string, pid: number): boolean {
  return commandOf(pid).includes(data);
}

/** The command line of a process, empty where there is none. */
function commandOf(pid: number): string {
  try {
    if (process.platform === "linux") return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8");
    if (process.platform === "win32") return windowsCommandOf(pid);
    return execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return ""; // the process has ended
  }
}

function windowsCommandOf(pid: number): string {
  const query = `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`;
  return execFileSync("powershell", ["-NoProfile", "-Command", query], { encoding: "utf8" });
}
