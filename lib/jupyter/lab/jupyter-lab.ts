// lib/jupyter/lab: starts and ends JupyterLab for `npm start`.

import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import net from "node:net";
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

/** How long the server may take to end before it is killed; it needs a fraction of it. */
const END_SECONDS = 20;

const LAST_OUTPUT_MS = 500;

/** A running JupyterLab. */
export interface JupyterLab {
  /** The address of the notebook, with the token. */
  readonly url: string;
  /** Settles when the server and its kernels have ended, by themselves or by the signal. */
  readonly ended: Promise<void>;
}

export interface JupyterLabOptions {
  /** The path of the notebook below the project's folder. */
  readonly notebook: string;
  /** The token, see `jupyterToken`. */
  readonly token: string;
  /** The address to listen on: 127.0.0.1, so that no other machine reaches it. */
  readonly host: string;
  /** The port, which must be free; default: 8888, or the next free one. */
  readonly port?: number;
  /** Whether to open the user's browser. */
  readonly openBrowser: boolean;
  /** Ends the server and its kernels, even while it starts. */
  readonly signal: AbortSignal;
}

/**
 * Starts JupyterLab with a notebook of the project. It ends with this process at the latest.
 *
 * @throws UserError if it ends before it is ready
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

/** Settles once the process has ended and its output has been read, which programs started by cells may delay. */
async function endOf(server: ChildProcessWithoutNullStreams, closed: Promise<unknown>): Promise<void> {
  await once(server, "exit").catch(() => undefined);
  await Promise.race([closed, sleep(LAST_OUTPUT_MS)]);
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
    // The style sheet of `installLabSettings`.
    "LabApp.custom_css": "True",
    // No other user of the machine reads what the kernels publish.
    "KernelManager.transport_encryption": "required",
  };
  return Object.entries(options).map(([name, value]) => `--${name}=${value}`);
}

/**
 * Checks a port before use.
 *
 * @throws UserError if it is out of range, or something listens on it
 */
export async function checkPort(port: number): Promise<void> {
  if (!Number.isInteger(port) || port < 1024 || port > 65535) {
    throw new UserError(`port must be an integer from 1,024 to 65,535, received ${port}`);
  }
  if (!(await isFree(port))) {
    throw new UserError(`port ${port} is taken; choose another with --port, or omit it`);
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = net.createServer();
  return await new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/**
 * The token that JupyterLab requires: JUPYTER_TOKEN from the environment, else a random one.
 *
 * @throws UserError if a browser cannot send it: addresses lose surrounding spaces and control characters, and JupyterLab's
 *   pages send it in a header, which is Latin-1. The message does not contain the token
 */
export function jupyterToken(token = process.env.JUPYTER_TOKEN): string {
  if (!token) return randomBytes(24).toString("hex");
  const character = /[^\x20-\x7e\xa0-\xff]|^\s|\s$/u.exec(token)?.[0];
  if (character === undefined) return token;
  const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
  throw new UserError(
    `JUPYTER_TOKEN must be printable Latin-1 characters without spaces around them, received one with U+${code}; choose another, such as what \`openssl rand -hex 24\` prints`,
  );
}
