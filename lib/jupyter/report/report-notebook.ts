import { isDeepStrictEqual } from "node:util";
import { defaultRandomSeed, defaultRules, type Rules } from "../../dataset/rules";
import { type Cell, joined, type Notebook } from "../execute/notebook-file";

/** The tag of cells that are useful only in the open notebook: how to run it, what to change. */
const NOTEBOOK_ONLY = "notebook-only";

/** The paragraph that answers a notebook's question for the default startup. */
const DEFAULT_ANSWER = /^\*\*In short, for the default startup:[\s\S]*?\n\n/m;

/**
 * The notebook to run for a report: with the rules and seed of the startup, if it was generated, and without the cells tagged
 * `notebook-only`. The answer for the default startup is left out of reports of other startups.
 */
export function reportNotebook(notebook: Notebook, startup?: NotebookParameters): Notebook {
  const cells = notebook.cells
    .filter((cell) => !isTagged(cell, NOTEBOOK_ONLY))
    .map((cell) =>
      isDefault(startup) ? cell : { ...cell, source: joined(cell.source).replace(DEFAULT_ANSWER, "") },
    );
  const forReaders = { ...notebook, cells };
  return startup ? withParameters(forReaders, startup) : forReaders;
}

function isDefault(startup?: NotebookParameters): boolean {
  return startup?.randomSeed === defaultRandomSeed && isDeepStrictEqual(startup.rules, defaultRules);
}

/** The title of a notebook, its first heading; without one, its name. */
export function titleOf({ cells }: Notebook, name: string): string {
  const [, title] =
    /^# +(.+)$/m.exec(
      cells.map((cell) => (cell.cell_type === "markdown" ? joined(cell.source) : "")).join("\n\n"),
    ) ?? [];
  return title?.trim() ?? name;
}

/** The tag of the cell that sets a notebook's parameters, as in papermill. */
const TAG = "parameters";

/** The rules and the seed that a notebook is run with. */
export interface NotebookParameters {
  readonly rules: Rules;
  readonly randomSeed: string;
}

/**
 * The notebook with a cell after the one tagged `parameters` that sets the constants `rules` and `randomSeed` again. A
 * notebook without such a cell is returned unchanged: it uses the dataset that it finds.
 */
export function withParameters(notebook: Notebook, { rules, randomSeed }: NotebookParameters): Notebook {
  const source = `const rules = ${JSON.stringify(rules, null, 2)};\nconst randomSeed = ${JSON.stringify(randomSeed)};`;
  const injected: Cell = {
    id: "injected-parameters",
    cell_type: "code",
    source,
    outputs: [],
    execution_count: null,
    metadata: { tags: ["injected-parameters"] },
  };
  const cells = notebook.cells.flatMap((cell) => (isTagged(cell, TAG) ? [cell, injected] : [cell]));
  return { ...notebook, cells };
}

/** Whether a cell has the tag. */
function isTagged({ metadata: { tags } }: Cell, tag: string): boolean {
  return Array.isArray(tags) && tags.includes(tag);
}
