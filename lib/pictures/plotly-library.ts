import fs from "node:fs";
import { createRequire } from "node:module";
import { transform } from "esbuild";

/** The library that draws the charts, minified, as a script to stand in an HTML page. */
export async function plotlyLibrary(): Promise<string> {
  const file = createRequire(__filename).resolve("plotly.js-dist");
  const { code } = await transform(fs.readFileSync(file), { minify: true });
  return code;
}
