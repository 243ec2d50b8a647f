/**
 * Importing this, before tslab, mends how tslab 1.0.22 uses TypeScript to follow edits of the files that cells import.
 * It can go when tslab does so itself: https://github.com/yunabe/tslab/issues
 */
import fs from "node:fs";
import * as ts from "@tslab/typescript-for-tslab";

type Host = ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.EmitAndSemanticDiagnosticsBuilderProgram>;

/** The files that TypeScript watches, and when each was changed last. */
const watched = new Set<{
  readonly path: string;
  readonly callback: ts.FileWatcherCallback;
  changed: number;
}>();

/** TypeScript asks for the time of 600 files again and again, and may still miss an edit just before a cell runs. */
ts.sys.watchFile = (path, callback) => {
  const file = { path, callback, changed: changeTime(path) };
  watched.add(file);
  return { close: () => void watched.delete(file) };
};

/** Tells TypeScript which files have been edited since the last call. */
export function noteEdits(): void {
  for (const file of watched) {
    const { path, callback, changed } = file;
    file.changed = changeTime(path);
    if (file.changed !== changed) callback(path, eventKind(changed, file.changed));
  }
}

function eventKind(before: number, after: number): ts.FileWatcherEventKind {
  if (after === 0) return ts.FileWatcherEventKind.Deleted;
  return before === 0 ? ts.FileWatcherEventKind.Created : ts.FileWatcherEventKind.Changed;
}

/** When a file was changed, 0 if there is none. */
function changeTime(path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * As TypeScript's own, with two differences:
 * - After an edit only what it concerns is checked: the edited file, and those that import it if what it exports
 *   has changed. tslab has every file checked, which takes seconds.
 * - TypeScript may set two timers, and tslab throws at the second. The second, set when a file is created
 *   or renamed, as most editors do to save one, is not needed: each cell looks at all changes.
 */
function createWatchProgram(host: Host): ReturnType<typeof ts.createWatchProgram> {
  const { afterProgramCreate, setTimeout, clearTimeout } = host;
  const noTimer = {};
  return ts.createWatchProgram({
    ...host,
    afterProgramCreate: (builder) => {
      checkWhatChanged(builder);
      afterProgramCreate?.(builder);
    },
    setTimeout: (callback, ...rest) =>
      callback.name === "invalidateResolutionsOfFailedLookup" ? noTimer : setTimeout?.(callback, ...rest),
    clearTimeout: (timer) => (timer === noTimer ? undefined : clearTimeout?.(timer)),
  });
}

function checkWhatChanged(builder: ts.EmitAndSemanticDiagnosticsBuilderProgram): void {
  const program = builder.getProgram();
  const getDeclarationDiagnostics = program.getDeclarationDiagnostics;
  program.getSemanticDiagnostics = (...args) => {
    while (builder.getSemanticDiagnosticsOfNextAffectedFile());
    return builder.getSemanticDiagnostics(...args);
  };
  // Declarations are needed of cells alone.
  program.getDeclarationDiagnostics = (file, ...rest) =>
    file && program.getRootFileNames().includes(file.fileName)
      ? getDeclarationDiagnostics(file, ...rest)
      : [];
}

// What the package exports cannot be changed, but what tslab gets when it imports the package can.
const loaded = require.cache[require.resolve("@tslab/typescript-for-tslab")];
if (loaded) loaded.exports = { ...loaded.exports, createWatchProgram };
