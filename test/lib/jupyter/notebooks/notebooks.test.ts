import path from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../../../db/process/project-root";
import { projectNotebooks } from "../../../../lib/jupyter/notebooks/notebooks";

test("the notebooks of the project come in the order of their names", () => {
  const notebooks = projectNotebooks();
  expect(notebooks.map(({ name }) => name)).toEqual(["analysis", "generator", "outlook"]);
  expect(notebooks[0]?.file).toBe(path.join(projectRoot, "notebooks", "analysis.ipynb"));
  expect(notebooks.every(({ notebook }) => notebook.nbformat === 4)).toBe(true);
});
