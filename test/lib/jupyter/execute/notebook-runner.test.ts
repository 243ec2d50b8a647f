import fs from "node:fs";
import { expect, test } from "vitest";
import { projectNotebooks } from "../../../../lib/jupyter/execute/notebook-file";
import { withNotebookRunner } from "../../../../lib/jupyter/execute/notebook-runner";
import { executeNotebook } from "../../../../lib/jupyter/execute/run-notebooks";
import { notebookOf } from "../../../execute-cells";
import { descendants } from "../../../processes";

const LONG = 420_000;
const never = new AbortController().signal;

/** The processes of Jupyter's and kernels below this one. */
function started(): number[] {
  const all = descendants(process.pid);
  return all.filter(({ command }) => /run-notebooks\.py|kernel\.ts/.test(command)).map(({ pid }) => pid);
}

test("a notebook for a kernel that is not there is explained", { timeout: LONG }, async () => {
  const metadata = { kernelspec: { name: "cobol", display_name: "COBOL" } };
  await expect(executeNotebook({ ...notebookOf(["1"]), metadata })).rejects.toThrow(
    /^Jupyter: No such kernel named cobol$/,
  );
});

test("a notebook of the project that Jupyter saves without a change stays as it is", {
  timeout: LONG,
}, async () => {
  await withNotebookRunner(never, async (runner) => {
    for (const { file, notebook } of projectNotebooks())
      expect(await runner.fileText(notebook)).toBe(fs.readFileSync(file, "utf8"));
  });
});

test("two notebooks run at the same time, and each cell is reported", { timeout: LONG }, async () => {
  const told: string[] = [];
  await withNotebookRunner(never, async (runner) => {
    const run = (name: string, sources: string[]) =>
      executeNotebook(notebookOf(sources), {}, runner, () => told.push(name));
    await Promise.all([run("a", ["1", "2"]), run("b", ["3"])]);
  });
  expect(told.sort()).toEqual(["a", "a", "b"]);
  expect(started()).toEqual([]);
});

test.skipIf(process.platform === "win32")(
  "the end of a killed Jupyter process is reported, and its kernels end with it",
  { timeout: LONG },
  async () => {
    const waiting = "await new Promise((resolve) => setTimeout(resolve, 600_000));";
    await withNotebookRunner(never, async (runner) => {
      const running = executeNotebook(notebookOf(["1", waiting]), {}, runner, () => {
        process.kill(started()[0] ?? 0, "SIGKILL");
      });
      await expect(running).rejects.toThrow("Jupyter: it ended with SIGKILL; run this again");
    });
    await expect.poll(started, { timeout: 60_000 }).toEqual([]);
  },
);
