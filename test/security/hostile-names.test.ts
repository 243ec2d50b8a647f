import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../db/process/project-root";
import { joined, type Notebook, readNotebook } from "../../lib/jupyter/execute/notebook-file";
import { executeNotebook } from "../../lib/jupyter/execute/run-notebooks";
import { chromiumPath } from "../../lib/jupyter/pictures/chromium";
import { reportHtml } from "../../lib/jupyter/report/report-page";
import { launchChromium, unlessChromium } from "../chromium";
import { temporaryFolder } from "../temporary-folder";
import { emptyDatabaseUrl } from "../test-database";

/** What sets `window.run` if anything of it is ever obeyed. */
const sizes = [
  "<script>run=1</script>",
  "</script><script>run=2</script>",
  '"><img src=x onerror="run=3">',
  "'><svg/onload='run=4'>",
  '<a href="javascript:run=5">size</a>',
];
const companyName = "</td><img src=x onerror='run=6'><!--";

/** The analysis with these sizes, and a company that has renamed itself after the seeding. */
function hostileAnalysis(): Notebook {
  const notebook = readNotebook(path.join(projectRoot, "notebooks", "analysis.ipynb"));
  const probability = 1 / sizes.length;
  const rules = sizes.map((size) => ({
    size,
    probability,
    monthlyPrice: 9,
    sessions: { base: 5, spread: 4 },
  }));
  const rename = `await db.updateTable("companies").set({ company_name: ${JSON.stringify(companyName)} }).execute();`;
  const cells = notebook.cells.map((cell) => {
    const source = joined(cell.source)
      .replace("months: 12", `months: 3, sizes: ${JSON.stringify(rules)}`)
      .replace("companies: 500", "companies: 50");
    return {
      ...cell,
      source: source.replace(/^await seedUnlessImported\(.*\n/m, (seeding) => `${seeding}${rename}\n`),
    };
  });
  return { ...notebook, cells };
}

test.skipIf(!chromiumPath)(
  `names that are scripts are shown as they are in the notebook's report, and none of them runs${unlessChromium}`,
  { timeout: 420_000 },
  async () => {
    const folder = temporaryFolder();
    const DATABASE_URL = await emptyDatabaseUrl();
    const executed = await executeNotebook(hostileAnalysis(), { DATABASE_URL });
    const html = await reportHtml(executed, sizes[1] ?? "");
    fs.writeFileSync(path.join(folder, "hostile.html"), html);
    for (const written of [html, JSON.stringify(executed)])
      expect(written).not.toContain(new URL(DATABASE_URL).password);

    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const page = await (await browser.newContext({ offline: true })).newPage();
    const troubles: string[] = [];
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("dialog", (dialog) => troubles.push(dialog.message()));
    await page.goto(`file://${path.join(folder, "hostile.html")}`);
    await expect.poll(() => page.locator(".chart .legendtext").count()).toBeGreaterThan(0);
    await page.getByLabel("Show code").check();

    expect(await page.title()).toBe(sizes[1]);
    for (const name of [...sizes, companyName]) {
      expect.soft(await page.getByRole("cell", { name, exact: true }).count(), name).toBeGreaterThan(0);
    }
    // A legend shortens long names.
    for (const size of sizes) {
      expect
        .soft(await page.locator(".chart .legendtext", { hasText: size.slice(0, 18) }).count(), size)
        .toBeGreaterThan(0);
    }
    // Under the mouse too.
    for (const chart of await page.locator(".chart .nsewdrag").all()) await chart.hover({ force: true });
    expect(
      await page.locator('img[src="x"], svg[onload], .chart a[href], a[href^="javascript"]').count(),
    ).toBe(0);
    expect(await page.evaluate("globalThis.run")).toBeUndefined();
    expect(troubles).toEqual([]);
    // Unescaped it would have run.
    await page.evaluate(`document.body.insertAdjacentHTML("beforeend", ${JSON.stringify(sizes[2])})`);
    await expect.poll(() => page.evaluate("globalThis.run")).toBe(3);
  },
);
