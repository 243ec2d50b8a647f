// The Python environment .venv: its packages, settings and kernel, and how Python is run in it.

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { messageOf, UserError } from "../../../db/errors/user-error";
import { projectRoot } from "../../../db/process/project-root";
import { jupyterFailure } from "./jupyter-failure";

/** The project's own Python environment. */
export const venv = path.join(projectRoot, ".venv");

const requirements = path.join(projectRoot, "requirements.txt");

/** Everything that Jupyter writes is below it. */
const dataFolder = path.join(venv, "share", "jupyter");

/** Jupyter's keys and ports of running servers and kernels; only the owner can enter it. */
export const runtimeFolder = path.join(dataFolder, "runtime");

/** The Python of the environment. */
export const venvPython = pythonOf(venv);

/** Options of every Python: isolated from the user's packages and variables, with text in UTF-8. */
export const isolated = ["-I", "-X", "utf8"] as const;

/**
 * The environment variables for a Python of this project: without those for Python, pip or Jupyter, and with Jupyter's
 * configuration, data and settings in the project's environment.
 */
export function pythonVariables(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(PYTHON|IPYTHON|PIP_|JUPYTER|JPY_|VIRTUAL_ENV|__PYVENV)/i.test(name),
  );
  return {
    ...Object.fromEntries(own),
    JUPYTER_CONFIG_DIR: path.join(venv, "etc", "jupyter"),
    JUPYTER_DATA_DIR: dataFolder,
    JUPYTER_RUNTIME_DIR: runtimeFolder,
    IPYTHONDIR: path.join(dataFolder, "ipython"),
    JUPYTERLAB_SETTINGS_DIR: path.join(dataFolder, "lab", "user-settings"),
    JUPYTERLAB_WORKSPACES_DIR: path.join(dataFolder, "lab", "workspaces"),
  };
}

/**
 * Creates the environment with Jupyter and the notebooks' kernel, unless it exists and is up to date.
 *
 * @param say receives a line if it will take a while
 * @throws UserError if there is no Python 3.10 or later with `venv`, or the packages cannot be installed
 */
export function ensureJupyter(say: (line: string) => void = () => undefined): void {
  try {
    if (!isInstalled(venv, requirements)) {
      say("Setting up Jupyter in .venv, once; this takes a minute or two …");
      installPackages(venv, requirements);
    }
    installKernelSpec(venv);
    installLabSettings(venv);
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown;
    throw jupyterFailure("setting up .venv failed", messageOf(thrown));
  }
}

/** Creates an environment with the packages of a requirements file; `isInstalled` is true once it is complete. */
export function installPackages(folder: string, requirements: string): void {
  const python = pythonOf(folder);
  fs.rmSync(installedOf(folder), { force: true });
  run(findPython(), ["-m", "venv", "--without-pip", folder], "making .venv failed");
  run(python, ["-m", "ensurepip", "--default-pip"], "making .venv failed");
  // With the user's own settings of pip.
  const { PIP_PYTHON, ...user } = process.env;
  const settings = run(python, ["-m", "pip", "config", "list"], "reading pip's configuration failed", {
    ...user,
    PIP_QUIET: "0",
  });
  run(
    python,
    ["-m", "pip", "install", "--quiet", "-r", requirements],
    "installing its packages failed",
    pipSettings(settings),
  );
  fs.copyFileSync(requirements, installedOf(folder));
}

function isInstalled(folder: string, requirements: string): boolean {
  const installed = installedOf(folder);
  if (!fs.existsSync(installed) || !fs.readFileSync(installed).equals(fs.readFileSync(requirements)))
    return false;
  return spawnSync(pythonOf(folder), [...isolated, "-c", ""], { env: pythonVariables() }).status === 0;
}

/** A copy of the requirements that are installed, written last. */
function installedOf(folder: string): string {
  return path.join(folder, "installed-requirements.txt");
}

function pythonOf(folder: string): string {
  return process.platform === "win32"
    ? path.join(folder, "Scripts", "python.exe")
    : path.join(folder, "bin", "python");
}

/** The first Python on the path that is new enough and can create environments. */
function findPython(): string {
  const names = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
  const found = names.map((name) => ({ name, ...probe(name) }));
  const usable = found.find(({ version, venv }) => version >= 310 && venv);
  if (usable) return usable.name;
  const withoutVenv = found.find(({ version }) => version >= 310);
  throw new UserError(
    withoutVenv
      ? `Jupyter needs Python's module venv, which ${withoutVenv.name} lacks; install it (on Debian and Ubuntu: apt install python3-venv) and run this again`
      : "Jupyter needs Python 3.10 or later, and none was found; install it from python.org and run this again",
  );
}

