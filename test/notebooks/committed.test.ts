import fs from "node:fs";
import { expect, test } from "vitest";
import { isChart, projectNotebooks } from "../../lib/jupyter/execute/notebook-file";
import { PICTURE_MIME } from "../../lib/jupyter/execute/refresh-notebook";
import { executeNotebook } from "../../lib/jupyter/execute/run-notebooks";
import { emptyDatabaseUrl } from "../test-database";
import { shownIn } from "./shown";

const LONG = 420_000;

test.each(projectNotebooks())(
  "the notebook $name shows what its code produces: run twice in a row, with two early cells once more after that",
  { timeout: LONG },
  async ({ notebook }) => {
    const { cells } = notebook;
    const early = cells.filter(({ cell_type }) => cell_type === "code").slice(2, 4);
    const again = [...cells, ...early].map((cell, index) => ({ ...cell, id: `again-${index}` }));

    const executed = await executeNotebook(
      { ...notebook, cells: [...cells, ...again] },
      { DATABASE_URL: await emptyDatabaseUrl() },
    );

    const committed = shownIn(notebook);
    const shown = shownIn(executed);
    expect(shown.slice(0, cells.length)).toEqual(committed);
    expect(shown.slice(cells.length, 2 * cells.length)).toEqual(committed);
  },
);

test.each(projectNotebooks())(
  "the notebook $name is below 400 KB and has a picture of every chart",
  ({ file, notebook }) => {
    expect(fs.statSync(file).size).toBeLessThan(400_000);
    const charts = notebook.cells.flatMap((cell) => cell.outputs ?? []).filter(isChart);
    for (const { data } of charts) expect(data).toHaveProperty([PICTURE_MIME]);
  },
);
