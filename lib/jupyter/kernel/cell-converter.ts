import path from "node:path";
import * as ts from "@tslab/typescript-for-tslab";
import { type Converter, createConverter } from "tslab/dist/converter";
import { compileTypeScript } from "../../../db/process/compile-typescript.cjs";
import { convertByNames } from "./cell-names";
import { completeSql } from "./complete-sql";
import { explainDiagnostics } from "./explain-diagnostics";
import { noteEdits, takeImported } from "./incremental-typescript";

/** tslab 1.0.22 does not see that a cell with such a loop has to be an async function. */
const FOR_AWAIT = /\bfor\s+await\b/;

/**
 * Makes tslab's converter from cells to JavaScript, mended by `completeImports`, `expandShorthand`,
 * `explainDiagnostics`, `completeSql` and, for cells that follow an edit, `createWatchProgram`.
 */
export function createCellConverter(isBrowser: boolean): Converter {
  const converter = completeImports(compileImports(createConverter({ isJS: false, isBrowser })));
  return {
    ...converter,
    complete: (previous, source, position) =>
      completeSql(source, position, (cell, at) => converter.complete(previous, cell, at)) ??
      converter.complete(previous, source, position),
    convert: (previous, shorthand) => {
      const hasNews = noteEdits();
      const source = expandShorthand(shorthand);
      const convert = () => converter.convert(previous, source);
      const conversion = hasNews ? convert() : convertByNames(source, convert);
      const complete = (position: number) => converter.complete(previous, source, position);
      const diagnostics = explainDiagnostics(conversion.diagnostics, { source, previous, complete });
      const hasToplevelAwait = conversion.hasToplevelAwait || FOR_AWAIT.test(source);
      return { ...conversion, diagnostics, hasToplevelAwait };
    },
  };
}

/** Adds the TypeScript files that tslab has not compiled itself, see `takeImported`. */
function compileImports(converter: Converter): Converter {
  const convert: Converter["convert"] = (previous, source) => {
    const conversion = converter.convert(previous, source);
    const compiled = takeImported().map((file) => ({
      path: file.replace(/\.ts$/, ".js"),
      data: compileTypeScript(file),
    }));
    if (compiled.length === 0) return conversion;
    return { ...conversion, sideOutputs: [...(conversion.sideOutputs ?? []), ...compiled] };
  };
  return { ...converter, convert };
}

/**
 * Mends two things that tslab 1.0.22 lacks in importing local files:
 * - it looks for `./lib` as `lib.js` alone, so a folder's index also gets that name;
 * - it hands over only the files that have changed since the last cell and keeps those that import them as
 *   they were, so all files are handed over and loaded again whenever one has changed.
 *
 * It can go when tslab does so itself: https://github.com/yunabe/tslab/issues
 *
 * @returns a converter that does as the given one, with this mended
 */
export function completeImports(converter: Converter): Converter {
  const compiled = new Map<string, string>();
  const convert: Converter["convert"] = (previous, source) => {
    const conversion = converter.convert(previous, source);
    if (!conversion.sideOutputs) return conversion;
    for (const { path: file, data } of conversion.sideOutputs) {
      compiled.set(file, data);
      if (file.endsWith("/index.js")) compiled.set(...folderModule(path.posix.dirname(file)));
    }
    return { ...conversion, sideOutputs: [...compiled].map(([file, data]) => ({ path: file, data })) };
  };
  return { ...converter, convert };
}

/** A module named as a folder that is the folder's index. */
function folderModule(folder: string): [string, string] {
  return [`${folder}.js`, `module.exports = require("./${path.posix.basename(folder)}/index");`];
}

/**
 * Writes `{ rules }` as `{ rules: rules }` in the source of a cell. The two mean the same, and tslab 1.0.22
 * does not find a variable of an earlier cell in the first.
 *
 * It can go when tslab does so itself: https://github.com/yunabe/tslab/issues
 */
export function expandShorthand(source: string): string {
  const names: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isShorthandPropertyAssignment(node)) names.push(node.name);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022));
  // From the end, so that the places of the others stay right.
  return names.reduceRight(
    (text, { end, text: name }) => `${text.slice(0, end)}: ${name}${text.slice(end)}`,
    source,
  );
}
