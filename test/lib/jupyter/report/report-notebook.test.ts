import { expect, test } from "vitest";
import { defaultRules } from "../../../../lib/dataset/rules";
import type { Cell, Notebook } from "../../../../lib/jupyter/notebooks/notebook-file";
import { reportNotebook, titleOf } from "../../../../lib/jupyter/report/report-notebook";

const cell = (id: string, source: string, ...tags: string[]): Cell => ({
  id,
  cell_type: source.startsWith("const") ? "code" : "markdown",
  source,
  metadata: { tags },
});
const notebook = (...cells: Cell[]): Notebook => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });

test("a report is run without the cells for those who have the notebook, and with its own parameters", () => {
  const given = notebook(
    cell("a", "Run all cells.", "notebook-only"),
    cell("b", "const rules = 1;", "parameters"),
    cell("c", "const made = 2;", "notebook-only"),
    cell("d", "The end.", "with-code"),
  );
  const { cells } = reportNotebook(given, { rules: defaultRules, randomSeed: "demo" });
  expect(cells.map(({ id }) => id)).toEqual(["b", "injected-parameters", "d"]);
});

test("the title of a page is the notebook's first heading, or its name", () => {
  const titled = notebook(cell("a", "const a = `\n# no\n`;"), cell("b", "Text\n\n# Is it? \n\n## More\n"));
  expect(titleOf(titled, "analysis")).toBe("Is it?");
  expect(titleOf(notebook(cell("a", "## Less")), "analysis")).toBe("analysis");
});
