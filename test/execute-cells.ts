import { spawn } from "node:child_process";
import { projectRoot } from "../db/process/project-root";
import {
  ensureJupyter,
  isolated,
  pythonVariables,
  venvPython,
} from "../lib/jupyter/environment/python-environment";
import type { Cell, Notebook } from "../lib/jupyter/execute/notebook-file";
import { complaintOf } from "../lib/jupyter/execute/run-notebooks";

/** For 200 ms after an error tslab turns cells away, for the sake of "Run All": they are sent again. */
const script = `
import subprocess, sys, time
sys.modules["rfc3987_syntax"] = None  # as in run-notebooks.py
import nbformat, nbclient
notebook = nbformat.read(sys.stdin, 4)
statuses = []
note = lambda execute_reply, **cell: statuses.append(execute_reply["content"]["status"])
client = nbclient.NotebookClient(notebook, allow_errors=True, timeout=400, startup_timeout=400, on_cell_executed=note)
# A kernel would make the stdout that it inherits one that refuses what it cannot take at once.
with client.setup_kernel(stdout=subprocess.DEVNULL):
    for index, cell in enumerate(notebook.cells):
        client.execute_cell(cell, index)
        while statuses[-1] == "abort":
            time.sleep(0.05)
            client.execute_cell(cell, index)
nbformat.write(notebook, sys.stdout)
`;

/** Runs cells one after the other in one real kernel, also after one that fails, and says what each wrote to stderr. */
export async function complaintsOf(
  sources: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string[]> {
  ensureJupyter();
  const run = spawn(venvPython, [...isolated, "-c", script], {
    cwd: projectRoot,
    env: { ...pythonVariables(), ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  run.stdin.end(JSON.stringify(notebookOf(sources)));
  const executed: Notebook = JSON.parse((await run.stdout.setEncoding("utf8").toArray()).join(""));
  return executed.cells.map(complaintOf);
}

/** A notebook of code cells. */
export function notebookOf(sources: readonly string[]): Notebook {
  return {
    cells: sources.map(
      (source, n): Cell => ({
        id: `cell-${n}`,
        cell_type: "code",
        source,
        outputs: [],
        execution_count: null,
        metadata: {},
      }),
    ),
    metadata: { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}
