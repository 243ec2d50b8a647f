/**
 * What an earlier kernel has checked is not checked again: TypeScript's own build info, which names each file with the hash of its
 * text and what it imports, is kept from kernel to kernel. tslab 1.0.22 checks all files in each kernel, which takes seconds.
 */
import path from "node:path";
import * as ts from "@tslab/typescript-for-tslab";
import { readCache, writeCache } from "../../../db/process/compile-typescript.cjs";
import { projectRoot } from "../../../db/process/project-root";

type Builder = ts.EmitAndSemanticDiagnosticsBuilderProgram;
export type Host = ts.WatchCompilerHostOfFilesAndCompilerOptions<Builder>;

const NAME = "checked.tsbuildinfo";

/** Where TypeScript believes the build info to be: its paths are relative to this folder. */
const buildInfo = path.posix.join(posixPath(projectRoot), NAME);

/** Only what is known of all of the library is kept, so that a notebook which imports a part replaces none of it. */
const library = path.posix.join(posixPath(projectRoot), "lib", "index.ts");

function posixPath(folder: string): string {
  return folder.replaceAll(path.sep, path.posix.sep);
}

/** A host whose programs know what an earlier kernel has checked as soon as a cell imports the library. */
export function withCheckedFiles(host: Host): Host {
  let isFirst = true;
  let kept: Builder | undefined;
  return {
    ...host,
    // What cells and the library import is found without being listed; of the types that are there without an import, only Node's are used.
    options: { ...host.options, types: ["node"], incremental: true, tsBuildInfoFile: buildInfo },
    readFile: (file, encoding) =>
      file === buildInfo ? readCache(NAME) : withoutNodesDocs(file, host.readFile(file, encoding)),
    createProgram: (rootNames = [], options = {}, compilerHost, before) => {
      // TypeScript offers the build info to the first program, which has no files of ours yet and would forget them.
      if (isFirst) kept = before;
      const oldProgram = isFirst ? undefined : before?.getProgram();
      isFirst = false;
      const program = ts.createProgram({ rootNames, options, host: compilerHost, oldProgram });
      const isKept = kept && program.getSourceFile(library);
      const old = isKept ? kept : oldProgram && before;
      if (isKept) kept = undefined;
      return ts.createEmitAndSemanticDiagnosticsBuilderProgram(program, compilerHost ?? {}, old);
    },
  };
}

/** Nine tenths of the types of Node are their documentation, which takes longer to parse than the types. */
function withoutNodesDocs(file: string, text: string | undefined): string | undefined {
  return file.includes("/node_modules/@types/node/") ? text?.replaceAll("/**", "/* ") : text;
}

/** Checks what has changed, and keeps the result if that was more than cells. */
export function checkChanged(builder: Builder): void {
  const cells = builder.getProgram().getRootFileNames();
  let hasNews = false;
  for (let next = check(builder); next; next = check(builder)) hasNews ||= !cells.includes(next);
  if (hasNews && builder.getSourceFile(library)) keep(builder);
}

/** Checks one more file that has changed, or that imports what has, and returns its name. */
function check(builder: Builder): string | undefined {
  const { affected } = builder.getSemanticDiagnosticsOfNextAffectedFile() ?? {};
  return affected && "fileName" in affected ? affected.fileName : undefined;
}

function keep(builder: Builder): void {
  const options = builder.getCompilerOptions();
  // Then all that TypeScript writes is the build info.
  options.noEmit = true;
  builder.emit(undefined, (_, text) => writeCache(NAME, text));
  options.noEmit = undefined;
}
