/**
 * Importing this, before tslab, mends how tslab 1.0.22 uses TypeScript to follow edits of the files that cells import.
 * It can go when tslab does so itself: https://github.com/yunabe/tslab/issues
 */
import fs from "node:fs";
import path from "node:path";
import * as ts from "@tslab/typescript-for-tslab";
import { createNamesFirst, hasNamesAlone } from "./cell-names";
import { checkChanged, type Host, withCheckedFiles } from "./checked-files";

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

/** Whether TypeScript has been told of a change that no program includes yet. */
let hasNews = false;

const { watchDirectory } = ts.sys;

/**
 * TypeScript watches all of the thousands of folders below `node_modules`, for packages that are installed while a kernel runs.
 * It is enough to watch the folders that contain packages.
 */
ts.sys.watchDirectory = (folder, callback, recursive, options) => {
  const containsPackages = path.basename(folder) === "node_modules" && fs.existsSync(folder);
  const scopes = containsPackages ? fs.readdirSync(folder).filter((name) => name.startsWith("@")) : [];
  const tellNews: ts.DirectoryWatcherCallback = (file) => {
    hasNews = true;
    callback(file);
  };
  const watchers = [folder, ...scopes.map((scope) => `${folder}/${scope}`)].map((one) =>
    watchDirectory?.(one, tellNews, recursive && !containsPackages, options),
  );
  return {
    close: () => {
      for (const watcher of watchers) watcher?.close();
    },
  };
};

/**
 * Tells TypeScript which files have been edited since the last call. Those of installed packages are not looked at: a kernel that has
 * loaded a package keeps it.
 *
 * @returns whether any file or folder has changed
 */
export function noteEdits(): boolean {
  for (const file of watched) {
    const { path, callback, changed } = file;
    if (changed > 0 && path.includes("/node_modules/")) continue;
    file.changed = changeTime(path);
    if (file.changed === changed) continue;
    hasNews = true;
    callback(path, eventKind(changed, file.changed));
  }
  const news = hasNews;
  hasNews = false;
  return news;
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
 * As TypeScript's own, with these differences:
 * - After an edit only what it concerns is checked: the edited file, and those that import it if what it exports
 *   has changed. tslab has every file checked, which takes seconds. In a new kernel, see `withCheckedFiles`.
 * - Of a cell whose names are wanted, no program of all files is created, see `createNamesFirst`.
 * - TypeScript files that cells import are checked here and compiled elsewhere, see `takeImported`.
 * - TypeScript may set two timers, and tslab throws at the second. The second, set when a file is created
 *   or renamed, as most editors do to save one, is not needed: each cell looks at all changes.
 */
function createWatchProgram(host: Host): ReturnType<typeof ts.createWatchProgram> {
  const { afterProgramCreate, setTimeout, clearTimeout } = host;
  const noTimer = {};
  const checking = withCheckedFiles(host);
  return ts.createWatchProgram({
    ...checking,
    createProgram: createNamesFirst(checking.createProgram),
    afterProgramCreate: (builder) => {
      if (!hasNamesAlone(builder)) {
        checkWhatChanged(builder);
        compileElsewhere(builder);
      }
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
    checkChanged(builder);
    return builder.getSemanticDiagnostics(...args);
  };
  // Declarations are needed of cells alone.
  program.getDeclarationDiagnostics = (file, ...rest) =>
    file && program.getRootFileNames().includes(file.fileName)
      ? getDeclarationDiagnostics(file, ...rest)
      : [];
}

/** The TypeScript files, imported by cells, whose JavaScript tslab has asked for and not got. */
const imported = new Set<string>();

/** Returns the TypeScript files that a cell has imported and that are new or have been edited since the last call. */
export function takeImported(): string[] {
  const files = [...imported];
  imported.clear();
  return files;
}

/** tslab compiles each file twice, with checker and syntax tree, where a compiler that looks at its text alone is enough. */
function compileElsewhere(builder: ts.EmitAndSemanticDiagnosticsBuilderProgram): void {
  const { emit } = builder;
  const cells = builder.getProgram().getRootFileNames();
  builder.emit = (file, ...rest) => {
    if (!file?.fileName.endsWith(".ts") || cells.includes(file.fileName)) return emit(file, ...rest);
    imported.add(file.fileName);
    return { emitSkipped: true, diagnostics: [] };
  };
}

// What the package exports cannot be changed, but what tslab gets when it imports the package can.
const loaded = require.cache[require.resolve("@tslab/typescript-for-tslab")];
if (loaded) loaded.exports = { ...loaded.exports, createWatchProgram };
