import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { UserError } from "../errors/user-error";

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Postgres refuses to run as root, so root starts it as the user `postgres` if there is one, else as `nobody`. `undefined`
 * for an ordinary user, who runs the server too.
 *
 * Another program of this user may put links into files and folders that the user can write. So root never runs, opens,
 * changes or removes them: `runAs` does it as this user.
 */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    const id = (flag: string) => spawnSync("id", [flag, name], { encoding: "utf8" });
    const { status, stdout } = id("-u");
    if (status === 0) return { uid: Number(stdout), gid: Number(id("-g").stdout) };
  }
  throw new UserError(
    "embedded database: Postgres does not run as root, and neither a user postgres nor nobody exists; run this as an ordinary user, or set DATABASE_URL",
  );
}

/** How a program ended. */
export interface Ran {
  readonly succeeded: boolean;
  readonly stdout: string;
  /** Everything that it printed, or why it could not be run. */
  readonly output: string;
}

export type RunOptions = Pick<SpawnSyncOptions, "cwd" | "input" | "env" | "stdio">;

/** Runs a program as the server's user and waits for its end. */
export function runAs(
  user: ServerUser | undefined,
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Ran {
  const { PATH, SystemRoot } = process.env;
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    cwd: "/",
    input: "",
    // On Windows, creates a console that Ctrl-C in the caller's terminal does not reach.
    windowsHide: true,
    ...options,
    ...user,
    encoding: "utf8",
    // Without the caller's locale, time zone, libraries and PG… variables.
    env: { PATH, SystemRoot, LC_ALL: "C", TZ: "UTC", ...options.env },
  });
  const output =
    error?.message || `${stderr ?? ""}${stdout ?? ""}` || `${program} ended with ${signal ?? status}`;
  return { succeeded: status === 0, stdout: stdout ?? "", output };
}

/** The text of a file from a byte on; empty if it is missing or not a regular file, since reading a FIFO would block. */
export function readAs(user: ServerUser | undefined, file: string, from = 0): string {
  if (!fs.lstatSync(file, { throwIfNoEntry: false })?.isFile()) return "";
  if (!user) return fs.readFileSync(file).subarray(from).toString();
  const { dir: cwd, base } = path.parse(file);
  // In its folder, since the user may not be allowed to enter a folder above.
  return runAs(user, "tail", ["-c", `+${from + 1}`, "--", base], { cwd }).stdout;
}

/** Whether the user can enter the folder, and so every folder above it. */
export function canEnter(user: ServerUser, folder: string): boolean {
  return runAs(user, "/bin/sh", ["-c", 'cd -- "$1"', "sh", folder]).succeeded;
}
