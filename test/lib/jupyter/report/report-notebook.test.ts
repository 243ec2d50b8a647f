import { expect, test } from "vitest";
import { defaultRules } from "../../../../lib/dataset/rules";
import type { Cell, Notebook } from "../../../../lib/jupyter/execute/notebook-file";
import { reportNotebook, titleOf, withParameters } from "../../../../lib/jupyter/report/report-notebook";

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

test("the answer for the default startup is only in its own report", () => {
  const given = notebook(
    cell("a", "# Is it?\n\n**In short, for the default startup: yes.** It\nis.\n\nMore."),
  );
  const [own] = reportNotebook(given, { rules: { ...defaultRules }, randomSeed: "startup" }).cells;
  expect(own?.source).toContain("yes");
  const other = { rules: { ...defaultRules, months: 24 }, randomSeed: "startup" };
  for (const startup of [undefined, other, { rules: defaultRules, randomSeed: "demo" }]) {
    expect(reportNotebook(given, startup).cells[0]?.source).toBe("# Is it?\n\nMore.");
  }
});

test("the title of a page is the notebook's first heading, or its name", () => {
  const titled = notebook(cell("a", "const a = `\n# no\n`;"), cell("b", "Text\n\n# Is it? \n\n## More\n"));
  expect(titleOf(titled, "analysis")).toBe("Is it?");
  expect(titleOf(notebook(cell("a", "## Less")), "analysis")).toBe("analysis");
});

const tagged = (id: string, metadata: Cell["metadata"]): Cell => ({
  id,
  cell_type: "code",
  source: "",
  metadata,
});

test("rules and seed are set again after the cell that sets them, and nothing else changes", () => {
  const given = notebook(
    tagged("import", {}),
    tagged("rules", { tags: ["parameters"] }),
    tagged("seed", { tags: ["slow"] }),
  );
  const rules = { ...defaultRules, companies: 5000 };

  const { cells, ...rest } = withParameters(given, { rules, randomSeed: 'a "demo"' });

  const [first, second, injected, last] = cells;
  expect([first, second, last]).toEqual(given.cells);
  expect({ ...rest, cells: given.cells }).toEqual(given);
  expect(injected).toEqual({
    id: "injected-parameters",
    cell_type: "code",
    source: `const rules = ${JSON.stringify(rules, null, 2)};\nconst randomSeed = "a \\"demo\\"";`,
    outputs: [],
    execution_count: null,
    metadata: { tags: ["injected-parameters"] },
  });
});

test("a notebook without such a cell stays as it is", () => {
  const given = notebook(tagged("import", {}), tagged("seed", { tags: "parameters" }));
  expect(withParameters(given, { rules: defaultRules, randomSeed: "demo" })).toEqual(given);
});
