import { spawn } from "node:child_process";
import { ExplainedError } from "../../db/explained-error";
import { projectRoot } from "../../db/project-root";
import { venvPython } from "./python-environment";

/**
 * Runs Jupyter's nbconvert.
 *
 * @param args its arguments, without `--stdout`
 * @param input what it reads from stdin
 * @param environment variables beside those of this process
 * @returns what it writes to stdout
 * @throws ExplainedError where it fails, with its last line
 */
export async function nbconvert(
  args: readonly string[],
  input = "",
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  // Encrypted, so that no other user of the machine reads what the kernel publishes.
  const options = ["--stdout", "--log-level=ERROR", "--KernelManager.transport_encryption=required"];
  const run = spawn(venvPython, ["-m", "nbconvert", ...options, ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...environment },
  });
  run.stdin.end(input);
  const [output, errors, code] = await Promise.all([
    run.stdout.setEncoding("utf8").toArray(),
    run.stderr.setEncoding("utf8").toArray(),
    new Promise<number | null>((resolve, reject) => run.once("exit", resolve).once("error", reject)),
  ]);
  if (code === 0) return output.join("");
  const said = errors.join("").trim().split("\n").at(-1);
  throw new ExplainedError(
    `Jupyter: nbconvert ended with code ${code}: ${said}; remove .venv and run this again`,
  );
}
