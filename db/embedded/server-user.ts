import { execFileSync, spawnSync } from "node:child_process";
import { ExplainedError } from "../explained-error";

/** The user and group that the server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Who the embedded server runs as: nobody in particular (`undefined`) for an ordinary user, and for root,
 * which Postgres refuses, the user `postgres` where it exists, else `nobody`.
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
  throw new ExplainedError(
    "embedded database: Postgres does not run as root, and neither a user postgres nor nobody exists; run this as an ordinary user, or set DATABASE_URL",
  );
}

/** Whether `user` can enter the folder: every folder above it has to let the user through. */
export function canEnter(user: ServerUser, folder: string): boolean {
  const { status } = spawnSync("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], {
    ...user,
    cwd: "/",
    stdio: "ignore",
  });
  return status === 0;
}
