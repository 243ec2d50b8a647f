import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumPath } from "../../../../lib/jupyter/pictures/chromium";
import { plotlyLibrary } from "../../../../lib/jupyter/pictures/draw-pictures";
import { launchChromium, unlessChromium } from "../../../chromium";
import { allCharts } from "../chart-grid";

const year = { sizes: ["small"], months: 12, startMonth: "2025-01", companies: 100, price: 19 };
const { cohortRetention } = allCharts(year);

let page: Page;
let close = async () => {};

beforeAll(async () => {
  if (!chromiumPath || !cohortRetention) return;
  const browser = await launchChromium();
  close = () => browser.close();
  page = await browser.newPage({ viewport: { width: 1500, height: 700 } });
  await page.setContent('<div id="chart"></div>');
  // The small library, as in pictures and reports.
  const library = await plotlyLibrary([cohortRetention]);
  expect(library.length).toBeLessThan(1.3e6);
  await page.addScriptTag({ content: library });
}, 120_000);

afterAll(() => close());

interface Drawn {
  readonly texts: readonly string[];
  readonly cells: readonly { readonly x: number; readonly y: number; readonly width: number }[];
}

/** Draws the cohorts in a chart of this width. */
async function draw(width: number): Promise<Drawn> {
  const { data, layout } = cohortRetention ?? { data: [], layout: {} };
  return await page.evaluate(`(async () => {
    await Plotly.newPlot("chart", ${JSON.stringify(data)}, { ...${JSON.stringify(layout)}, width: ${width} });
    const texts = [...document.querySelectorAll(".bartext")].filter((text) => text.getAttribute("transform") && !/scale\\(0\\)/.test(text.getAttribute("transform")));
    const cells = [...document.querySelector(".bars .trace, .trace.bars").querySelectorAll(".point path")];
    return {
      texts: texts.map(({ textContent }) => textContent),
      cells: cells.map((cell) => { const { x, y, width, height } = cell.getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2, width }; }),
    };
  })()`);
}

test.skipIf(!chromiumPath)(
  `a year of cohorts is drawn by the small library, with its values in the cells${unlessChromium}`,
  async () => {
    const { texts, cells } = await draw(800);
    expect(cells).toHaveLength(78);
    expect(texts).toHaveLength(78);
    expect(texts.slice(0, 3)).toEqual(["100%", "95%", "90%"]);
  },
);

test.skipIf(!chromiumPath)(
  `values that have no room in their cells are left out${unlessChromium}`,
  async () => {
    expect((await draw(300)).texts).toEqual([]);
  },
);

test.skipIf(!chromiumPath)(
  `the hover box of a cell names cohort, tenure and value${unlessChromium}`,
  async () => {
    const { cells } = await draw(800);
    const [, cell = { x: 0, y: 0 }] = cells;
    await page.mouse.move(cell.x, cell.y);
    const box = page.locator(".hoverlayer .hovertext");
    await box.waitFor();
    expect(await box.locator("tspan.line").allTextContents()).toEqual([
      "Sign-up month: January 2025",
      "Months since signing up: 1",
      "retention 95.0%",
    ]);
  },
);
