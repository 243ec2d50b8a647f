import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { projectRoot } from "../../../db/process/project-root";
import { isolated, pythonVariables, venvPython } from "./python-environment";

/**
 * Starts a Python program with the packages of the project's environment and nothing of the user's own Python and
 * Jupyter. The program must end when its stdin ends: Ctrl-C reaches only this process, which then stops it.
 *
 * @param environment variables in addition to those of this process
 */
export function startPython(
  script: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): ChildProcessWithoutNullStreams {
  const python = spawn(venvPython, [...isolated, script, ...args], {
    cwd: projectRoot,
    env: { ...pythonVariables(), ...environment },
    detached: true,
    windowsHide: true,
  });
  // Ignores writes to a process that has ended: the caller waits for its end.
  python.stdin.on("error", () => undefined);
  return python;
}
