import net from "node:net";
import { InvalidArgumentError } from "commander";
import { command, runCommand } from "../../db/commands/run-command";
import { connect } from "../../db/connect";
import { configuredUrl } from "../../db/database-url";
import { say } from "../../db/terminal";
import { freePort, isFree } from "../jupyter/free-port";
import { type JupyterLab, type JupyterLabOptions, startJupyterLab } from "../jupyter/jupyter-lab";
import { ensureJupyter } from "../jupyter/python-environment";
import { ensureDataset } from "../seed/ensure-dataset";
import { parseNumber } from "./parse-number";
import { withTerminalProgress } from "./terminal-progress";

const NOTEBOOK = "notebooks/analysis.ipynb";

interface StartOptions {
  readonly browser: boolean;
  readonly port?: number;
  readonly host: string;
}

const program = command("npm start", "Opens the analysis notebook in JupyterLab, with all that it needs.");
program
  .option("--no-browser", "only print the address")
  .option("--port <number>", "the port of JupyterLab (default: 8888, or the next free one)", parseNumber)
  .option(
    "--host <address>",
    "the address it listens on; another than this only inside a container",
    parseAddress,
    "127.0.0.1",
  )
  .action(async ({ browser, port, host }: StartOptions) => {
    await freePort(port);
    ensureJupyter(say);
    const db = await connect();
    const made = await withTerminalProgress((onProgress) => ensureDataset(db, { onProgress }));
    if (made) say(`Made the default dataset: ${made}.`);
    const ending = new AbortController();
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => ending.abort());
    const { signal } = ending;
    const lab = await startOnFreePort({ notebook: NOTEBOOK, host, openBrowser: browser, signal }, port);
    say(`JupyterLab serves the notebook at\n\n  ${lab.url}\n\nCtrl-C ends it.`);
    await lab.ended;
    say(
      `JupyterLab has ended.${configuredUrl() ? "" : " The database keeps running; `npm run db:stop` stops it."}`,
    );
  });
void runCommand(program);

/** Another program may take the port between the look and the start: then the next free one serves. */
async function startOnFreePort(
  options: Omit<JupyterLabOptions, "port">,
  asked?: number,
): Promise<JupyterLab> {
  const port = await freePort(asked);
  try {
    return await startJupyterLab({ ...options, port });
  } catch (thrown) {
    if (options.signal.aborted || asked !== undefined || (await isFree(port))) throw thrown;
    return await startOnFreePort(options);
  }
}

function parseAddress(text: string): string {
  if (!net.isIP(text)) throw new InvalidArgumentError("It must be an IP address.");
  return text;
}
