import { chromiumPath } from "../lib/jupyter/pictures/chromium";

/** What the title of a test says if it is skipped. */
export const unlessChromium = chromiumPath ? "" : " (skipped: no Chromium found; CHROMIUM_PATH can name one)";
