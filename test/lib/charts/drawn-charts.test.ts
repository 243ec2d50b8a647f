import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { completeFigure, type Figure } from "../../../lib/charts/figure";
import { chromiumPath } from "../../../lib/jupyter/pictures/chromium";
import { plotlyLibrary } from "../../../lib/jupyter/pictures/draw-pictures";
import { launchChromium, unlessChromium } from "../../chromium";
import { allCharts, type Startup } from "./chart-grid";

// What Plotly draws of the figures, measured in a browser.

const LONG = 420_000;
const two = ["large", "small"];
const six = ["enterprise", "large", "medium", "micro", "public sector", "small"];
const hostile = [
  '<b>bold</b> & "quoted" <script>alert(1)</script>',
  `A very long name ${"that goes on and on ".repeat(8)}until it ends`,
  "%{y} %{customdata[0]} $x^2$",
  "__proto__",
];

const startups: readonly (Startup & { readonly name: string })[] = [
  { name: "two sizes, a year", sizes: two, months: 12, startMonth: "2025-01", companies: 100, price: 19 },
  { name: "six sizes, a year", sizes: six, months: 12, startMonth: "2025-01", companies: 90, price: 49.5 },
  {
    name: "three sizes, three years from November",
    sizes: six.slice(0, 3),
    months: 36,
    startMonth: "2023-11",
    companies: 200,
    price: 9,
  },
  {
    name: "two sizes, ten years",
    sizes: two,
    months: 120,
    startMonth: "2016-11",
    companies: 5000,
    price: 19,
  },
  { name: "a company, a month", sizes: ["large"], months: 1, startMonth: "2025-12", companies: 1, price: 99 },
  { name: "six sizes, a month", sizes: six, months: 1, startMonth: "2025-01", companies: 10, price: 99 },
  {
    name: "a few, two months, cents",
    sizes: two,
    months: 2,
    startMonth: "2025-01",
    companies: 3,
    price: 0.05,
  },
  {
    name: "billions",
    sizes: six.slice(0, 3),
    months: 12,
    startMonth: "2024-11",
    companies: 1_000_000,
    price: 499.99,
  },
  { name: "hostile names", sizes: hostile, months: 12, startMonth: "2025-01", companies: 50, price: 19 },
];

let page: Page;
let close = async () => {};

beforeAll(async () => {
  if (!chromiumPath) return;
  const browser = await launchChromium();
  close = () => browser.close();
  page = await browser.newPage({ viewport: { width: 1500, height: 500 } });
  await page.setContent('<body style="margin: 0"></body>');
  await page.addScriptTag({ content: await plotlyLibrary([{ data: [{ type: "bar" }], layout: {} }]) });
  await page.evaluate(MEASURE);
}, LONG);

afterAll(() => close());

/** A rectangle in pixels of the chart. */
interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Drawn {
  readonly title: Box[];
  readonly subtitle: Box[];
  readonly legend: Box[];
  readonly plot: Box[];
  readonly yTitle: Box[];
  readonly yLabels: Box[];
  readonly xLabels: Box[];
  readonly texts: Box[];
  readonly bars: Box[];
  readonly marks: Box[];
}

/** Draws a figure and measures its parts. */
const MEASURE = `globalThis.measure = async (figure, width, height) => {
  document.body.innerHTML = '<div id="chart" style="width: ' + width + 'px; height: ' + height + 'px"></div>';
  const chart = document.getElementById("chart");
  await Plotly.newPlot(chart, figure.data, figure.layout, figure.config);
  if (height !== 400) await Plotly.relayout(chart, { autosize: false, width, height });
  const at = chart.getBoundingClientRect();
  const boxes = (selector) => [...chart.querySelectorAll(selector)].map((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { text: element.textContent, left: left - at.left, right: right - at.left, top: top - at.top, bottom: bottom - at.top };
  }).filter(({ left, right, top, bottom }) => right > left || bottom > top);
  return {
    title: boxes(".gtitle"), subtitle: boxes(".gtitle-subtitle"), legend: boxes(".legend"), plot: boxes(".nsewdrag"),
    yTitle: boxes(".ytitle"), yLabels: boxes(".ytick text"), xLabels: boxes(".xtick text"),
    texts: boxes("text:not(.legendtext)").filter(({ text }) => text !== ""), bars: boxes(".bars .point path"), marks: boxes(".points path"),
  };
}`;

