import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { UserError } from "../../../../db/errors/user-error";
import {
  chromiumArguments,
  chromiumPath,
  findChromium,
  withBrowserPage,
} from "../../../../lib/jupyter/pictures/chromium";
import { startChild } from "../../../child-process";
import { unlessChromium } from "../../../chromium";
import { descendants, isRunning } from "../../../processes";
import { temporaryFolder } from "../../../temporary-folder";

/** A new folder with these empty files. */
function folderWith(...names: string[]): string {
  const folder = temporaryFolder();
  for (const name of names) fs.writeFileSync(path.join(folder, name), "");
  return folder;
}

function pathOf(...folders: string[]): string {
  return folders.join(path.delimiter);
}

test.each(["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"])(
  "the browser %s is found in the folders of PATH",
  (name) => {
    const folder = folderWith("firefox", name);
    expect(findChromium({ PATH: pathOf(folderWith(), folder) })).toBe(path.join(folder, name));
  },
);

test("the first folder that has one wins, and Chromium comes before Chrome", () => {
  const [first, second] = [folderWith("google-chrome", "chromium-browser"), folderWith("chromium")];
  expect(findChromium({ PATH: pathOf(first, second) })).toBe(path.join(first, "chromium-browser"));
});

test("CHROMIUM_PATH names one, unless it is empty", () => {
  const folder = folderWith("chromium");
  expect(findChromium({ CHROMIUM_PATH: "/opt/mine", PATH: folder })).toBe("/opt/mine");
  expect(findChromium({ CHROMIUM_PATH: "", PATH: folder })).toBe(path.join(folder, "chromium"));
});

test("without one on the path, only an application on macOS is found", () => {
  for (const environment of [{ PATH: folderWith("firefox") }, {}])
    expect(findChromium(environment) ?? "/Applications/").toMatch(/^\/Applications\//);
});

test("without a browser the error says the way out", async () => {
  await expect(withBrowserPage(new AbortController().signal, async () => undefined, "")).rejects.toThrow(
    "Chromium is needed and was not found; install it, or set CHROMIUM_PATH",
  );
});

test.skipIf(!chromiumPath || process.platform === "win32")(
  `a browser ends with the process that started it, and the next one removes its profile${unlessChromium}`,
  async () => {
    const { process: parent, said, ended } = startChild("test/lib/jupyter/pictures/open-browser.ts", []);
    await said("open: 2");
    const browser = descendants(parent.pid ?? 0);
    expect(browser.length).toBeGreaterThan(1);
    parent.kill("SIGKILL");
    await ended;
    while (browser.some(({ pid }) => isRunning(pid))) await sleep(50);

    const leftBy = (pid = 0) => fs.readdirSync(os.tmpdir()).filter((name) => name.includes(`-${pid}-`));
    const sum = await withBrowserPage(new AbortController().signal, (page) => page.evaluate("1 + 2"));
    expect([sum, leftBy(parent.pid), leftBy(process.pid)]).toEqual([3, [], []]);
  },
);

test.skipIf(process.platform === "win32")(
  "a browser that does not start is reported in one sentence",
  async () => {
    const program = path.join(folderWith("chromium"), "chromium");
    fs.writeFileSync(program, "#!/bin/sh\necho libnss3.so is missing >&2\nexit 127\n", { mode: 0o755 });
    fs.chmodSync(program, 0o755);
    const starting = withBrowserPage(new AbortController().signal, async () => undefined, program);
    await expect(starting).rejects.toThrow(
      new UserError(
        `Chromium: ${program} did not start: libnss3.so is missing; fix it, or set CHROMIUM_PATH to another browser`,
      ),
    );
  },
);

test.skipIf(!chromiumPath)(`a signal ends the browser and what it works on${unlessChromium}`, async () => {
  const stop = new AbortController();
  const working = withBrowserPage(stop.signal, async (page) => {
    setTimeout(() => stop.abort(), 100);
    await page.evaluate("new Promise(() => undefined)");
  });
  await expect(working).rejects.toThrow(/closed/);
});

test("only root goes without the sandbox, and nobody with a browser that calls home", () => {
  const quiet = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ];
  expect(chromiumArguments(1000)).toEqual(quiet);
  // Windows knows no ids.
  expect(chromiumArguments(undefined)).toEqual(quiet);
  expect(chromiumArguments(0)).toEqual([...quiet, "--no-sandbox"]);
});
