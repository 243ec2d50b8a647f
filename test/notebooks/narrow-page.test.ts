import fs from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { defaultRules } from "../../lib/dataset/rules";
import { venv } from "../../lib/jupyter/environment/python-environment";
import type { Cell, DisplayOutput } from "../../lib/jupyter/execute/notebook-file";
import { chromiumPath } from "../../lib/jupyter/pictures/chromium";
import { reportHtml } from "../../lib/jupyter/report/report-page";
import { customerLifetimes } from "../../lib/metrics/customer-lifetimes";
import { lifeTable } from "../../lib/metrics/life-table";
import { displayFigure } from "../../lib/notebook/display-figure";
import { displaySql, formatSql } from "../../lib/notebook/display-sql";
import { displayTable } from "../../lib/notebook/display-table";
import { launchChromium, unlessChromium } from "../chromium";
import { notebookOf } from "../execute-cells";
import { lifeTableOnPaper } from "../lib/metrics/life-table-on-paper";
import { displayedBy } from "../lib/notebook/displayed-by";
import { createQueryBuilder } from "../lib/notebook/query-builder";
import { temporaryFolder } from "../temporary-folder";

const LONG = 120_000;
const query = lifeTable(createQueryBuilder());
const lifetimes = customerLifetimes(lifeTableOnPaper, defaultRules);

/** What a reader sees, in lines of text. */
interface Seen {
  readonly sql: number;
  /** Of each table the lines of each cell, row by row. */
  readonly tables: readonly (readonly number[])[];
  /** Whether the page is wider than its window. */
  readonly wide: boolean;
  /** How many outputs are wider than the page and have to be scrolled. */
  readonly scrolled: number;
}

const LOOK = `
  const linesOf = (element) => {
    const text = document.createRange();
    text.selectNodeContents(element);
    return new Set([...text.getClientRects()].map(({ bottom }) => Math.round(bottom / 4))).size;
  };
  ({
    sql: linesOf(document.querySelector("pre:not(.input pre)")),
    tables: [...document.querySelectorAll("table")].map((table) => [...table.querySelectorAll("td")].map(linesOf)),
    wide: document.documentElement.scrollWidth > innerWidth,
    scrolled: [...document.querySelectorAll("pre, table")].filter((one) => one.scrollWidth > one.clientWidth).length,
  })`;

test.skipIf(!chromiumPath)(
  `SQL and tables keep their lines in a narrow JupyterLab${unlessChromium}`,
  { timeout: LONG },
  async () => {
    const styles = path.join(
      venv,
      "share",
      "jupyter",
      "nbconvert",
      "templates",
      "lab",
      "static",
      "index.css",
    );
    const outputs = (await outputsOf()).map(
      ({ data }) => `<div class="jp-RenderedHTMLCommon jp-OutputArea-output">${data["text/html"]}</div>`,
    );
    const page = await openPage(`<style>${fs.readFileSync(styles, "utf8")}</style>${outputs.join("")}`);

    expectLines(await page.evaluate<Seen>(LOOK));
  },
);

test.skipIf(!chromiumPath)(
  `SQL and tables keep their lines in a narrow report, which scrolls them, and on paper nothing is cut off and a chart is as wide as the text${unlessChromium}`,
  { timeout: LONG },
  async () => {
    const notebook = notebookOf(["show()"]);
    const outputs = await outputsOf(() => {
      displayOutputs();
      displayFigure({ data: [{ type: "bar", x: [1, 2], y: [3, 4] }] });
    });
    const cells = notebook.cells.map((cell): Cell => ({ ...cell, outputs }));
    const page = await openPage(await reportHtml({ ...notebook, cells }, "page"));

    const screen = await page.evaluate<Seen>(LOOK);
    expectLines(screen);
    expect([screen.wide, screen.scrolled]).toEqual([false, 3]);
    await page.emulateMedia({ media: "print" });
    const paper = await page.evaluate<Seen>(LOOK);
    expect([paper.wide, paper.scrolled]).toEqual([false, 0]);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    const [text, chart] = await page.evaluate<number[]>(
      `["main", ".chart .main-svg"].map((name) => document.querySelector(name).getBoundingClientRect().width)`,
    );
    expect(chart).toBe(text);
  },
);

/** SQL has the lines that it is given, nine columns have one line per row, and long texts have several. */
function expectLines({ sql, tables: [nineColumns, texts = []] }: Seen): void {
  expect(sql).toBe(formatSql(query).split("\n").length);
  expect(nineColumns).toEqual(Array(2 * 9).fill(1));
  const [short, ...long] = texts;
  expect([short, ...long.map((lines) => lines > 3 && lines < 12)]).toEqual([1, true, true]);
}

function displayOutputs(): void {
  displaySql(query);
  displayTable(lifetimes);
  displayTable([{ short: "a few words", long: "many words, ".repeat(30), one: "x".repeat(150) }]);
}

async function outputsOf(display = displayOutputs): Promise<DisplayOutput[]> {
  const shown = await displayedBy(display);
  return shown.map(({ data }) => ({ output_type: "display_data", data, metadata: {} }));
}

/** The page in a real browser that is narrower than the outputs. */
async function openPage(html: string): Promise<Page> {
  const folder = temporaryFolder();
  const file = path.join(folder, "page.html");
  fs.writeFileSync(file, html);
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 600, height: 900 } });
  await page.goto(`file://${file}`);
  return page;
}
