/**
 * tslab 1.0.22 has the types of all files computed twice for each cell: first to learn which names the cell declares, then with
 * these names exported. The names are in the text of the cell, so that the first time it gets the cell alone.
 * It can go when tslab does so itself: https://github.com/yunabe/tslab/issues
 */
import * as ts from "@tslab/typescript-for-tslab";

type Builder = ts.EmitAndSemanticDiagnosticsBuilderProgram;
type CreateProgram = ts.CreateProgram<Builder>;

/** What tslab reads as the text of the cell that is converted, until its names are known. */
let unknown: string | undefined;

/** The complete programs behind those of a cell alone. */
const complete = new WeakMap<Builder, Builder>();

/** Whether the program knows the names of a cell and nothing else that is new. */
export function hasNamesAlone(builder: Builder): boolean {
  return complete.has(builder);
}

/**
 * Converts a cell, of which the names are wanted first. Not for a cell that follows an edit of another file: TypeScript tells what
 * has changed to the next program alone.
 *
 * @param source the cell, as tslab receives it
 */
export function withNamesWanted<Result>(source: string, convert: () => Result): Result {
  unknown = `export {};${ts.sys.newLine}${source}`;
  try {
    return convert();
  } finally {
    unknown = undefined;
  }
}

/** Creates programs as the given function does, except if only the names of a cell are wanted. */
export function withNamesFirst(createProgram: CreateProgram): CreateProgram {
  return (roots, options, host, previous, ...rest) => {
    const before = previous && (complete.get(previous) ?? previous);
    const wanted = unknown;
    unknown = undefined;
    const cell = roots?.find((file) => wanted !== undefined && host?.readFile(file) === wanted);
    const parsed = cell && wanted !== undefined && declares(cell, wanted);
    if (!parsed || !before) return createProgram(roots, options, host, before, ...rest);
    const getSourceFile: Builder["getSourceFile"] = (file) =>
      file === cell ? parsed : before.getSourceFile(file);
    // A program that is undefined is up to date with nothing, so that the next is created even if the cell is that of the last.
    const builder = { ...before, getSourceFile, getProgramOrUndefined: () => undefined };
    complete.set(builder, before);
    return builder;
  };
}

/** The cell with its names, `undefined` if it declares none: then tslab creates no second program. */
function declares(file: string, text: string): ts.SourceFile | undefined {
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
  // The checker finds the names.
  ts.createProgram({
    rootNames: [file],
    options: { noLib: true, noResolve: true, types: [] },
    host,
  }).getTypeChecker();
  return "locals" in source && source.locals instanceof Map && source.locals.size > 0 ? source : undefined;
}
