import os from "node:os";
import { messageOf, UserError } from "../../../db/errors/user-error";
import { withTemporaryDatabase } from "../../../db/temporary-database";
import { executeNotebook } from "./execute-notebook";
import type { Notebook } from "./notebook-file";
import type { NotebookRunner } from "./notebook-runner";
import type { ProjectNotebook } from "./notebooks";

/** How far the work on notebooks is. */
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
 * @throws UserError if a cell fails; the other notebooks are given up then
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

/** Works on one item more at a time than there are processors, since each also waits. One that fails gives up the others. */
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
