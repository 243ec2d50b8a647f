import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { ExplainedError } from "../../db/explained-error";
import { projectRoot } from "../../db/project-root";
import { installKernelSpec } from "./kernel-spec";
import { installLabSettings } from "./lab-settings";

/** The project's own Python environment. */
export const venv = path.join(projectRoot, ".venv");

const requirements = path.join(projectRoot, "requirements.txt");
/** A copy of the requirements that are installed, written last. */
const installed = path.join(venv, "installed-requirements.txt");

/** The Python of the environment. */
export const venvPython =
  process.platform === "win32" ? path.join(venv, "Scripts", "python.exe") : path.join(venv, "bin", "python");

/**
 * Makes the environment with Jupyter and the notebooks' kernel, unless it is there and up to date.
 *
 * @param say told when the work will take a while
 * @throws ExplainedError where there is no Python 3.10 or later with `venv`, or the packages cannot be installed
 */
export function ensureJupyter(say: (line: string) => void = () => undefined): void {
  if (!isInstalled()) {
    say("Setting up Jupyter in .venv, once; this takes a minute or two …");
    fs.rmSync(installed, { force: true });
    run(findPython(), ["-m", "venv", venv], "making .venv");
    run(
      venvPython,
      ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements],
      "installing Jupyter",
    );
    fs.copyFileSync(requirements, installed);
  }
  installKernelSpec(venv);
  installLabSettings(venv);
}

function isInstalled(): boolean {
  if (!fs.existsSync(installed) || !fs.readFileSync(installed).equals(fs.readFileSync(requirements)))
    return false;
  return spawnSync(venvPython, ["--version"]).status === 0;
}

/** The first Python on the path that is new enough and can make environments. */
function findPython(): string {
  const names = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
  const found = names.map((name) => ({ name, ...probe(name) }));
  const usable = found.find(({ version, venv }) => version >= 310 && venv);
  if (usable) return usable.name;
  const withoutVenv = found.find(({ version }) => version >= 310);
  throw new ExplainedError(
    withoutVenv
      ? `Jupyter needs Python's module venv, which ${withoutVenv.name} lacks; install it (on Debian and Ubuntu: apt install python3-venv) and run this again`
      : "Jupyter needs Python 3.10 or later, and none was found; install it from python.org and run this again",
  );
}

/** The version of a Python as 100 * major + minor, 0 where there is none, and whether it can make environments. */
function probe(name: string): { version: number; venv: boolean } {
  const script =
    "import sys; print(sys.version_info[0] * 100 + sys.version_info[1], flush=True); import venv, ensurepip";
  const { stdout, status } = spawnSync(name, ["-c", script], { encoding: "utf8" });
  return { version: Number(stdout?.trim() || 0), venv: status === 0 };
}

function run(program: string, args: readonly string[], what: string): void {
  const result: SpawnSyncReturns<string> = spawnSync(program, args, { encoding: "utf8", cwd: projectRoot });
  if (result.status === 0) return;
  const said = (result.error?.message ?? `${result.stdout}\n${result.stderr}`).trim().split("\n").at(-1);
  throw new ExplainedError(
    `Jupyter: ${what} failed: ${said}; check the network and the disk, remove .venv and run this again`,
  );
}
