import { text } from "node:stream/consumers";
import { ExplainedError } from "../../db/explained-error";
import { projectRoot } from "../../db/project-root";
import { jupyterFailure } from "./jupyter-failure";
import { startPython } from "./start-python";

/** Jupyter's own choice; the next ones are tried if something listens there. */
const FIRST_PORT = 8888;
const RETRIES = 99;

/** After so long it is killed: nothing that it does at its end takes a fraction of it. */
const END_SECONDS = 20;

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
 * @throws ExplainedError if it ends before it serves
 */
export async function startJupyterLab(options: JupyterLabOptions): Promise<JupyterLab> {
  const { notebook, token, signal } = options;
  // The token is not on the command line, which every user of the machine can read.
  const server = startPython("run-lab.py", [notebook, ...serverOptions(options)], { JUPYTER_TOKEN: token });
  const ended = new Promise<void>((resolve) => {
    server.once("close", () => resolve()).once("error", () => resolve());
  });
  const end = () => {
    server.stdin.end();
    const kill = setTimeout(() => server.kill("SIGKILL"), END_SECONDS * 1000);
    void ended.then(() => clearTimeout(kill));
  };
  if (signal.aborted) end();
  else signal.addEventListener("abort", end);
  let said = "";
  const listen = (part: Buffer) => {
    said += part;
  };
  server.stderr.on("data", listen);
  const port = Number(await text(server.stdout));
  if (signal.aborted || !port) {
    await ended;
    if (signal.aborted) throw new ExplainedError("JupyterLab was ended while it started");
    throw jupyterFailure(`JupyterLab ended with ${server.signalCode ?? `code ${server.exitCode}`}`, said);
  }
  server.stderr.off("data", listen).pipe(process.stderr);
  process.stderr.write(said);
  const query = `token=${encodeURIComponent(token)}`;
  return { url: `http://127.0.0.1:${port}/lab/tree/${notebook}?${query}`, ended };
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
