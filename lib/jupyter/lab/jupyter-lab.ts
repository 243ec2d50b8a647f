import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../../db/errors/user-error";
import { projectRoot } from "../../../db/process/project-root";
import { complain } from "../../../db/process/terminal";
import { jupyterFailure } from "../environment/jupyter-failure";
import { startPython } from "../environment/start-python";

/** Jupyter's own choice; the next ones are tried if something listens there. */
const FIRST_PORT = 8888;
const RETRIES = 99;

/** After so long it is killed: nothing that it does at its end takes a fraction of it. */
const END_SECONDS = 20;

const LAST_WORDS_MS = 500;

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
  /** What it asks for, see `jupyterToken`. */
  readonly token: string;
  /** The address to listen on: 127.0.0.1, so that no other machine reaches it. */
  readonly host: string;
  /** The port, which has to be free; default: 8888, or another one if that is taken. */
  readonly port?: number;
  /** Whether the user's browser is opened on it. */
  readonly openBrowser: boolean;
  /** Ends the server and its kernels, also while it starts. */
  readonly signal: AbortSignal;
}

/**
 * Starts JupyterLab on a notebook of the project. It ends with this process at the latest.
 *
 * @throws UserError if it ends before it serves
 */
export async function startJupyterLab(options: JupyterLabOptions): Promise<JupyterLab> {
  const { notebook, token, signal } = options;
  // The token is not on the command line, which every user of the machine can read.
  const server = startPython(path.join(__dirname, "run-lab.py"), [notebook, ...serverOptions(options)], {
    JUPYTER_TOKEN: token,
  });
  const closed = once(server, "close").catch(() => undefined);
  const ended = endOf(server, closed);
  const end = () => {
    server.stdin.end();
    const kill = setTimeout(() => server.kill("SIGKILL"), END_SECONDS * 1000);
    void ended.then(() => clearTimeout(kill));
  };
  if (signal.aborted) end();
  else signal.addEventListener("abort", end);
  const said: string[] = [];
  let print = (line: string) => {
    said.push(line);
  };
  createInterface({ input: server.stderr }).on("line", (line) => print(line));
  const port = Number(await text(server.stdout));
  if (signal.aborted || !port) {
    await closed;
    if (signal.aborted) throw new UserError("JupyterLab was ended while it started");
    const how = server.signalCode ?? `code ${server.exitCode}`;
    throw jupyterFailure(`JupyterLab ended with ${how}`, said.join("\n"));
  }
  print = complain;
  for (const line of said) complain(line);
  const query = `token=${encodeURIComponent(token)}`;
  return { url: `http://127.0.0.1:${port}/lab/tree/${notebook}?${query}`, ended };
}

/** Settles once the process has ended and all that it said was read, which what a cell has started may hold up. */
async function endOf(server: ChildProcessWithoutNullStreams, closed: Promise<unknown>): Promise<void> {
  await once(server, "exit").catch(() => undefined);
  await Promise.race([closed, sleep(LAST_WORDS_MS)]);
  server.stderr.destroy();
}

function serverOptions({ host, port, openBrowser }: JupyterLabOptions): string[] {
  const options = {
    "ServerApp.root_dir": projectRoot,
    "ServerApp.ip": host,
    "ServerApp.port": port ?? FIRST_PORT,
    "ServerApp.port_retries": port === undefined ? RETRIES : 0,
    "ServerApp.open_browser": openBrowser ? "True" : "False",
    "ServerApp.allow_root": "True",
    "Application.log_level": "ERROR",
    // No other user of the machine reads what the kernels publish.
    "KernelManager.transport_encryption": "required",
  };
  return Object.entries(options).map(([name, value]) => `--${name}=${value}`);
}
