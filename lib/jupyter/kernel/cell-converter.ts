import path from "node:path";
import * as ts from "@tslab/typescript-for-tslab";
import { type Converter, createConverter } from "tslab/dist/converter";
import { compileTypeScript } from "../../../db/process/compile-typescript.cjs";
import { convertByNames } from "./cell-names";
import { completeSql } from "./complete-sql";
import { explainDiagnostics } from "./explain-diagnostics";
import { noteEdits, takeImported } from "./incremental-typescript";

/** tslab 1.0.22 does not notice that a cell with such a loop has to be an async function. */
const FOR_AWAIT = /\bfor\s+await\b/;

/**
 * Creates tslab's converter from cells to JavaScript, fixed by `completeImports`, `expandShorthand`,
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
 * Fixes two problems of tslab 1.0.22 with imports of local files:
 * - it resolves `./lib` only as `lib.js`, so a folder's index is also provided under that name;
 * - it passes on only the files that have changed since the last cell, not those that import them, so all files are passed on
 *   and loaded again whenever one has changed.
 *
 * @returns a converter that does the same as the given one, with these fixes
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

/** A module with the name of a folder that exports the folder's index. */
function folderModule(folder: string): [string, string] {
  return [`${folder}.js`, `module.exports = require("./${path.posix.basename(folder)}/index");`];
}

/**
 * Replaces `{ rules }` with `{ rules: rules }` in the source of a cell, since tslab 1.0.22 does not find variables of earlier cells in
 * the former.
 */
export function expandShorthand(source: string): string {
  const names: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isShorthandPropertyAssignment(node)) names.push(node.name);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022));
  // From the end, so that the other positions stay valid.
  return names.reduceRight(
    (text, { end, text: name }) => `${text.slice(0, end)}: ${name}${text.slice(end)}`,
    source,
  );
}
