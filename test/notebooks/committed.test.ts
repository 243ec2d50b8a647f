import fs from "node:fs";
import { expect, test } from "vitest";
import { type Notebook, projectNotebooks } from "../../lib/jupyter/execute/notebook-file";
import { PICTURE_MIME, reproducible } from "../../lib/jupyter/execute/refresh-notebook";
import { executeNotebook } from "../../lib/jupyter/execute/run-notebooks";
import { PLOTLY_MIME } from "../../lib/notebook/display-figure";
import { emptyDatabaseUrl } from "../test-database";

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

    const committed = withoutPictures(reproducible(notebook));
    const shown = withoutPictures(reproducible(executed));
    expect(shown.slice(0, cells.length)).toEqual(committed);
    expect(shown.slice(cells.length, 2 * cells.length)).toEqual(committed);
  },
);

test.each(projectNotebooks())(
  "the notebook $name is below 400 KB and has a picture of every chart",
  ({ file, notebook }) => {
    expect(fs.statSync(file).size).toBeLessThan(400_000);
    for (const output of outputsOf(notebook).flat()) {
      if (PLOTLY_MIME in output) expect(output).toHaveProperty([PICTURE_MIME]);
    }
  },
);

/** Pictures are drawn with the fonts of a machine; only the figures are compared. */
function withoutPictures(notebook: Notebook) {
  return outputsOf(notebook).map((outputs) => outputs.map(({ [PICTURE_MIME]: _, ...rest }) => rest));
}

/** What the cells show, with numbers to the digits on which all versions of Node agree. */
function outputsOf(notebook: Notebook): Record<string, unknown>[][] {
  const shown = notebook.cells.map((cell) =>
    (cell.outputs ?? []).map((output) => ("data" in output ? output.data : output)),
  );
  return JSON.parse(
    JSON.stringify(shown, (_, value) => (typeof value === "number" ? Number(value.toPrecision(10)) : value)),
  );
}
