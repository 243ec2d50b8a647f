import { UserError } from "../../../db/errors/user-error";
import { type Cell, joined, type Notebook } from "./notebook-file";
import { type NotebookRunner, withNotebookRunner } from "./notebook-runner";

/**
 * Runs all cells of a notebook in a new kernel, from the first to the last.
 *
 * @param environment variables for the kernel, such as another `DATABASE_URL`
 * @param runner a process of Jupyter's that runs already; without one, another is started
 * @param onCell called after each code cell
 * @returns the notebook with the outputs of this run
 * @throws UserError if a cell fails or writes to stderr, with what it said
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
  // tslab writes errors to stderr and goes on, also those that nobody awaited: all of stderr counts.
  for (const [index, cell] of executed.cells.entries()) {
    const complaint = complaintOf(cell);
    if (complaint) throw new UserError(`notebook: cell ${index + 1} failed: ${complaint}`);
  }
  return executed;
}

/** The error that ended a cell or what it wrote to stderr, on one line; empty if there is neither. */
export function complaintOf(cell: Cell): string {
  const written = (cell.outputs ?? []).flatMap((output) => {
    if (output.output_type === "error") return [`${output.ename}: ${output.evalue}`];
    return output.output_type === "stream" && output.name === "stderr" ? [joined(output.text)] : [];
  });
  return written.join(" ").replace(/\s+/g, " ").trim();
}
