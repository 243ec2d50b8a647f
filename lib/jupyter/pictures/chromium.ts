import fs from "node:fs";
import path from "node:path";
import { chromium, type LaunchOptions, type Page } from "playwright-core";
import { UserError } from "../../../db/errors/user-error";
import { withTemporaryFolder } from "../../../db/process/temporary-folder";

/** The names of Chromium-based browsers, and their paths on macOS. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const APPLICATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The program of the browser: CHROMIUM_PATH, else the first on the path; `undefined` if there is none. */
export function findChromium({ CHROMIUM_PATH, PATH = "" }: NodeJS.ProcessEnv): string | undefined {
  const places = PATH.split(path.delimiter).flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return CHROMIUM_PATH || [...places, ...APPLICATIONS].find((place) => fs.existsSync(place));
}

/** The browser that this process finds. */
export const chromiumPath = findChromium(process.env);

/**
 * Runs `work` with an empty page of a headless browser, and ends the browser afterwards. Its profile is in a temporary folder, so
 * that leftovers of a killed process are removed; the browser itself ends with this process.
 *
 * @param signal ends it at once
 * @throws UserError if there is no browser, or it does not start
 */
export async function withBrowserPage<T>(
  signal: AbortSignal,
  work: (page: Page) => Promise<T>,
  program = chromiumPath,
): Promise<T> {
  const options = optionsOf(program);
  return await withTemporaryFolder(async (folder) => {
    signal.throwIfAborted();
    const browser = await chromium
      .launchPersistentContext(path.join(folder, "profile"), {
        ...options,
        artifactsDir: folder,
        // Signals are the command's to follow.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      })
      .catch((cause) => explainLaunch(cause, program));
    const end = () => void browser.close();
    signal.addEventListener("abort", end);
    try {
      signal.throwIfAborted();
      return await work(await browser.newPage());
    } finally {
      signal.removeEventListener("abort", end);
      await browser.close();
    }
  });
}

/** Finds the browser's own error in the long message of Playwright. */
function explainLaunch(cause: Error, program = ""): never {
  const [said] = /(?<=\[err\] ).+/.exec(cause.message) ?? cause.message.split("\n");
  throw new UserError(
    `Chromium: ${program} did not start: ${said}; fix it, or set CHROMIUM_PATH to another browser`,
    { cause },
  );
}

/** @throws UserError if no browser was found, before any work that needs one */
export function requireChromium(): void {
  optionsOf(chromiumPath);
}

function optionsOf(program: string | undefined): LaunchOptions {
  if (!program) {
    throw new UserError("Chromium is needed and was not found; install it, or set CHROMIUM_PATH");
  }
  return { executablePath: program, args: chromiumArguments(process.getuid?.()) };
}

/** The browser's arguments for a user: quiet, and in its sandbox. */
export function chromiumArguments(userId: number | undefined): string[] {
  const quiet = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ];
  // The sandbox does not work for root, as in a container.
  return userId === 0 ? [...quiet, "--no-sandbox"] : quiet;
}
