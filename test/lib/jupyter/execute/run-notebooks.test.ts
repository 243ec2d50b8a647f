import { expect, test } from "vitest";
import type { Cell, Notebook, Output } from "../../../../lib/jupyter/execute/notebook-file";
import { PICTURE_MIME, reproducible } from "../../../../lib/jupyter/execute/refresh-notebook";
import { complaintOf } from "../../../../lib/jupyter/execute/run-notebooks";

const cell = (...outputs: Output[]): Cell => ({
  id: "one",
  cell_type: "code",
  source: "1",
  metadata: {},
  outputs,
});
const written = (name: "stdout" | "stderr", text: string | string[]): Output => ({
  output_type: "stream",
  name,
  text,
});

test("a cell complains by what it writes to stderr, on one line", () => {
  expect(complaintOf(cell(written("stderr", ["no\n", "  such table"]), written("stderr", "again\n")))).toBe(
    "no such table again",
  );
  expect(
    complaintOf(cell(written("stdout", "fine"), { output_type: "display_data", data: {}, metadata: {} })),
  ).toBe("");
  expect(complaintOf({ ...cell(), outputs: undefined })).toBe("");
});

test("an error that another kernel tells of as such is one too, and is not changed as what is shown", () => {
  const error = { output_type: "error", ename: "ZeroDivisionError", evalue: "division by zero" } as const;
  expect(complaintOf(cell(error))).toBe("ZeroDivisionError: division by zero");
  const notebook = { cells: [cell(error)], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  expect(reproducible(notebook)).toEqual(notebook);
});

test("a notebook is kept without the times of its run; figures and all else stay", () => {
  const took = "2 companies and 9 sessions in 1.5 s (7 rows per second), fingerprint 60c7";
  const without = "2 companies and 9 sessions, fingerprint 60c7";
  const shown = {
    output_type: "display_data",
    metadata: { kept: true },
    data: { "text/plain": [took], "text/html": took, "application/json": { in: took } },
  } as const;
  const notebook: Notebook = {
    cells: [
      { ...cell(shown, written("stdout", took)), metadata: { tags: ["a"], execution: { iopub: "now" } } },
    ],
    metadata: { kernelspec: "tslab" },
    nbformat: 4,
    nbformat_minor: 5,
  };
  expect(reproducible(notebook)).toEqual({
    ...notebook,
    cells: [
      {
        ...cell(
          {
            ...shown,
            data: { "text/plain": without, "text/html": without, "application/json": { in: took } },
          },
          written("stdout", took),
        ),
        metadata: { tags: ["a"] },
      },
    ],
  });
});

test("pictures are SVG, which JupyterLab's renderer of charts does not show in the place of the chart", () => {
  expect(PICTURE_MIME).toBe("image/svg+xml");
});