async function measure({ data, layout, config }: Figure, width: number, height = 400): Promise<Drawn> {
  return await page.evaluate(`measure(${JSON.stringify({ data, layout, config })}, ${width}, ${height})`);
}

/** Half a pixel of two boxes may be the same. */
function overlap(a: Box, b: Box): boolean {
  return a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
}

/** What lies over what else, or out of the chart. */
function faults(drawn: Drawn, width: number, height: number): string[] {
  const { title, subtitle, legend, plot, yTitle, yLabels, xLabels, texts } = drawn;
  const pairs = (name: string, boxes: readonly Box[], others: readonly Box[]) =>
    boxes.flatMap((a) =>
      others.filter((b) => a !== b && overlap(a, b)).map((b) => `${name}: ${a.text} | ${b.text}`),
    );
  const outside = [...texts, ...legend].filter(
    ({ left, right, top, bottom }) => left < -1 || right > width + 1 || top < -1 || bottom > height + 1,
  );
  return [
    ...pairs("title over subtitle", title, subtitle),
    ...pairs("title over legend", [...title, ...subtitle], legend),
    ...pairs("legend over plot", legend, plot),
    ...pairs("y title over labels", yTitle, yLabels),
    ...pairs("x labels", xLabels, xLabels),
    ...pairs("y labels", yLabels, yLabels),
    ...outside.map(
      ({ text, left, right }) => `outside: ${text} (${Math.round(left)} to ${Math.round(right)})`,
    ),
    ...(plot.every((box) => box.right - box.left > 0.5 * width && box.bottom - box.top > 0.3 * height)
      ? []
      : ["small plot"]),
  ];
}

test.skipIf(!chromiumPath).for(startups)(
  `no part of a chart lies over another or beyond its edge: $name${unlessChromium}`,
  { timeout: LONG },
  async (startup) => {
    for (const [name, figure] of Object.entries(allCharts(startup))) {
      const { height = 400 } = figure.layout;
      for (const width of [420, 800])
        expect([name, width, ...faults(await measure(figure, width, height), width, height)]).toEqual([
          name,
          width,
        ]);
      // As the report prints it.
      const printed = 0.8 * height;
      expect([name, ...faults(await measure(figure, 660, printed), 660, printed)]).toEqual([name]);
    }
  },
);

test.skipIf(!chromiumPath).for([1, 2, 12, 24, 36, 120])(
  `the first label is that of the first month, of %i from November${unlessChromium}`,
  { timeout: LONG },
  async (months) => {
    const [shape] = startups;
    if (!shape) return;
    const charts = allCharts({ ...shape, months, startMonth: "2024-11" });
    for (const name of [
      "sessionsStacked",
      "sessionsGrouped",
      "churned",
      "churnRate",
      "mrrMovements",
      "mrrForecast",
    ]) {
      const figure = charts[name];
      const [first] = figure ? (await measure(figure, 420)).xLabels : [];
      expect([name, first?.text]).toEqual([name, "Nov2024"]);
    }
  },
);

