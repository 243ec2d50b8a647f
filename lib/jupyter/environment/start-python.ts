import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { projectRoot } from "../../../db/process/project-root";
import { isolated, pythonVariables, venvPython } from "./python-environment";

/**
 * Starts a Python program with what the project's environment holds, and nothing of the user's own Python
 * and Jupyter. It has to end when its stdin does: Ctrl-C reaches this process alone, which then ends it in order.
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
  // What is written to a process that has ended is lost; whoever started it waits for its end.
  python.stdin.on("error", () => undefined);
  return python;
}
