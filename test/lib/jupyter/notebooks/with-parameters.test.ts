import { expect, test } from "vitest";
import { defaultRules } from "../../../../lib/dataset/rules";
import type { Cell, Notebook } from "../../../../lib/jupyter/notebooks/notebook-file";
import { withParameters } from "../../../../lib/jupyter/notebooks/with-parameters";

const cell = (id: string, metadata: Cell["metadata"]): Cell => ({
  id,
  cell_type: "code",
  source: "",
  metadata,
});
const notebook = (...cells: Cell[]): Notebook => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });

test("rules and seed are set anew behind the cell that sets them, and nothing else changes", () => {
  const given = notebook(
    cell("import", {}),
    cell("rules", { tags: ["parameters"] }),
    cell("seed", { tags: ["slow"] }),
  );
  const rules = { ...defaultRules, companies: 5000 };

  const { cells, ...rest } = withParameters(given, { rules, randomSeed: 'a "demo"' });

  const [first, second, injected, last] = cells;
  expect([first, second, last]).toEqual(given.cells);
  expect({ ...rest, cells: given.cells }).toEqual(given);
  expect(injected).toEqual({
    id: "injected-parameters",
    cell_type: "code",
    source: `const rules = ${JSON.stringify(rules, null, 2)};\nconst seedText = "a \\"demo\\"";`,
    outputs: [],
    execution_count: null,
    metadata: { tags: ["injected-parameters"] },
  });
});

test("a notebook without such a cell stays as it is", () => {
  const given = notebook(cell("import", {}), cell("seed", { tags: "parameters" }));
  expect(withParameters(given, { rules: defaultRules, randomSeed: "demo" })).toEqual(given);
});
