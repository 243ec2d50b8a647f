import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { transform } from "esbuild";

/** A figure as Plotly draws it. */
export interface DrawableFigure {
  readonly data: readonly { readonly type?: string }[];
  readonly layout: unknown;
}

/** The types of traces that `plotly.js-basic-dist` draws; it is a quarter of the whole library. */
const BASIC_TYPES = ["bar", "pie", "scatter"];

/** The library that draws these figures, minified, as a script to stand in an HTML page; empty if there are none. */
export async function plotlyLibrary(figures: readonly DrawableFigure[]): Promise<string> {
  if (figures.length === 0) return "";
  const types = figures.flatMap(({ data }) => data.map(({ type = "scatter" }) => type));
  const isBasic = types.every((type) => BASIC_TYPES.includes(type));
  return await minified(isBasic ? "plotly.js-basic-dist" : "plotly.js-dist");
}

const minifiedBefore = new Map<string, Promise<string>>();

/** The script of a package, with its licence and those of what it is built from. */
async function minified(name: string): Promise<string> {
  const script = minifiedBefore.get(name) ?? minify(createRequire(__filename).resolve(name));
  minifiedBefore.set(name, script);
  return await script;
}

async function minify(file: string): Promise<string> {
  const licence = fs.readFileSync(path.join(path.dirname(file), "LICENSE"), "utf8");
  const { code } = await transform(fs.readFileSync(file), { minify: true });
  return `/*! Plotly\n${licence}*/\n${code}`;
}
