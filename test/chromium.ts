import { type Browser, chromium } from "playwright-core";
import { chromiumArguments, chromiumPath } from "../lib/jupyter/pictures/chromium";

/** What the title of a test says if it is skipped. */
export const unlessChromium = chromiumPath ? "" : " (skipped: no Chromium found; CHROMIUM_PATH can name one)";

/** Starts a browser that can have several pages. */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: chromiumPath ?? "",
    args: chromiumArguments(process.getuid?.()),
  });
}
