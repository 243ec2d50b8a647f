import { UserError } from "../errors/user-error";

/** The way out for each failure that a person can mend, by what the system or Postgres says. */
const waysOut: readonly (readonly [RegExp, string])[] = [
  [/No space left|ENOSPC|disk quota|EDQUOT/i, "free some disk space and run this again"],
  [/Read-only file system|EROFS/, "make that disk writable and run this again"],
  [
    /Permission denied|Operation not permitted|EACCES|EPERM/,
    "correct the permissions there and run this again",
  ],
  [/shared memory segment|Cannot allocate memory|ENOMEM/, "free some memory and run this again"],
  [
    /loading shared libraries|Library not loaded|spawn.* ENOENT|Exec format|GLIBC/,
    "run `npm ci` again, or set DATABASE_URL to another Postgres if this system cannot run the one in node_modules",
  ],
];

/**
 * The sentence for a failure of the server's programs.
 *
 * @param said all that the program said
 * @param otherwise the way out if none is known; it may not cost any data
 */
export function embeddedFailure(what: string, said: string, otherwise: string): UserError {
  const reason = reasonIn(said);
  const wayOut = waysOut.find(([pattern]) => pattern.test(reason))?.[1] ?? otherwise;
  return new UserError(`embedded database: ${what}: ${reason}; ${wayOut}`);
}

/** Why a program ended: the last fatal line of Postgres with its details, else the first line that is a complaint. */
export function reasonIn(said: string): string {
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  const last = lines.map((line) => FATAL.test(line)).lastIndexOf(true);
  if (last < 0)
    return withoutProgram(lines.find((line) => COMPLAINT.test(line)) ?? lines[0] ?? "no reason given");
  const after = lines.slice(last + 1);
  const end = after.findIndex((line) => !DETAIL.test(line));
  const details = end < 0 ? after : after.slice(0, end);
  return [lines[last] ?? "", ...details].map((line) => line.replace(PREFIX, "").trim()).join(" ");
}

const FATAL = /\b(FATAL|PANIC):/;
const DETAIL = /\b(DETAIL|HINT):/;
const PREFIX = /^.*?\b(FATAL|PANIC|DETAIL|HINT):\s*/;
const COMPLAINT = /error|could not|cannot|can't|denied|not found|is not|does not/i;

function withoutProgram(line: string): string {
  return line.replace(/^(initdb|pg_ctl|cp): (error: )?/, "").trim();
}
