import { setTimeout as sleep } from "node:timers/promises";
import { withBrowserPage } from "../../../../lib/jupyter/pictures/chromium";

/** Has a page of a browser open until it is ended. */
void withBrowserPage(new AbortController().signal, async (page) => {
  process.stdout.write(`open: ${await page.evaluate("1 + 1")}\n`);
  await sleep(600_000);
});
