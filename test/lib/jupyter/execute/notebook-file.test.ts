import path from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../../../db/process/project-root";
import {
  joined,
  mapOutputs,
  type Notebook,
  projectNotebooks,
} from "../../../../lib/jupyter/execute/notebook-file";

test("a text is one, or the lines of one", () => {
  expect(joined("a\nb")).toBe("a\nb");
  expect(joined(["a\n", "b"])).toBe("a\nb");
  expect(joined([])).toBe("");
});

test("what was displayed is changed; what was written, cells without outputs and the rest stay", () => {
  const written = { output_type: "stream", name: "stdout", text: "a" } as const;
  const shown = { output_type: "display_data", data: { "text/plain": "b" }, metadata: {} } as const;
  const prose = { id: "prose", cell_type: "markdown", source: "# Title", metadata: {} } as const;
  const code = { id: "code", cell_type: "code", source: "1", metadata: {} } as const;
  const notebook: Notebook = {
    cells: [prose, { ...code, outputs: [written, shown] }],
    metadata: { kernelspec: "tslab" },
    nbformat: 4,
    nbformat_minor: 5,
  };
  const changed = mapOutputs(notebook, (output) => ({ ...output, data: { "text/plain": "c" } }));
  expect(changed).toEqual({
    ...notebook,
    cells: [prose, { ...code, outputs: [written, { ...shown, data: { "text/plain": "c" } }] }],
  });
});

test("the notebooks of the project come in the order of their names", () => {
  const notebooks = projectNotebooks();
  expect(notebooks.map(({ name }) => name)).toEqual([
    "analysis",
    "generator",
    "growth",
    "outlook",
    "your-data",
  ]);
  expect(notebooks[0]?.file).toBe(path.join(projectRoot, "notebooks", "analysis.ipynb"));
  expect(notebooks.every(({ notebook }) => notebook.nbformat === 4)).toBe(true);
});
