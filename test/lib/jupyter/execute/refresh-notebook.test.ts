import fs from "node:fs";
import path from "node:path";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { type ProjectNotebook, readNotebook } from "../../../../lib/jupyter/execute/notebook-file";
import { refreshNotebooks } from "../../../../lib/jupyter/execute/refresh-notebook";
import { chromiumPath } from "../../../../lib/jupyter/pictures/chromium";
import { unlessChromium } from "../../../chromium";
import { notebookOf } from "../../../execute-cells";
import { temporaryFolder } from "../../../temporary-folder";

const LONG = 420_000;
const chart = `import { displayFigure } from "./lib";
displayFigure({ data: [{ type: "bar", x: [1], y: [2] }], layout: {}, config: {}, description: "One bar." });`;

/** Notebooks of these cells in a folder of their own. */
function notebooksOf(cells: Record<string, string>): ProjectNotebook[] {
  const folder = temporaryFolder();
  vi.stubEnv("DATABASE_URL", inject("serverUrl"));
  onTestFinished(() => void vi.unstubAllEnvs());
  return Object.entries(cells).map(([name, source]) => {
    const file = path.join(folder, `${name}.ipynb`);
    const notebook = notebookOf([source]);
    fs.writeFileSync(file, JSON.stringify(notebook));
    return { name, file, notebook };
  });
}

test.skipIf(!chromiumPath)(
  `notebooks are written back with their outputs and a picture of every chart${unlessChromium}`,
  { timeout: LONG },
  async () => {
    const notebooks = notebooksOf({ chart, plain: 'console.log("out")' });
    const told: number[] = [];

    await refreshNotebooks(notebooks, new AbortController().signal, ({ fraction }) => told.push(fraction));

    const [drawn, plain] = notebooks.map(({ file }) => readNotebook(file).cells[0]?.outputs?.[0]);
    expect(drawn).toMatchObject({
      data: { "text/plain": ["One bar."], "image/svg+xml": [expect.stringMatching(/^<svg /)] },
    });
    expect(plain).toMatchObject({ name: "stdout", text: ["out\n"] });
    expect(told.slice(1)).toEqual([...told.slice(1)].sort());
    expect(told.at(-1)).toBe(1);
  },
);

test.skipIf(!chromiumPath)(
  `a cell that fails leaves all notebooks as they were${unlessChromium}`,
  { timeout: LONG },
  async () => {
    const notebooks = notebooksOf({ fine: "1", broken: 'throw new Error("no")' });
    const before = notebooks.map(({ file }) => fs.readFileSync(file, "utf8"));
    const refreshing = refreshNotebooks(notebooks, new AbortController().signal, () => undefined);
    await expect(refreshing).rejects.toThrow(
      /^notebooks: broken: notebook: cell 1 failed: Error: no; the files in .* are unchanged$/,
    );
    expect(notebooks.map(({ file }) => fs.readFileSync(file, "utf8"))).toEqual(before);
    expect(fs.readdirSync(path.dirname(notebooks[0]?.file ?? "")).sort()).toEqual([
      "broken.ipynb",
      "fine.ipynb",
    ]);
  },
);
