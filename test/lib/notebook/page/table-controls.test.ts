import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { chromiumPath } from "../../../../lib/jupyter/pictures/chromium";
import { reportPage } from "../../../../lib/jupyter/report/report-page";
import { tableBundle } from "../../../../lib/notebook/display-table";
import { launchChromium, unlessChromium } from "../../../chromium";

const year = Array.from({ length: 12 }, (_, n) => ({
  month: `2025-${n + 1}`,
  mrr: n === 3 ? null : (n * 700) % 1100,
}));
const hostile = "</script><img src=x onerror='run=1'>é";
const companies = Array.from({ length: 100_000 }, (_, n) => ({
  company_id: n + 1,
  name: `Company ${n % 100} ${hostile}`,
}));

let browser: Browser;
let url: string;
beforeAll(async () => {
  if (!chromiumPath) return;
  browser = await launchChromium();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "startup test "));
  const body = [year, companies].map((rows) => `<div>${tableBundle(rows)["text/html"]}</div>`).join("\n");
  fs.writeFileSync(path.join(folder, "page.html"), reportPage({ title: "Tables", body, library: "" }));
  url = `file://${folder}/page.html`;
  return async () => {
    await browser.close();
    fs.rmSync(folder, { recursive: true });
  };
});

/** The page, opened from disk without a network. */
async function openPage(javaScriptEnabled = true): Promise<Page> {
  const context = await browser.newContext({ offline: true, javaScriptEnabled });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.on("pageerror", (error) => expect.unreachable(error.message));
  await page.goto(url);
  return page;
}

const column = (page: Page, table: number, column: number) =>
  page.locator(`table >> nth=${table} >> tbody tr td:nth-child(${column})`).allTextContents();

test.skipIf(!chromiumPath)(
  `a click on a heading sorts by value, a second one in the other direction, a third one restores the order${unlessChromium}`,
  async () => {
    const page = await openPage();
    const mrr = page.getByRole("columnheader", { name: "MRR", exact: true });
    const given = await column(page, 0, 2);
    const sorted = year
      .flatMap(({ mrr }) => mrr ?? [])
      .sort((a, b) => a - b)
      .map((mrr) => `$${mrr.toLocaleString("en-US")}`);

    await mrr.getByRole("button").click();
    expect(await column(page, 0, 2)).toEqual([...sorted, ""]);
    expect(await mrr.getAttribute("aria-sort")).toBe("ascending");
    await mrr.getByRole("button").click();
    expect(await column(page, 0, 2)).toEqual([...sorted.reverse(), ""]);
    expect(await mrr.getAttribute("aria-sort")).toBe("descending");
    await mrr.getByRole("button").click();
    expect(await column(page, 0, 2)).toEqual(given);
    expect(await mrr.getAttribute("aria-sort")).toBeNull();
    // The other table has not moved, and a year of months needs no filter.
    expect((await column(page, 1, 1)).slice(0, 2)).toEqual(["1", "2"]);
    expect(await page.getByRole("searchbox").count()).toBe(1);
  },
);

test.skipIf(!chromiumPath)(
  `by keyboard alone rows are found by a word, sorted and saved, with those that were sent and not shown${unlessChromium}`,
  async () => {
    const page = await openPage();
    const note = page.getByRole("status").last();
    expect(await note.textContent()).toBe(
      "The first 50 of 100,000 rows; sorting and filtering cover the first 1,000.",
    );

    await page.getByRole("searchbox").focus();
    await page.keyboard.type("COMPANY 77 ");
    expect(await note.textContent()).toBe("10 of the first 1,000 of 100,000 rows match.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Space");
    expect((await column(page, 1, 1)).slice(0, 2)).toEqual(["978", "878"]);
    for (let n = 0; n < 2; n += 1) await page.keyboard.press("Tab");
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    const lines = fs.readFileSync(await download.path(), "utf8").split("\r\n");
    expect([lines.length, ...lines.slice(0, 2)]).toEqual([
      12,
      "\ufeffcompany_id,name",
      `978,Company 77 ${hostile}`,
    ]);

    await page.getByRole("searchbox").fill("");
    expect((await column(page, 1, 1)).slice(0, 2)).toEqual(["1000", "999"]);
    expect(await note.textContent()).toBe("Sorted: the first 1,000 of 100,000 rows; 50 are shown.");
    expect(await page.evaluate("[globalThis.run, document.images.length]")).toEqual([undefined, 0]);
  },
);

test.skipIf(!chromiumPath)(
  `on paper the controls are gone, and without scripts the tables are plain${unlessChromium}`,
  async () => {
    const page = await openPage();
    const controls = page.locator("main").locator("button:not(th button), input");
    expect(await controls.filter({ visible: true }).count()).toBe(3);
    await page.emulateMedia({ media: "print" });
    expect(await controls.filter({ visible: true }).count()).toBe(0);
    expect(await page.getByRole("status").filter({ visible: true }).allTextContents()).toEqual([
      "The first 50 of 100,000 rows; sorting and filtering cover the first 1,000.",
    ]);

    const plain = await openPage(false);
    expect(await plain.locator("main").locator("button, input, output").count()).toBe(0);
    expect(await plain.locator("tbody tr").count()).toBe(12 + 50);
    const text = await plain.locator("main > div").last().innerText();
    expect(text.trim().split("\n").at(-1)).toBe("The first 50 of 100,000 rows.");
  },
);
