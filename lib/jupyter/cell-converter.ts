import { type Converter, createConverter } from "tslab/dist/converter";
import { completeImports } from "./complete-imports";
import { expandShorthand } from "./expand-shorthand";

/**
 * Makes tslab's converter from cells to JavaScript, mended by `completeImports` and `expandShorthand`.
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
    convert: (previous, source) => renewing(() => converter.convert(previous, expandShorthand(source))),
    inspect: (...args) => renewing(() => converter.inspect(...args)),
    complete: (...args) => renewing(() => converter.complete(...args)),
    addModule: (...args) => renewing(() => converter.addModule(...args)),
    close: () => converter.close(),
  };
}
