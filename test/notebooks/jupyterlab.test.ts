import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../db/process/project-root";
import { venv } from "../../lib/jupyter/environment/python-environment";
import { chromiumPath } from "../../lib/jupyter/pictures/chromium";
import { launchChromium, unlessChromium } from "../chromium";
import { emptyDatabaseUrl } from "../test-database";

/** Screenshots are kept here to be looked at. */
const artifacts = path.join(projectRoot, "test-artifacts");
const LONG = 420_000;

test.skipIf(!chromiumPath)(
  `npm start serves the notebook, which draws nine charts without an error and tables that sort, and Ctrl-C ends it${unlessChromium}`,
  { timeout: LONG },
  async () => {
    const lab = npmStart(await emptyDatabaseUrl());
    const url = await addressOf(lab);
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1400, height: 12_000 } });

    const copy = copyOfAnalysis();
    const place = new URL(url);
    expect(place.pathname).toBe("/lab/tree/notebooks/analysis.ipynb");
    place.pathname = `/lab/workspaces/${copy.name}/tree/${copy.file}`;
    await page.goto(place.href);
    await kernelReady(url, copy.file);
    await page.locator(".jp-Toolbar-kernelName", { hasText: "TypeScript" }).waitFor();
    await expectPlainTables(page);
    await page.getByText("Run", { exact: true }).click();
    await page.getByText("Run All Cells", { exact: true }).click();

    const prompts = page.locator(".jp-CodeCell .jp-InputPrompt");
    const allRan = async () => (await prompts.allTextContents()).every((prompt) => /\[\d+\]/.test(prompt));
    await expect.poll(allRan, { timeout: 120_000 }).toBe(true);
    await expect.poll(() => page.locator(".js-plotly-plot .subplot").count(), { timeout: 60_000 }).toBe(9);
    expect(
      await page.locator('[data-mime-type*="stderr"], [data-mime-type*="error"]').allTextContents(),
    ).toEqual([]);
    expect(await page.locator(".jp-Dialog, .Toastify__toast").count()).toBe(0);
    expect(await styleOf(page, ".js-plotly-plot text.gtitle", "fill")).toBe(
      await styleOf(page, ".jp-RenderedMarkdown p", "color"),
    );
    await page.screenshot({ path: path.join(artifacts, "analysis.png") });
    await sortAndFilter(page);

    signalGroup(lab.process, "SIGINT");
    await expect.poll(lab.printed, { timeout: 30_000 }).toContain("JupyterLab has ended.");
    // Another JupyterLab may have the port by now.
    place.pathname = "/api/contents";
    expect(await fetch(place).catch(() => undefined)).not.toMatchObject({ ok: true });
  },
);

/** The tables of a notebook that is not trusted yet: whoever wrote its outputs runs nothing. */
async function expectPlainTables(page: Page): Promise<void> {
  const outputs = page.locator(".jp-RenderedHTML");
  await expect.poll(() => outputs.locator("table").count()).toBeGreaterThan(5);
  expect(await outputs.locator("script, style, button, input, output").count()).toBe(0);
}

async function styleOf(page: Page, selector: string, property: string): Promise<string> {
  return await page.evaluate(
    `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${property}`,
  );
}

/** In the table of the cell with SQL, by mouse and by keyboard; no key reaches JupyterLab, which would edit or delete cells. */
async function sortAndFilter(page: Page): Promise<void> {
  const output = page.locator(".jp-RenderedHTML", { hasText: "active months" });
  const sessions = () => output.locator("tbody td:nth-child(3)").allTextContents();
  const numbers = async () => (await sessions()).map(Number);
  const cells = await page.locator(".jp-Cell").count();
  const given = await numbers();

  await output.getByRole("button", { name: "sessions" }).click();
  expect(await numbers()).toEqual([...given].sort((a, b) => a - b));
  await output.getByRole("button", { name: "sessions" }).focus();
  await page.keyboard.press("Enter");
  expect(await numbers()).toEqual(given);
  const name = (await output.locator("tbody td").first().textContent()) ?? "";
  await output.getByRole("searchbox").focus();
  await page.keyboard.type(name.toLowerCase());
  await page.keyboard.press("Tab");
  await page.keyboard.type("ddaabbx");
  expect(await sessions()).toEqual([String(given[0])]);
  expect(await output.getByRole("status").textContent()).toBe("1 of 20 rows match.");
  expect(await page.locator(".jp-Cell").count()).toBe(cells);
  expect(await page.locator(".jp-Notebook.jp-mod-editMode").count()).toBe(0);
  await output.screenshot({ path: path.join(artifacts, "table.png") });
}

interface Session {
  readonly path: string;
  readonly kernel: { readonly execution_state: string };
}

interface Running {
  readonly process: ChildProcess;
  /** What it has written so far. */
  readonly printed: () => string;
}

function npmStart(DATABASE_URL: string): Running {
  const env = { ...process.env, DATABASE_URL };
  const child = spawn("npm", ["start", "--", "--no-browser"], { cwd: projectRoot, env, detached: true });
  onTestFinished(() => signalGroup(child, "SIGTERM"));
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      printed += data;
    });
  }
  return { process: child, printed: () => printed };
}

/**
 * A copy of the notebook, which JupyterLab may save, below the project's folder, and the name of a workspace of its own,
 * so that the user's open tabs stay as they are and stay out of the way.
 */
function copyOfAnalysis(): { readonly file: string; readonly name: string } {
  fs.mkdirSync(artifacts, { recursive: true });
  const folder = fs.mkdtempSync(path.join(artifacts, "opened-"));
  fs.copyFileSync(path.join(projectRoot, "notebooks", "analysis.ipynb"), path.join(folder, "analysis.ipynb"));
  const name = path.basename(folder);
  onTestFinished(() => {
    fs.rmSync(folder, { recursive: true });
    const workspaces = path.join(venv, "share", "jupyter", "lab", "workspaces");
    for (const file of fs.readdirSync(workspaces))
      if (file.startsWith(name.toLowerCase())) fs.rmSync(path.join(workspaces, file));
  });
  return { file: `${path.basename(artifacts)}/${name}/analysis.ipynb`, name };
}

/** The address that `npm start` prints once JupyterLab serves. */
async function addressOf({ printed }: Running): Promise<string> {
  await expect.poll(printed, { timeout: 300_000 }).toMatch(/Ctrl-C ends it/);
  return /http:\/\/127\.0\.0\.1\S+/.exec(printed())?.[0] ?? "";
}

/** Waits until JupyterLab has a kernel for the notebook: before that, Run asks which one to take. */
async function kernelReady(url: string, file: string): Promise<void> {
  const sessions = new URL("/api/sessions", url);
  sessions.search = new URL(url).search;
  const state = async () => {
    const running = (await (await fetch(sessions)).json()) as Session[];
    return running.find(({ path }) => path === file)?.kernel.execution_state;
  };
  await expect.poll(state, { timeout: 120_000 }).toBe("idle");
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, signal);
}
