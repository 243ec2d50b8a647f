import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../db/project-root";
import { chromiumPath, launchChromium } from "../../lib/pictures/chromium";
import { unlessChromium } from "../chromium";
import { emptyDatabaseUrl } from "../test-database";

/** Screenshots are kept here to be looked at. */
const artifacts = path.join(projectRoot, "test-artifacts");
const LONG = 420_000;

test.skipIf(!chromiumPath)(
  `npm start serves the notebook, which draws six charts without an error, and Ctrl-C ends it${unlessChromium}`,
  { timeout: LONG },
  async () => {
    const lab = npmStart(await emptyDatabaseUrl());
    const url = await addressOf(lab);
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1400, height: 8000 } });

    await page.goto(url);
    await kernelReady(url);
    await page.locator(".jp-Toolbar-kernelName", { hasText: "TypeScript" }).waitFor();
    await page.getByText("Run", { exact: true }).click();
    await page.getByText("Run All Cells", { exact: true }).click();

    const prompts = page.locator(".jp-CodeCell .jp-InputPrompt");
    const allRan = async () => (await prompts.allTextContents()).every((prompt) => /\[\d+\]/.test(prompt));
    await expect.poll(allRan, { timeout: 120_000 }).toBe(true);
    await expect.poll(() => page.locator(".js-plotly-plot .barlayer").count(), { timeout: 60_000 }).toBe(6);
    expect(
      await page.locator('[data-mime-type*="stderr"], [data-mime-type*="error"]').allTextContents(),
    ).toEqual([]);
    expect(await page.locator(".jp-Dialog, .Toastify__toast").count()).toBe(0);
    fs.mkdirSync(artifacts, { recursive: true });
    await page.screenshot({ path: path.join(artifacts, "analysis.png") });

    signalGroup(lab.process, "SIGINT");
    await expect.poll(lab.printed, { timeout: 30_000 }).toContain("JupyterLab has ended.");
    await expect(fetch(url)).rejects.toThrow();
  },
);

interface Running {
  readonly process: ChildProcess;
  /** What it has written so far. */
  readonly printed: () => string;
}

function npmStart(DATABASE_URL: string): Running {
  const env = { ...process.env, DATABASE_URL, JUPYTERLAB_SETTINGS_DIR: settingsWithoutAutosave() };
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

/** JupyterLab saves by itself every two minutes, and the project's notebook has to stay as it is. */
function settingsWithoutAutosave(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "startup test "));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const plugin = path.join(folder, "@jupyterlab", "docmanager-extension");
  fs.mkdirSync(plugin, { recursive: true });
  fs.writeFileSync(path.join(plugin, "plugin.jupyterlab-settings"), JSON.stringify({ autosave: false }));
  return folder;
}

/** The address that `npm start` prints once JupyterLab serves. */
async function addressOf({ printed }: Running): Promise<string> {
  await expect.poll(printed, { timeout: 300_000 }).toMatch(/Ctrl-C ends it/);
  return /http:\/\/127\.0\.0\.1\S+/.exec(printed())?.[0] ?? "";
}

/** Waits until JupyterLab has a kernel for the notebook: before that, Run asks which one to take. */
async function kernelReady(url: string): Promise<void> {
  const sessions = new URL("/api/sessions", url);
  sessions.search = new URL(url).search;
  const state = async () => {
    const running = (await (await fetch(sessions)).json()) as { kernel: { execution_state: string } }[];
    return running[0]?.kernel.execution_state;
  };
  await expect.poll(state, { timeout: 120_000 }).toBe("idle");
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, signal);
}
