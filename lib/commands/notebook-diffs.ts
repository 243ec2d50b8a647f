import { spawnSync } from "node:child_process";

/** The name that nbdime uses too: `.gitattributes` gives it to notebooks. */
const DRIVER = "diff.jupyternotebook";

/**
 * One sentence that says how `git diff` shows the cells of notebooks without their outputs; `undefined` if it does already, if
 * the folder is not the top of a Git checkout of this user, or if Git is not installed.
 */
export function offerNotebookDiffs(folder: string): string | undefined {
  const git = (...args: readonly string[]) => spawnSync("git", ["-C", folder, ...args], { encoding: "utf8" });
  const { status, stdout } = git("rev-parse", "--show-prefix");
  const isTop = status === 0 && stdout.trim() === "";
  if (!isTop || git("config", "--get-regexp", `^${DRIVER}\\.(textconv|command)$`).status === 0)
    return undefined;
  return `To see only the cells of notebooks in \`git diff\`, not their outputs, run: git config ${DRIVER}.textconv "node lib/commands/notebook-cells.cjs"`;
}
