/**
 * tslab 1.0.22 computes the types of all files twice for each cell: first to find the names that the cell declares, then with these
 * names exported. The text of the cell is enough to find its names, so the first program contains only the cell.
 */
import * as ts from "@tslab/typescript-for-tslab";

type Builder = ts.EmitAndSemanticDiagnosticsBuilderProgram;
type CreateProgram = ts.CreateProgram<Builder>;

/** The text of the cell that is being converted, as tslab writes it, until its names are known. */
let cellText: string | undefined;

/** The complete programs for those that contain only a cell. */
const complete = new WeakMap<Builder, Builder>();

/** Whether the program differs from the last one only in a cell and its names. */
export function hasNamesAlone(builder: Builder): boolean {
  return complete.has(builder);
}

/**
 * Converts a cell with a function that asks for its names first. Not for a cell after an edit of another file, since TypeScript
 * reports changes only to the next program.
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

/** Creates programs as the given function does, except when only the names of a cell are needed. */
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
      // Without a program, nothing is up to date, so that the next one is created even if the same cell is run again.
      getProgramOrUndefined: () => undefined,
    };
    complete.set(builder, before);
    return builder;
  };
}

/** The cell with its names; `undefined` if it declares none, in which case tslab uses the first program for everything. */
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
