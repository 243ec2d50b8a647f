import { joined, type Notebook } from "../notebooks/notebook-file";
import { isTagged, type NotebookParameters, withParameters } from "../notebooks/with-parameters";

/** The tag of cells that only make sense to somebody who has the notebook open: how to run it, what may be changed. */
const NOTEBOOK_ONLY = "notebook-only";

/**
 * A notebook as it is run for a report: with the rules and the seed of the startup, and without the cells tagged
 * `notebook-only`.
 */
export function reportNotebook(notebook: Notebook, startup: NotebookParameters): Notebook {
  const cells = notebook.cells.filter((cell) => !isTagged(cell, NOTEBOOK_ONLY));
  return withParameters({ ...notebook, cells }, startup);
}

/** The title of a notebook, its first heading; without one, its name. */
export function titleOf({ cells }: Notebook, name: string): string {
  const [, title] =
    /^# +(.+)$/m.exec(
      cells.map((cell) => (cell.cell_type === "markdown" ? joined(cell.source) : "")).join("\n\n"),
    ) ?? [];
  return title?.trim() ?? name;
}
