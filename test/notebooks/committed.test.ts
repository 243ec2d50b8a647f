import { expect, test } from "vitest";
import { executeNotebook } from "../../lib/jupyter/execute-notebook";
import type { Notebook } from "../../lib/jupyter/notebook-file";
import { projectNotebooks } from "../../lib/jupyter/notebooks";
import { PICTURE_MIME, reproducible } from "../../lib/jupyter/refresh-notebook";
import { PLOTLY_MIME } from "../../lib/notebook/display-figure";
import { emptyDatabaseUrl } from "../test-database";

const LONG = 420_000;

test.each(projectNotebooks())(
  "the outputs of $name.ipynb are what its code gives",
  { timeout: LONG },
  async ({ notebook }) => {
    const executed = await executeNotebook(notebook, { DATABASE_URL: await emptyDatabaseUrl() });

    expect(withoutPictures(reproducible(executed))).toEqual(withoutPictures(reproducible(notebook)));
  },
);

test.each(projectNotebooks())(
  "$name.ipynb is below 1 MB and has a picture of every chart",
  ({ notebook }) => {
    expect(JSON.stringify(notebook).length).toBeLessThan(1_000_000);
    for (const output of outputsOf(notebook).flat()) {
      if (PLOTLY_MIME in output) expect(output).toHaveProperty([PICTURE_MIME]);
    }
  },
);

/** Pictures are drawn with the fonts of a machine; the figures beside them are what counts. */
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
