import { spawnSync } from "node:child_process";
import path from "node:path";
import {
  ensureJupyter,
  isolated,
  pythonVariables,
  venvPython,
} from "../../lib/jupyter/environment/python-environment";

/**
 * A cell to run, which is interrupted if it writes "interrupt now", or code whose end the cursor is at when
 * Shift-Tab or Tab is pressed.
 */
export type KernelRequest = Readonly<Partial<Record<"execute" | "inspect" | "complete", string>>>;

export interface KernelReply {
  readonly status: string;
  /** What a cell wrote, to stdout and stderr. */
  readonly written?: string;
  /** The HTML of what a cell shows in the end. */
  readonly shown?: readonly string[];
  /** What Shift-Tab shows. */
  readonly data?: { readonly "text/plain"?: string };
  /** What Tab offers. */
  readonly matches?: readonly string[];
}

/** Sends requests to a new kernel, as JupyterLab does, and returns its replies. */
export function askKernel(
  requests: readonly KernelRequest[],
  environment: NodeJS.ProcessEnv = {},
): KernelReply[] {
  ensureJupyter();
  const script = path.join(__dirname, "ask-kernel.py");
  const run = spawnSync(venvPython, [...isolated, script], {
    input: JSON.stringify(requests),
    encoding: "utf8",
    env: { ...pythonVariables(), ...environment },
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

/** What each of the cells writes, run one after the other in a new kernel. */
export function runCells(cells: readonly string[]): string[] {
  return askKernel(cells.map((execute) => ({ execute }))).map(({ written = "" }) => written);
}
