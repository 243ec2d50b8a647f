import { type Converter, createConverter } from "tslab/dist/converter";
import { completeImports } from "./complete-imports";
import { expandShorthand } from "./expand-shorthand";
import { explainDiagnostics } from "./explain-diagnostics";
import { noteEdits } from "./incremental-typescript";

/** tslab 1.0.22 does not see that a cell with such a loop has to be an async function. */
const FOR_AWAIT = /\bfor\s+await\b/;

/**
 * Makes tslab's converter from cells to JavaScript, mended by `completeImports`, `expandShorthand`,
 * `explainDiagnostics` and, for cells that follow an edit, `createWatchProgram`.
 */
export function createCellConverter(isBrowser: boolean): Converter {
  const converter = completeImports(createConverter({ isJS: false, isBrowser }));
  return {
    ...converter,
    convert: (previous, shorthand) => {
      noteEdits();
      const source = expandShorthand(shorthand);
      const conversion = converter.convert(previous, source);
      const complete = (position: number) => converter.complete(previous, source, position);
      const diagnostics = explainDiagnostics(conversion.diagnostics, { source, previous, complete });
      const hasToplevelAwait = conversion.hasToplevelAwait || FOR_AWAIT.test(source);
      return { ...conversion, diagnostics, hasToplevelAwait };
    },
  };
}
