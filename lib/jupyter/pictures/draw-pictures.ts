// Pictures of charts, drawn by Plotly in a headless Chromium.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { transform } from "esbuild";
import { optimize } from "svgo";
import { withBrowserPage } from "./chromium";

/** The size of a picture in CSS pixels, unless its figure has a height; it is a vector graphic, sharp on any screen. */
const [WIDTH, HEIGHT] = [800, 400];

/** Plotly numbers the parts of a picture at random; from a fixed start they are the same in every run. */
const FIXED_RANDOM = "let last = 1; Math.random = () => (last = (last * 48271) % 2147483647) / 2147483647;";

/**
 * Draws figures with Plotly in a headless Chromium.
 *
 * @param signal stops it
 * @returns a picture for each, as the text of an SVG file
 * @throws UserError if no Chromium is found
 */
export async function drawPictures(
  figures: readonly DrawableFigure[],
  signal: AbortSignal,
): Promise<string[]> {
  return await withBrowserPage(signal, async (page) => {
    await page.addScriptTag({ content: FIXED_RANDOM });
    await page.addScriptTag({ content: await plotlyLibrary(figures) });
    const pictures: string[] = [];
    for (const { data, layout } of figures) {
      const figure = JSON.stringify({ data, layout });
      const { height = HEIGHT } = layout;
      const options = JSON.stringify({ format: "svg", imageDataOnly: true, width: WIDTH, height });
      pictures.push(withoutWaste(String(await page.evaluate(`Plotly.toImage(${figure}, ${options})`))));
    }
    return pictures;
  });
}

/**
 * The same picture in a third of the bytes: Plotly writes the style of each mark in full, and coordinates with needless precision. Ids
 * are kept, since they differ between the pictures of a page.
 */
function withoutWaste(svg: string): string {
  const { data } = optimize(svg, {
    floatPrecision: 1,
    plugins: [
      { name: "removeAttrs", params: { attrs: ["class", "data-.*"] } },
      "convertStyleToAttrs",
      { name: "preset-default", params: { overrides: { cleanupIds: false } } },
    ],
  });
  return data;
}

/** A figure as Plotly draws it. */
export interface DrawableFigure {
  readonly data: readonly { readonly type?: string }[];
  readonly layout: { readonly height?: number; readonly title?: unknown };
}

/** The types of traces that `plotly.js-basic-dist` draws; it is a quarter of the whole library. */
const BASIC_TYPES = ["bar", "pie", "scatter"];

/** The library that draws these figures, minified, as a script for an HTML page; empty if there are none. */
export async function plotlyLibrary(figures: readonly DrawableFigure[]): Promise<string> {
  if (figures.length === 0) return "";
  const types = figures.flatMap(({ data }) => data.map(({ type = "scatter" }) => type));
  const isBasic = types.every((type) => BASIC_TYPES.includes(type));
  return await minified(isBasic ? "plotly.js-basic-dist" : "plotly.js-dist");
}

const minifiedBefore = new Map<string, Promise<string>>();

/** The script of a package, with its license and those of bundled packages. */
async function minified(name: string): Promise<string> {
  const script = minifiedBefore.get(name) ?? minify(createRequire(__filename).resolve(name));
  minifiedBefore.set(name, script);
  return await script;
}

async function minify(file: string): Promise<string> {
  const license = fs.readFileSync(path.join(path.dirname(file), "LICENSE"), "utf8");
  const { code } = await transform(fs.readFileSync(file), { minify: true });
  return `/*! Plotly\n${license}*/\n${code}`;
}
