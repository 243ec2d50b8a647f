/**
 * Importing this before tslab fixes how tslab 1.0.22 uses TypeScript to track edits of the files that cells import.
 */
import fs from "node:fs";
import path from "node:path";
import * as ts from "@tslab/typescript-for-tslab";
import { createNamesFirst, hasNamesAlone } from "./cell-names";
import { checkChanged, type Host, withCheckedFiles } from "./checked-files";

/** The files that TypeScript watches, with the time of the last change of each. */
const watched = new Set<{
  readonly path: string;
  readonly callback: ts.FileWatcherCallback;
  changed: number;
}>();

/** TypeScript would poll the times of 600 files, and could still miss an edit just before a cell runs. */
ts.sys.watchFile = (path, callback) => {
  const file = { path, callback, changed: changeTime(path) };
  watched.add(file);
  return { close: () => void watched.delete(file) };
};

/** Whether TypeScript knows of a change that no program includes yet. */
let hasNews = false;

const { watchDirectory } = ts.sys;

/**
 * TypeScript would watch thousands of folders in `node_modules`, for packages that are installed while a kernel runs. Watching the
 * folders that contain packages is enough. It would also report a new file a second late, and never look for files in a new folder,
 * which may exist before it is watched.
 */
ts.sys.watchDirectory = (folder, callback, recursive, options) => {
  const containsPackages = path.basename(folder) === "node_modules" && fs.existsSync(folder);
  const scopes = containsPackages ? fs.readdirSync(folder).filter((name) => name.startsWith("@")) : [];
  const tellNews: ts.DirectoryWatcherCallback = (file) => {
    hasNews = true;
    callback(isFolder(file) ? folder : file);
  };
  const atOnce = { ...options, synchronousWatchDirectory: true };
  const watchers = [folder, ...scopes.map((scope) => `${folder}/${scope}`)].map((one) =>
    watchDirectory?.(one, tellNews, recursive && !containsPackages, atOnce),
  );
  return {
    close: () => {
      for (const watcher of watchers) watcher?.close();
    },
  };
};

function isFolder(path: string): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * Tells TypeScript which files have been edited since the last call. Files of installed packages are not checked, since a kernel does
 * not reload packages.
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
    forgetJson(path);
    callback(path, eventKind(changed, file.changed));
  }
  const news = hasNews;
  hasNews = false;
  return news;
}

/** Node would return the content that an earlier cell has imported. */
function forgetJson(file: string): void {
  if (file.endsWith(".json")) delete require.cache[path.normalize(file)];
}

function eventKind(before: number, after: number): ts.FileWatcherEventKind {
  if (after === 0) return ts.FileWatcherEventKind.Deleted;
  return before === 0 ? ts.FileWatcherEventKind.Created : ts.FileWatcherEventKind.Changed;
}

/** The time of the last change of a file, 0 if it does not exist. */
function changeTime(path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * Like TypeScript's own, with these differences:
 * - After an edit, only affected files are checked: the edited file, and those that import it if its exports have changed. tslab
 *   checks every file, which takes seconds. For new kernels, see `withCheckedFiles`.
 * - To find the names of a cell, no program of all files is created, see `createNamesFirst`.
 * - TypeScript files that cells import are checked here and compiled elsewhere, see `takeImported`.
 * - TypeScript may set two timers, and tslab throws at the second, which is set when a file is created or renamed, as most editors do
 *   to save a file. It is not needed, since each cell looks for all changes.
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
  // Only cells need declarations.
  program.getDeclarationDiagnostics = (file, ...rest) =>
    file && program.getRootFileNames().includes(file.fileName)
      ? getDeclarationDiagnostics(file, ...rest)
      : [];
}

/** The TypeScript files imported by cells whose JavaScript tslab has requested but not received. */
const imported = new Set<string>();

/** Returns the TypeScript files that a cell has imported and that are new or have been edited since the last call. */
export function takeImported(): string[] {
  const files = [...imported];
  imported.clear();
  return files;
}

/** tslab compiles each file twice, with checker and syntax tree, although a compiler that only needs its text is enough. */
function compileElsewhere(builder: ts.EmitAndSemanticDiagnosticsBuilderProgram): void {
  const { emit } = builder;
  const cells = builder.getProgram().getRootFileNames();
  builder.emit = (file, ...rest) => {
    if (!file?.fileName.endsWith(".ts") || cells.includes(file.fileName)) return emit(file, ...rest);
    imported.add(file.fileName);
    return { emitSkipped: true, diagnostics: [] };
  };
}

// The exports of the package are read-only, so this replaces the module that tslab imports.
const loaded = require.cache[require.resolve("@tslab/typescript-for-tslab")];
if (loaded) loaded.exports = { ...loaded.exports, createWatchProgram };
