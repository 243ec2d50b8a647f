import { onTestFinished } from "vitest";
import { ensureJupyter } from "../lib/jupyter/environment/python-environment";
import {
  type JupyterLab,
  type JupyterLabOptions,
  jupyterToken,
  startJupyterLab,
} from "../lib/jupyter/lab/jupyter-lab";

/** A JupyterLab on a port of its own, ended when the test has finished if `end` has not done so. */
export async function startLab(
  options: Partial<JupyterLabOptions> = {},
): Promise<JupyterLab & { end: () => Promise<void> }> {
  ensureJupyter();
  const ending = new AbortController();
  const lab = await startJupyterLab({
    notebook: "notebooks/analysis.ipynb",
    token: jupyterToken(""),
    host: "127.0.0.1",
    openBrowser: false,
    signal: ending.signal,
    ...options,
  });
  const end = async () => {
    ending.abort();
    await lab.ended;
  };
  onTestFinished(end);
  return { ...lab, end };
}
