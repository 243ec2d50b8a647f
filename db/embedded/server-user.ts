import { execFileSync, type SpawnSyncOptions, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { UserError } from "../errors/user-error";

/** The user and group that the server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Who the embedded server runs as: nobody in particular (`undefined`) for an ordinary user, and for root,
 * which Postgres refuses, the user `postgres` where it exists, else `nobody`.
 *
 * What this user can write is never run, opened, changed or removed by root: another program of the same user
 * could have put a link there. Root has it done by `runAs`.
 */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    const found = spawnSync("id", ["-u", name], { encoding: "utf8" });
    if (found.status === 0) {
      return {
        uid: Number(found.stdout),
        gid: Number(execFileSync("id", ["-g", name], { encoding: "utf8" })),
      };
    }
  }
  throw new UserError(
    "embedded database: Postgres does not run as root, and neither a user postgres nor nobody exists; run this as an ordinary user, or set DATABASE_URL",
  );
}

/** How a program ended. */
interface Ran {
  readonly succeeded: boolean;
  readonly stdout: string;
  /** All that it said, or why it could not be run. */
  readonly said: string;
}

/** Runs a program as the server's user and waits for its end. */
export function runAs(
  user: ServerUser | undefined,
  program: string,
  args: readonly string[],
  options: Pick<SpawnSyncOptions, "cwd" | "input" | "env" | "stdio"> = {},
): Ran {
  const { PATH, SystemRoot } = process.env;
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    cwd: "/",
    input: "",
    // On Windows it has a console of its own, where no Ctrl-C of the caller's terminal arrives.
    windowsHide: true,
    ...options,
    ...user,
    encoding: "utf8",
    // Nothing of the caller's locale, time zone, libraries or PG… variables.
    env: { PATH, SystemRoot, LC_ALL: "C", TZ: "UTC", ...options.env },
  });
  const said =
    error?.message || `${stderr ?? ""}${stdout ?? ""}` || `${program} ended with ${signal ?? status}`;
  return { succeeded: status === 0, stdout: stdout ?? "", said };
}

/** The text of a file of the server's user from a byte on, empty if there is no such file. */
export function readAs(user: ServerUser | undefined, file: string, from = 0): string {
  const { dir: cwd, base } = path.parse(file);
  // From inside its folder, as the user may not enter one above it.
  if (user) return runAs(user, "tail", ["-c", `+${from + 1}`, "--", base], { cwd }).stdout;
  return fs.existsSync(file) ? fs.readFileSync(file).subarray(from).toString() : "";
}

/** Whether `user` can enter the folder: every folder above it has to let the user through. */
export function canEnter(user: ServerUser, folder: string): boolean {
  return runAs(user, "/bin/sh", ["-c", 'cd -- "$1"', "sh", folder]).succeeded;
}