/** The version of a Python as 100 * major + minor, 0 if it does not exist, and whether it can create environments. */
function probe(name: string): { version: number; venv: boolean } {
  const script =
    "import sys; print(sys.version_info[0] * 100 + sys.version_info[1], flush=True); import venv, ensurepip";
  const { stdout, status } = spawnSync(name, [...isolated, "-c", script], {
    encoding: "utf8",
    env: pythonVariables(),
  });
  return { version: Number(stdout?.trim() || 0), venv: status === 0 };
}

/** Runs Python and returns what it writes to stdout. */
function run(
  python: string,
  args: readonly string[],
  failure: string,
  environment: NodeJS.ProcessEnv = {},
): string {
  const { status, stdout, stderr, error } = spawnSync(python, [...isolated, ...args], {
    encoding: "utf8",
    cwd: projectRoot,
    env: { ...pythonVariables(), ...environment },
  });
  if (status === 0) return stdout;
  throw jupyterFailure(failure, error ? messageOf(error) : `${stdout}\n${stderr}`);
}

/** The settings of pip that say how a package index is reached. */
const REACH =
  /^(index-url|extra-index-url|find-links|no-index|trusted-host|cert|client-cert|proxy|(default-)?timeout|retries|keyring-provider|use-feature|use-deprecated|cache-dir|no-cache-dir)$/;

/**
 * The variables with which pip reaches the same package index as the user's pip. Other settings of the user, such as
 * `user = true` or PIP_TARGET, would change where packages are installed, and are ignored.
 *
 * @param list what `pip config list` prints of the user's files and variables, such as `global.index-url='https://…'`;
 *   `install` has precedence over `global`, and a variable (`:env:`) over both
 */
export function pipSettings(list: string): NodeJS.ProcessEnv {
  const settings: NodeJS.ProcessEnv = {};
  for (const section of ["global", "install", ":env:"]) {
    for (const line of list.split(/\r?\n/)) {
      const [, of, name = "", value = ""] = /^(\S+)\.([\w-]+)=(.*)$/.exec(line) ?? [];
      if (of !== section || !REACH.test(name)) continue;
      settings[`PIP_${name.toUpperCase().replaceAll("-", "_")}`] = unquoted(value);
    }
  }
  return { ...settings, PIP_CONFIG_FILE: os.devNull, PIP_NO_INPUT: "1", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
}

/** The value of a Python string literal. */
function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, (_, escaped) => (escaped === "n" ? "\n" : escaped));
}

/**
 * Installs the kernel `tslab` of this project into an environment, in which JupyterLab, VS Code and nbconvert
 * find it. It starts in the project's folder, so that a notebook anywhere imports from `./lib`.
 *
 * @param environment the folder of a Python environment
 */
export function installKernelSpec(environment: string): void {
  const folder = path.join(environment, "share", "jupyter", "kernels", "tslab");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "kernel.json"), `${JSON.stringify(kernelSpec(), null, 2)}\n`);
}

function kernelSpec() {
  const typescript = path.join(projectRoot, "lib", "commands", "typescript.cjs");
  const kernel = path.join(projectRoot, "lib", "jupyter", "kernel", "kernel.ts");
  // Compiles the kernel's own files only; tslab compiles the notebook's cells.
  const script = [
    `const unregister = require(${JSON.stringify(typescript)})`,
    `const { startKernel } = require(${JSON.stringify(kernel)})`,
    "unregister()",
    "startKernel(process.argv[1])",
  ].join("; ");
  return {
    argv: [process.execPath, "--no-warnings", "-e", script, "{connection_file}"],
    display_name: "TypeScript",
    language: "typescript",
    metadata: { supported_encryption: ["curve"] },
  };
}

/** JupyterLab's settings for this project: nothing pops up before the notebook, and nothing calls home. */
const overrides = {
  "@jupyterlab/apputils-extension:notification": {
    fetchNews: "false",
    checkForUpdates: false,
    doNotDisturbMode: true,
  },
};

/**
 * Writes the settings into an environment, as defaults that the user's own settings override, and the style sheet of charts, which
 * applies to notebooks that are not trusted too.
 *
 * @param environment the folder of a Python environment
 */
export function installLabSettings(environment: string): void {
  const folder = path.join(environment, "share", "jupyter", "lab", "settings");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "overrides.json"), `${JSON.stringify(overrides, null, 2)}\n`);
  const styles = path.join(environment, "etc", "jupyter", "custom");
  fs.mkdirSync(styles, { recursive: true });
  fs.copyFileSync(path.join(__dirname, "custom.css"), path.join(styles, "custom.css"));
}
