/**
 * tslab 1.0.22 has the types of all files computed twice for each cell: first to learn which names the cell declares, then with
 * these names exported. The text of the cell is enough to learn its names, so the first time tslab receives the cell alone.
 * It can go when tslab does so itself: https://github.com/yunabe/tslab/issues
 */
import * as ts from "@tslab/typescript-for-tslab";

type Builder = ts.EmitAndSemanticDiagnosticsBuilderProgram;
type CreateProgram = ts.CreateProgram<Builder>;

/** The text of the cell that is being converted, as tslab writes it, until its names are known. */
let cellText: string | undefined;

/** The complete programs behind those that know a cell alone. */
const complete = new WeakMap<Builder, Builder>();

/** Whether all that is new in the program is a cell and its names. */
export function hasNamesAlone(builder: Builder): boolean {
  return complete.has(builder);
}

/**
 * Converts a cell by a function that asks for its names first. Not for a cell that follows an edit of another file: TypeScript
 * tells what has changed to the next program alone.
 *
 * @param source the cell, as tslab receives it
 */
export function convertByNames<Result>(source: string, convert: () => Result): Result {
  cellText = `export {};${ts.sys.newLine}${source}`;
  try {
    return convert();
  } finally {
    cellText = undefined;
  }
}

/** Creates programs as the given function does, except if only the names of a cell are asked for. */
export function createNamesFirst(createProgram: CreateProgram): CreateProgram {
  return (roots = [], options, host, previous, ...rest) => {
    const before = previous && (complete.get(previous) ?? previous);
    const cell = roots.find((file) => cellText !== undefined && host?.readFile(file) === cellText);
    const named = cell && cellText !== undefined && namedCell(cell, cellText);
    cellText = undefined;
    if (!named || !before) return createProgram(roots, options, host, before, ...rest);
    const builder = {
      ...before,
      getSourceFile: (file: string) => (file === cell ? named : before.getSourceFile(file)),
      // Without a program nothing is up to date, so that the next one is created even if the last cell is run again.
      getProgramOrUndefined: () => undefined,
    };
    complete.set(builder, before);
    return builder;
  };
}

/** The cell with its names; `undefined` if it declares none, since tslab then uses the first program for everything. */
function namedCell(file: string, text: string): ts.SourceFile | undefined {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  const host: ts.CompilerHost = {
    getSourceFile: (name) => (name === file ? source : undefined),
    getDefaultLibFileName: () => "",
    writeFile: () => {},
    getCurrentDirectory: () => "",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => ts.sys.newLine,
    fileExists: (name) => name === file,
    readFile: () => undefined,
  };
  const options = { noLib: true, noResolve: true, types: [] };
  // The checker finds the names.
  ts.createProgram({ rootNames: [file], options, host }).getTypeChecker();
  return "locals" in source && source.locals instanceof Map && source.locals.size > 0 ? source : undefined;
}
