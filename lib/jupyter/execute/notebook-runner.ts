import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { messageOf, UserError } from "../../../db/errors/user-error";
import { withTemporaryFolder } from "../../../db/process/temporary-folder";
import { complain } from "../../../db/process/terminal";
import { jupyterFailure } from "../environment/jupyter-failure";
import { ensureJupyter } from "../environment/python-environment";
import { startPython } from "../environment/start-python";
import type { Notebook } from "./notebook-file";

/** How long the process may take to end its kernels before it is killed. */
const END_SECONDS = 5;

/** A Jupyter process that works on any number of notebooks at the same time. */
export interface NotebookRunner {
  /** The notebook with the outputs of a run in a new kernel; an error in a cell is one of them. */
  execute(notebook: Notebook, environment: NodeJS.ProcessEnv, onCell?: () => void): Promise<Notebook>;
  /** The notebook with its outputs as HTML for the body of a page. */
  html(notebook: Notebook): Promise<string>;
  /** The text of the notebook's file as Jupyter saves it, so that saving it again changes nothing. */
  fileText(notebook: Notebook): Promise<string>;
  /** Ends the process and its kernels at once; unfinished work fails. */
  end(): void;
}

/**
 * Starts Jupyter for `work`, and ends it with all its kernels afterwards. It also ends if this process is killed, since its stdin
 * ends then.
 *
 * @param signal ends it at once
 * @throws UserError if Jupyter cannot be installed or started, or ends before its time
 */
export async function withNotebookRunner<T>(
  signal: AbortSignal,
  work: (runner: NotebookRunner) => Promise<T>,
): Promise<T> {
  ensureJupyter(complain);
  return await withTemporaryFolder(async (folder) => {
    signal.throwIfAborted();
    // Kernels receive their keys in files of this folder.
    const python = startPython(path.join(__dirname, "run-notebooks.py"), [], { JUPYTER_RUNTIME_DIR: folder });
    const ended = endOf(python);
    const end = () => python.stdin.destroy();
    signal.addEventListener("abort", end);
    try {
      return await work(runnerOf(python, ended));
    } finally {
      signal.removeEventListener("abort", end);
      end();
      const late = setTimeout(() => python.kill("SIGKILL"), END_SECONDS * 1000);
      await ended;
      clearTimeout(late);
    }
  });
}

/** Settles with the error when the process has ended or could not be started. */
async function endOf(python: ChildProcessWithoutNullStreams): Promise<UserError> {
  let said = "";
  python.stderr.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  try {
    // Not "close", since a kernel that ends later still has the same pipes.
    const [code, signal] = await once(python, "exit");
    const how = `it ended with ${signal ?? `code ${code}`}`;
    return said ? jupyterFailure(how, said) : new UserError(`Jupyter: ${how}; run this again`);
  } catch (thrown) {
    return jupyterFailure("it did not start", messageOf(thrown));
  }
}

/** An answer of the process: that a code cell was executed, or the result of a request. */
interface Answer {
  readonly id: number;
  readonly cell?: number;
  readonly result?: string;
  readonly error?: string;
}

function runnerOf(python: ChildProcessWithoutNullStreams, ended: Promise<UserError>): NotebookRunner {
  const requests: ((answer: Answer) => void)[] = [];
  createInterface({ input: python.stdout }).on("line", (line) => {
    const answer: Answer = JSON.parse(line);
    requests[answer.id]?.(answer);
  });
  const request = async (content: object, onCell?: () => void): Promise<string> =>
    await new Promise((resolve, reject) => {
      void ended.then(reject);
      const id = requests.push(({ cell, result, error }) => {
        if (cell !== undefined) onCell?.();
        else if (error !== undefined) reject(new UserError(`Jupyter: ${messageOf(error)}`));
        else resolve(result ?? "");
      });
      python.stdin.write(`${JSON.stringify({ id: id - 1, ...content })}\n`);
    });
  return {
    execute: async (notebook, environment, onCell) =>
      JSON.parse(await request({ execute: JSON.stringify(notebook), environment }, onCell)),
    html: async (notebook) => await request({ html: JSON.stringify(notebook) }),
    fileText: async (notebook) => await request({ file: JSON.stringify(notebook) }),
    end: () => python.stdin.destroy(),
  };
}