test.skipIf(!chromiumPath)(
  `the bars of one month alone fill it, and each carries its own mark${unlessChromium}`,
  { timeout: LONG },
  async () => {
    const { sessionsGrouped } = allCharts({
      sizes: six,
      months: 1,
      startMonth: "2025-01",
      companies: 10,
      price: 19,
    });
    const { plot, bars, marks } = await measure(sessionsGrouped ?? completeFigure({ data: [] }), 800);
    const [{ left, right } = { left: 0, right: 0 }] = plot;
    const seen = (boxes: readonly Box[]) => boxes.filter((box) => box.left > left && box.right < right);
    const middles = (boxes: readonly Box[]) => [
      ...new Set(boxes.map((box) => Math.round((box.left + box.right) / 2))),
    ];

    expect(seen(bars)).toHaveLength(6);
    for (const bar of seen(bars)) expect(bar.right - bar.left).toBeGreaterThan((right - left) / 12);
    // Each mark has an edge in the same place.
    expect(middles(seen(marks)).sort((a, b) => a - b)).toEqual(middles(seen(bars)));
  },
);

/** The hover box at a share of the width of the plot. */
async function hovered(charts: Record<string, Figure>, name: string, share = 0.5) {
  const { plot } = await measure(charts[name] ?? completeFigure({ data: [] }), 800);
  const [{ left, right, top, bottom } = { left: 0, right: 0, top: 0, bottom: 0 }] = plot;
  await page.mouse.move(left + share * (right - left), top + 0.7 * (bottom - top));
  const box = page.locator(".hoverlayer .legend");
  await box.waitFor();
  const background = await page.evaluate('document.querySelector(".hoverlayer .legend .bg").style.cssText');
  return { lines: await box.locator("text").allTextContents(), background };
}

test.skipIf(!chromiumPath)(
  `the hover box is dark, lets the bars through and names every size${unlessChromium}`,
  { timeout: LONG },
  async () => {
    const startup = { sizes: hostile, months: 3, startMonth: "2025-01", companies: 50, price: 19.5 };
    const charts = allCharts(startup);
    const grouped = await hovered(charts, "sessionsGrouped");
    expect(grouped.background).toContain("fill: rgb(34, 34, 34); fill-opacity: 0.82");
    expect(grouped.lines).toEqual([
      "February 2025",
      '<b>bold</b> & "quo…</script> 410 (expected 328 to 492)',
      "A very long name t…l it ends 810 (expected 648 to 972)",
      "%{y} %{customdata[0]} $x^2$ 1,220 (expected 976 to 1,464)",
      "__proto__ 1,620 (expected 1,296 to 1,944)",
    ]);
    const mrr = await hovered(charts, "mrr");
    expect(mrr.lines.slice(-2)).toEqual(["__proto__ $3,159.00", "expected $7,917.00$6,333.00 to $9,501.00"]);
    const bridge = await hovered(charts, "mrrMovements");
    expect(bridge.lines.slice(0, 2)).toEqual(["February 2025", "remaining $7,917.00"]);
  },
);

test.skipIf(!chromiumPath)(
  `the hover box has one line for each size, with its expected value, at every place${unlessChromium}`,
  { timeout: LONG },
  async () => {
    const charts = allCharts({
      sizes: two,
      months: 12,
      startMonth: "2025-01",
      companies: 100,
      price: 19,
    });
    const lines = async (name: string, share: number) => (await hovered(charts, name, share)).lines;
    const expected = "large expected 50.0 (40 to 60)";
    expect(await lines("customerForecast", 11.5 / 24)).toEqual(["December 2025", "large 28", "small 56"]);
    expect(await lines("customerForecast", 12.5 / 24)).toContain(expected);
    expect(await lines("retention", 0.99)).toEqual([
      "Months since signing up: 12",
      "large 28.0% (19.6% to 37.0%), expected 57.2%",
      "small 28.0% (22.0% to 34.3%), expected 35.2%",
    ]);
    expect(await lines("churnRate", 0.5 / 12)).toEqual([
      "January 2025",
      "large 10.0% (5.5% to 17.4%), True rate 4.5%",
      "small 10.0% (6.6% to 14.9%), True rate 8.3%",
    ]);
    expect(await lines("fan", 0.5 / 12)).toEqual(["January 2025", "This startup $5,130.00"]);
  },
);
