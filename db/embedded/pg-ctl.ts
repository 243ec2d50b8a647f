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
  // It puts paths between double quotes for the shell, which would expand a $ in them: they are relative, and the one
  // that cannot be is a variable.
  const program = process.platform === "win32" ? [] : ["-p", "$POSTGRES"];
  const run = runAs(
    home.user,
    path.join(home.binaries, "bin", "pg_ctl"),
    [...args, "-D", "data", ...program],
    {
      cwd: folder,
      env: { POSTGRES: postgres },
    },
  );
  return run.succeeded ? "" : run.said;
}
