import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../../../db/connection/database";
import { seed } from "../../../../lib/dataset/load/seed";
import { chromiumPath } from "../../../../lib/jupyter/pictures/chromium";
import { launchChromium } from "../../../chromium";
import { runCommand } from "../../../run-command";
import { tableHashes } from "../../../table-hashes";
import { temporaryFolder } from "../../../temporary-folder";
import { emptyDatabaseUrl } from "../../../test-database";

const LONG = 420_000;
const session = { base: 5, spread: 5 };
const rules = {
  companies: 60,
  startMonth: "2019-10",
  months: 5,
  sizes: [
    { size: "tiny", probability: 0.5, monthlyPrice: 9, sessions: session },
    { size: "<b>huge", probability: 0.5, monthlyPrice: 900, sessions: session },
  ],
};

/** The pages of a report, by the names of the notebooks, without the library and their own scripts. */
function pagesIn(
  folder: string,
): Record<"analysis" | "generator" | "growth" | "outlook" | "yourData", string> {
  const text = (name: string) => {
    const page = fs.readFileSync(path.join(folder, `${name}.html`), "utf8");
    expect(page.length).toBeLessThan(1_600_000);
    return page.replace(/<script>[\s\S]*?<\/script>/g, "");
  };
  return {
    analysis: text("analysis"),
    generator: text("generator"),
    growth: text("growth"),
    outlook: text("outlook"),
    yourData: text("your-data"),
  };
}

test("without flags the pages report the dataset in the database, which stays as it is", {
  timeout: LONG,
}, async () => {
  const url = await emptyDatabaseUrl();
  const db = new Database(url);
  onTestFinished(() => db.destroy());
  await seed(db, { rules, randomSeed: "mine" });
  const before = await tableHashes(db);
  const folder = temporaryFolder();

  const { code, stdout, stderr } = await runCommand("lib/commands/report.ts", ["--folder", folder], {
    DATABASE_URL: url,
  });

  expect({ code, lines: stdout.trim().split("\n").length }).toEqual({ code: 0, lines: 6 });
  // It says every few seconds what it is doing.
  expect(stderr).toMatch(/^cells: (analysis|generator|growth|outlook|your-data) \d+\/\d+/m);
  expect(await tableHashes(db)).toEqual(before);
  expect(fs.readdirSync(folder).sort()).toEqual(
    ["analysis", "generator", "growth", "outlook", "your-data"].map((name) => `${name}.html`),
  );
  const { analysis, generator, growth, outlook, yourData } = pagesIn(folder);
  for (const page of [analysis, outlook]) {
    expect(page).toMatch(/60 companies [^.]* from October 2019 to February 2020/);
    expect(page).toContain("&lt;b&gt;huge");
    expect(page).not.toContain("<b>huge");
  }
  // Its story is about two sizes and a year.
  expect(generator).toMatch(/60 companies and [\d,]+ sessions from seed (&quot;|")mine/);
  expect(growth).toContain("In its second year, MRR rises");
  expect(yourData).toContain("imported from customers.csv and events.csv.gz");
  // Its code names files of this folder.
  const ownFiles = yourData.replaceAll("notebooks/example/", "");
  for (const page of [analysis, generator, growth, outlook, ownFiles]) {
    expect(page).not.toMatch(/Run All|Shift-Tab|notebook|\.ipynb/);
    expect(page).toMatch(/<a href="(analysis|generator|growth|outlook)\.html"/);
  }
  await checkDrawn(folder);
});

/** Every chart of the pages is drawn without a network, and nothing complains. */
async function checkDrawn(folder: string): Promise<void> {
  if (!chromiumPath) return;
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await (await browser.newContext({ offline: true })).newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => troubles.push(message.text()));
  for (const [name, charts] of Object.entries({
    analysis: 9,
    generator: 4,
    growth: 8,
    "your-data": 7,
    outlook: 5,
  })) {
    await page.goto(pathToFileURL(path.join(folder, `${name}.html`)).href);
    await expect.poll(() => page.locator(".chart .main-svg .xaxislayer-above").count()).toBe(charts);
  }
  const sql = page.getByText("generate_series");
  expect(await sql.first().isVisible()).toBe(false);
  await page.getByLabel("Show code").check();
  expect(await sql.first().isVisible()).toBe(true);
  expect(troubles).toEqual([]);
}

test("a folder that cannot be written is a sentence before any work", async () => {
  const file = path.join(temporaryFolder(), "file");
  fs.writeFileSync(file, "");
  const { code, stderr } = await runCommand("lib/commands/report.ts", ["--folder", file, "--seed", "demo"], {
    DATABASE_URL: "postgresql://127.0.0.1:1/none",
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^report: cannot write into .*file: .*; a file is in the way, or name another folder with --folder; the pages in .* are unchanged\n$/,
  );
});
