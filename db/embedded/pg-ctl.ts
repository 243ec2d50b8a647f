import path from "node:path";
import type { ServerHome } from "./server-home";
import { runAs } from "./server-user";

/**
 * Runs `pg_ctl` on the data in a folder.
 *
 * @returns all that it said if it failed, otherwise an empty text
 */
export function pgCtl(home: ServerHome, folder: string, args: readonly string[]): string {
  const postgres = path.join(home.binaries, "bin", "postgres");
  const isWindows = process.platform === "win32";
  // It puts paths between double quotes for the shell, which would expand a $ in them: they are relative, and the one
  // that cannot be is a variable.
  const program = isWindows ? [] : ["-p", "$POSTGRES"];
  const run = runAs(
    home.user,
    path.join(home.binaries, "bin", "pg_ctl"),
    [...args, "-D", "data", ...program],
    {
      cwd: folder,
      env: { POSTGRES: postgres },
      // There the server inherits them, and their end would not come before its own.
      ...(isWindows && { stdio: "ignore" }),
    },
  );
  return run.succeeded ? "" : run.said;
}
