import { ExplainedError } from "../../db/explained-error";
import { complain } from "../../db/terminal";
import { nbconvert } from "./nbconvert";
import { type Cell, joined, type Notebook } from "./notebook-file";
import { ensureJupyter } from "./python-environment";

/**
 * Runs all cells of a notebook in a new kernel, from the first to the last.
 *
 * @param environment variables for the kernel, such as another `DATABASE_URL`
 * @returns the notebook with the outputs of this run
 * @throws ExplainedError where a cell fails or writes to stderr, with what it said
 */
export async function executeNotebook(
  notebook: Notebook,
  environment: NodeJS.ProcessEnv = {},
): Promise<Notebook> {
  ensureJupyter(complain);
  const options = [
    "--to=notebook",
    "--execute",
    "--allow-errors",
    "--ExecutePreprocessor.timeout=600",
    "--stdin",
  ];
  const executed: Notebook = JSON.parse(await nbconvert(options, JSON.stringify(notebook), environment));
  // tslab writes errors to stderr and goes on, also those that nobody awaited: all of stderr counts.
  for (const [index, cell] of executed.cells.entries()) {
    const complaint = complaintOf(cell);
    if (complaint) throw new ExplainedError(`notebook: cell ${index + 1} failed: ${complaint}`);
  }
  return executed;
}

/** What a cell wrote to stderr, on one line, empty where it did not. */
export function complaintOf(cell: Cell): string {
  const written = (cell.outputs ?? []).flatMap((output) =>
    output.output_type === "stream" && output.name === "stderr" ? [joined(output.text)] : [],
  );
  return written.join(" ").replace(/\s+/g, " ").trim();
}
