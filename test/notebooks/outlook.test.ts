import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../db/connection/database";
import { projectRoot } from "../../db/process/project-root";
import { seed } from "../../lib/dataset/load/seed";
import { defaultRules } from "../../lib/dataset/rules";
import { type DisplayOutput, type Notebook, readNotebook } from "../../lib/jupyter/execute/notebook-file";
import { executeNotebook } from "../../lib/jupyter/execute/run-notebooks";
import { PLOTLY_MIME } from "../../lib/notebook/display-figure";
import { emptyDatabaseUrl } from "../test-database";

const outlook = readNotebook(path.join(projectRoot, "notebooks", "outlook.ipynb"));
/** The first run of all installs Jupyter, which takes a minute or two. */
const LONG = 420_000;

interface DrawnTrace {
  readonly x: readonly (string | number)[];
}

test("the notebook shows the dataset that is there, whatever its months and sizes", {
  timeout: LONG,
}, async () => {
  const DATABASE_URL = await emptyDatabaseUrl();
  const db = new Database(DATABASE_URL);
  onTestFinished(() => db.destroy());
  const sizes = defaultRules.sizes.map((size) => ({ ...size, size: `${size.size} <business>` }));
  await seed(db, { rules: { companies: 30, startMonth: "2019-10", months: 5, sizes } });

  const figures = figuresOf(outputsOf(await executeNotebook(outlook, { DATABASE_URL })));

  // A trace without a place is an entry of the legend.
  const months = (index: number) =>
    [...new Set(figures[index]?.data.flatMap(({ x }) => x))].filter((month) => month !== null).sort();
  expect(months(0)).toEqual([0, 1, 2, 3, 4, 5, 5.5]);
  const past = ["2019-10", "2019-11", "2019-12", "2020-01", "2020-02"];
  expect(months(1)).toEqual(past);
  expect(months(2)).toEqual(past);
  expect(months(4)).toHaveLength(17);
  expect(months(4).at(-1)).toBe("2021-02");
});

function outputsOf(notebook: Notebook): DisplayOutput[] {
  const outputs = notebook.cells.flatMap((cell) => cell.outputs ?? []);
  return outputs.filter((output): output is DisplayOutput => output.output_type !== "stream");
}

function figuresOf(outputs: readonly DisplayOutput[]): { readonly data: readonly DrawnTrace[] }[] {
  return outputs
    .map(({ data }) => data[PLOTLY_MIME] as { data: readonly DrawnTrace[] } | undefined)
    .filter((figure) => figure !== undefined);
}
