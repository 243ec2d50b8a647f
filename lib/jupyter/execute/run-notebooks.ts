// lib/jupyter/execute: runs notebook files without a browser and saves them. What cells import is in lib/notebook.

import os from "node:os";
import { messageOf, UserError } from "../../../db/errors/user-error";
import { withTemporaryDatabase } from "../../../db/temporary-database";
import { type Cell, joined, type Notebook, type ProjectNotebook } from "./notebook-file";
import { type NotebookRunner, withNotebookRunner } from "./notebook-runner";

export interface NotebookProgress {
  /** The share that is done, 0 to 1. */
  readonly fraction: number;
  /** What is being done, in a few words. */
  readonly text: string;
}

/**
 * Executes notebooks, several at a time, each in a new kernel and on a new database.
 *
 * @param finish receives each notebook when it has been executed
 * @param template the URL of a database that the new ones are copies of; without it they are empty
 * @returns what `finish` has returned, in the order of the notebooks
 * @throws UserError if a cell fails, which stops the other notebooks
 */
export async function runNotebooks<T>(
  runner: NotebookRunner,
  notebooks: readonly ProjectNotebook[],
  finish: (executed: Notebook, name: string) => Promise<T>,
  onProgress: (progress: NotebookProgress) => void,
  template?: string,
): Promise<T[]> {
  const runs = notebooks.map(({ name, notebook }) => ({
    name,
    notebook,
    cells: notebook.cells.filter(({ cell_type }) => cell_type === "code").length,
    executed: 0,
    running: false,
  }));
  const report = () => {
    const running = runs.filter((run) => run.running);
    const texts = running.map(({ name, executed, cells }) => `${name} ${executed}/${cells}`);
    const fraction = sum(runs.map((run) => run.executed)) / Math.max(1, sum(runs.map((run) => run.cells)));
    onProgress({ fraction, text: `cells: ${texts.join(", ")}` });
  };
  return await inParallel(
    runs,
    async (run) =>
      await withTemporaryDatabase(async (DATABASE_URL) => {
        run.running = true;
        report();
        const onCell = () => {
          run.executed += 1;
          report();
        };
        const executed = await executeNotebook(run.notebook, { DATABASE_URL }, runner, onCell).catch(
          (thrown) => {
            throw new UserError(`${run.name}: ${messageOf(thrown)}`, { cause: thrown });
          },
        );
        run.running = false;
        return await finish(executed, run.name);
      }, template),
    () => runner.end(),
  );
}

/** Works on one more item at a time than there are processors, since items also wait. If one fails, the others stop. */
async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  giveUp: () => void,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...items.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await work(next[1]);
  };
  const workers = Array.from({ length: os.availableParallelism() + 1 }, worker);
  try {
    await Promise.all(workers);
    return results;
  } catch (thrown) {
    waiting.length = 0;
    giveUp();
    await Promise.allSettled(workers);
    throw thrown;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * Runs all cells of a notebook in a new kernel, from the first to the last.
 *
 * @param environment variables for the kernel, such as another `DATABASE_URL`
 * @param runner a running Jupyter process; default: a new one
 * @param onCell called after each code cell
 * @returns the notebook with the outputs of this run
 * @throws UserError if a cell fails or writes to stderr, with its message
 */
export async function executeNotebook(
  notebook: Notebook,
  environment: NodeJS.ProcessEnv = {},
  runner?: NotebookRunner,
  onCell?: () => void,
): Promise<Notebook> {
  const execute = (runner: NotebookRunner) => runner.execute(notebook, environment, onCell);
  const executed = await (runner
    ? execute(runner)
    : withNotebookRunner(new AbortController().signal, execute));
  // tslab writes errors, including unawaited rejections, to stderr and continues, so all of stderr counts.
  for (const [index, cell] of executed.cells.entries()) {
    const complaint = complaintOf(cell);
    if (complaint) throw new UserError(`notebook: cell ${index + 1} failed: ${complaint}`);
  }
  return executed;
}

/** The error that ended a cell, or its output on stderr, on one line; empty if there is neither. */
export function complaintOf(cell: Cell): string {
  const written = (cell.outputs ?? []).flatMap((output) => {
    if (output.output_type === "error") return [`${output.ename}: ${output.evalue}`];
    return output.output_type === "stream" && output.name === "stderr" ? [joined(output.text)] : [];
  });
  return written.join(" ").replace(/\s+/g, " ").trim();
}
