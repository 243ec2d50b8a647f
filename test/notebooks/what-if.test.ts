import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../db/process/project-root";
import { defaultRules } from "../../lib/dataset/rules";
import {
  isolated,
  pythonVariables,
  venv,
  venvPython,
} from "../../lib/jupyter/environment/python-environment";
import { chromiumPath } from "../../lib/jupyter/pictures/chromium";
import { whatIfPanel } from "../../lib/notebook/what-if/what-if";
import { launchChromium, unlessChromium } from "../chromium";
import { notebookOf } from "../execute-cells";
import { startLab } from "../start-lab";

const artifacts = path.join(projectRoot, "test-artifacts");

/** A folder below the project's, and a workspace of the same name; both are removed after the test. */
function ownFolder(): string {
  fs.mkdirSync(artifacts, { recursive: true });
  const folder = fs.mkdtempSync(path.join(artifacts, "what-if-"));
  onTestFinished(() => {
    fs.rmSync(folder, { recursive: true });
    const workspaces = path.join(venv, "share", "jupyter", "lab", "workspaces");
    for (const file of fs.existsSync(workspaces) ? fs.readdirSync(workspaces) : [])
      if (file.startsWith(path.basename(folder).toLowerCase())) fs.rmSync(path.join(workspaces, file));
  });
  return folder;
}

/** Writes a notebook whose first cell has shown a panel. */
function writeNotebook(file: string, lastCell: string): void {
  const notebook = notebookOf(["displayWhatIf(defaultRules);", lastCell]);
  const outputs = [{ output_type: "display_data", data: whatIfPanel(defaultRules), metadata: {} }];
  const cells = notebook.cells.map((cell, index) => (index === 0 ? { ...cell, outputs } : cell));
  fs.writeFileSync(file, JSON.stringify({ ...notebook, cells }));
}

/** Signs a notebook, as Jupyter does with those that its user has run. */
function trust(file: string): void {
  const script = "from nbformat.sign import TrustNotebookApp; TrustNotebookApp.launch_instance()";
  execFileSync(venvPython, [...isolated, "-c", script, file], { env: pythonVariables(), stdio: "pipe" });
}

test.skipIf(!chromiumPath)(
  `an untrusted JupyterLab shows the panel's picture and table, a trusted one its sliders, which keep the keys${unlessChromium}`,
  { timeout: 240_000 },
  async () => {
    const folder = ownFolder();
    writeNotebook(path.join(folder, "shared.ipynb"), "1");
    writeNotebook(path.join(folder, "own.ipynb"), "2");
    trust(path.join(folder, "own.ipynb"));
    const lab = await startLab({ notebook: `test-artifacts/${path.basename(folder)}/shared.ipynb` });
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1100, height: 1400 } });
    const open = async (name: string) => {
      const place = new URL(lab.url);
      const [workspace, notebook] = [path.basename(folder), `${path.basename(folder)}/${name}`];
      place.pathname = `/lab/workspaces/${workspace}-${name}/tree/test-artifacts/${notebook}.ipynb`;
      await page.goto(place.href);
    };

    await open("shared");
    const output = page.locator(".jp-OutputArea-output").first();
    const picture = output.getByRole("img", { name: /^MRR after 12 months/ });
    await picture.waitFor();
    expect((await picture.boundingBox())?.width).toBe(640);
    expect(await output.getByRole("row").count()).toBe(13);
    expect(await page.getByRole("slider").count()).toBe(0);

    await open("own");
    const churn = page.getByRole("slider", { name: "Churn rate of small companies per month" });
    await churn.click({ position: { x: 30, y: 10 } });
    const moved = Number(await churn.inputValue());
    await page.keyboard.press("ArrowRight");
    expect(Number(await churn.inputValue())).toBeCloseTo(moved + 0.1, 10);
    // In a notebook, x cuts a cell and Enter edits it.
    await page.keyboard.press("x");
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowRight");
    expect(Number(await churn.inputValue())).toBeCloseTo(moved + 0.2, 10);
    expect(await page.locator(".jp-CodeCell").count()).toBe(2);
    const lastSaved = () => fs.statSync(path.join(folder, "own.ipynb")).mtimeMs;
    const before = lastSaved();
    await page.keyboard.press("ControlOrMeta+s");
    await expect.poll(lastSaved, { timeout: 20_000 }).toBeGreaterThan(before);
    await page
      .getByText(/than without the changes/)
      .first()
      .waitFor();
  },
);
