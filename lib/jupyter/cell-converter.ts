import { type Converter, createConverter } from "tslab/dist/converter";
import { completeImports } from "./complete-imports";
import { expandShorthand } from "./expand-shorthand";
import { explainDiagnostics } from "./explain-diagnostics";

/** tslab 1.0.22 does not see that a cell with such a loop has to be an async function. */
const FOR_AWAIT = /\bfor\s+await\b/;

/**
 * Makes tslab's converter from cells to JavaScript, mended by `completeImports`, `expandShorthand` and
 * `explainDiagnostics`.
 *
 * tslab 1.0.22 also breaks for good where several files change between two cells ("Unexpected pending
 * rebuildTimer"): then a new one takes its place, which costs a second once.
 * It can go when tslab does so itself: https://github.com/yunabe/tslab/issues
 */
export function createCellConverter(isBrowser: boolean): Converter {
  const create = () => completeImports(createConverter({ isJS: false, isBrowser }));
  let converter = create();
  const renewing = <T>(work: () => T): T => {
    try {
      return work();
    } catch {
      converter.close();
      converter = create();
      return work();
    }
  };
  return {
    convert: (previous, shorthand) => {
      const source = expandShorthand(shorthand);
      const conversion = renewing(() => converter.convert(previous, source));
      const complete = (position: number) => renewing(() => converter.complete(previous, source, position));
      const diagnostics = explainDiagnostics(conversion.diagnostics, { source, previous, complete });
      return {
        ...conversion,
        diagnostics,
        hasToplevelAwait: conversion.hasToplevelAwait || FOR_AWAIT.test(source),
      };
    },
    inspect: (...args) => renewing(() => converter.inspect(...args)),
    complete: (...args) => renewing(() => converter.complete(...args)),
    addModule: (...args) => renewing(() => converter.addModule(...args)),
    close: () => converter.close(),
  };
}
