import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ExplainedError } from "../../db/explained-error";
import { projectRoot } from "../../db/project-root";
import { venv, venvPython } from "./python-environment";

const START_SECONDS = 60;

/** A JupyterLab that serves. */
export interface JupyterLab {
  /** Where the notebook is, with the token that the server asks for. */
  readonly url: string;
  /** Settles when the server and its kernels have ended, by themselves or by the signal. */
  readonly ended: Promise<void>;
}

/** What to serve, and where. */
export interface JupyterLabOptions {
  /** The path of the notebook below the project's folder. */
  readonly notebook: string;
  /** The address to listen on: 127.0.0.1, so that no other machine reaches it. */
  readonly host: string;
  /** A free port. */
  readonly port: number;
  /** Whether the user's browser is opened on it. */
  readonly openBrowser: boolean;
  /** Ends the server and its kernels, also while it starts. */
  readonly signal: AbortSignal;
}

/**
 * Starts JupyterLab on a notebook of the project. It asks for a token: `JUPYTER_TOKEN` of the environment,
 * else one made for this run.
 *
 * @throws ExplainedError where it ends, is ended by the signal or does not answer within a minute
 */
export async function startJupyterLab(options: JupyterLabOptions): Promise<JupyterLab> {
  const { notebook, port, signal } = options;
  const token = process.env.JUPYTER_TOKEN || randomBytes(24).toString("hex");
  const server = spawn(venvPython, ["-m", "jupyterlab", notebook, ...serverOptions(options)], {
    cwd: projectRoot,
    // The token is not on the command line, where every user of the machine could read it.
    env: { ...process.env, JUPYTER_TOKEN: token },
    stdio: ["ignore", "inherit", "inherit"],
    // Ctrl-C reaches this process alone, which then ends the server in order.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    server.once("exit", () => resolve());
    server.once("error", () => resolve());
  });
  const api = `http://127.0.0.1:${port}/api`;
  const headers = { authorization: `token ${token}` };
  signal.addEventListener("abort", () => {
    fetch(`${api}/shutdown`, { method: "POST", headers }).catch(() => server.kill("SIGTERM"));
  });
  await untilServing(server, `${api}/status`, headers, signal);
  return { url: `http://127.0.0.1:${port}/lab/tree/${notebook}?token=${token}`, ended };
}

function serverOptions({ host, port, openBrowser }: JupyterLabOptions): string[] {
  const options = {
    "ServerApp.root_dir": projectRoot,
    "ServerApp.ip": host,
    "ServerApp.port": port,
    "ServerApp.port_retries": 0,
    "ServerApp.open_browser": openBrowser ? "True" : "False",
    "ServerApp.allow_root": "True",
    "ServerApp.log_level": "ERROR",
    "LabApp.log_level": "ERROR",
    // No other user of the machine reads what the kernels publish.
    "KernelManager.transport_encryption": "required",
    // The tabs that were open in other projects stay there.
    "LabApp.workspaces_dir": path.join(venv, "share", "jupyter", "lab", "workspaces"),
  };
  return Object.entries(options).map(([name, value]) => `--${name}=${value}`);
}

async function untilServing(
  server: ChildProcess,
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1000;
  while (Date.now() < deadline && isRunning(server)) {
    const answer = await fetch(url, { headers }).catch(() => undefined);
    if (answer?.ok && !signal.aborted) return;
    await sleep(200);
  }
  server.kill("SIGKILL");
  if (signal.aborted) throw new ExplainedError("JupyterLab was ended while it started");
  throw new ExplainedError(
    server.exitCode === null
      ? `JupyterLab did not answer within ${START_SECONDS} s; run this again`
      : `JupyterLab ended with code ${server.exitCode}; remove .venv and run this again`,
  );
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}
