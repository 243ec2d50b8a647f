import net from "node:net";
import { InvalidArgumentError } from "commander";
import { connect } from "../../db/connect";
import { configuredUrl } from "../../db/database-url";
import { readCache, writeCache } from "../../db/process/compile-typescript.cjs";
import { projectRoot } from "../../db/process/project-root";
import { say } from "../../db/process/terminal";
import { ensureDataset } from "../dataset/load/seed";
import { ensureJupyter } from "../jupyter/environment/python-environment";
import { checkPort, jupyterToken, startJupyterLab } from "../jupyter/lab/jupyter-lab";
import { offerNotebookDiffs } from "./notebook-diffs";
import { parseNumber } from "./options";
import { command, endSignal, runCommand } from "./run-command";
import { withTerminalProgress } from "./terminal-progress";

const NOTEBOOK = "notebooks/analysis.ipynb";

interface StartOptions {
  readonly browser: boolean;
  readonly port?: number;
  readonly host: string;
}

const program = command(
  "npm start",
  "Sets up Jupyter, the database and the default dataset if they are missing, and opens the analysis notebook in JupyterLab.",
);
program
  .option("--no-browser", "only print the address, without opening a browser")
  .option("--port <number>", "port of JupyterLab (default: 8888, or the next free one)", parseNumber)
  .option(
    "--host <address>",
    "address to listen on; change it only inside a container",
    parseAddress,
    "127.0.0.1",
  )
  .action(async ({ browser, port, host }: StartOptions) => {
    const token = jupyterToken();
    if (port !== undefined) await checkPort(port);
    ensureJupyter(say);
    const db = await connect();
    const signal = endSignal();
    const made = await withTerminalProgress((onProgress) => ensureDataset(db, { onProgress, signal }));
    if (made) say(`Generated the default dataset: ${made}.`);
    sayOnce("notebook-diffs", () => offerNotebookDiffs(projectRoot));
    const lab = await startJupyterLab({
      notebook: NOTEBOOK,
      token,
      host,
      port,
      openBrowser: browser,
      signal,
    });
    say(`JupyterLab serves the notebook at\n\n  ${lab.url}\n\nCtrl-C ends it.`);
    await lab.ended;
    say(
      `JupyterLab has ended.${configuredUrl() ? "" : " The database keeps running; `npm run db:stop` stops it."}`,
    );
  });
void runCommand(program);

/** Prints a sentence only on the first start. */
function sayOnce(name: string, sentence: () => string | undefined): void {
  if (readCache(`said-${name}`) !== undefined) return;
  const line = sentence();
  if (line === undefined) return;
  say(line);
  writeCache(`said-${name}`, line);
}

function parseAddress(text: string): string {
  if (!net.isIP(text)) throw new InvalidArgumentError("It must be an IP address.");
  return text;
}
