/**
 * Avoids checking files again that an earlier kernel has checked: TypeScript's build info, which contains the hash and the imports of
 * each file, is cached between kernels. tslab 1.0.22 checks all files in each kernel, which takes seconds.
 */
import path from "node:path";
import * as ts from "@tslab/typescript-for-tslab";
import { readCache, writeCache } from "../../../db/process/compile-typescript.cjs";
import { projectRoot } from "../../../db/process/project-root";

type Builder = ts.EmitAndSemanticDiagnosticsBuilderProgram;
export type Host = ts.WatchCompilerHostOfFilesAndCompilerOptions<Builder>;

const NAME = "checked.tsbuildinfo";

/** The supposed location of the build info, whose paths are relative to its folder. */
const buildInfo = path.posix.join(posixPath(projectRoot), NAME);

/** Only build info of the whole library is cached, so that a notebook that imports a part of it does not replace the rest. */
const library = path.posix.join(posixPath(projectRoot), "lib", "index.ts");

function posixPath(folder: string): string {
  return folder.replaceAll(path.sep, path.posix.sep);
}

/** A host whose programs know which files an earlier kernel has checked, once a cell imports the library. */
export function withCheckedFiles(host: Host): Host {
  let isFirst = true;
  // The latest program with all of the library, at first an earlier kernel's. The next cell may import nothing.
  let whole: Builder | undefined;
  return {
    ...host,
    // Imported files are found anyway; of the types that need no import, only Node's are used.
    options: { ...host.options, types: ["node"], incremental: true, tsBuildInfoFile: buildInfo },
    readFile: (file, encoding) =>
      file === buildInfo ? readCache(NAME) : withoutLongDocs(file, host.readFile(file, encoding)),
    createProgram: (rootNames = [], options = {}, compilerHost, before) => {
      // TypeScript would give the build info to the first program, which has none of these files yet and would drop them.
      if (isFirst) whole = before;
      const oldProgram = isFirst ? undefined : before?.getProgram();
      isFirst = false;
      const program = ts.createProgram({ rootNames, options, host: compilerHost, oldProgram });
      const isWhole = program.getSourceFile(library) !== undefined;
      const old = isWhole ? whole : oldProgram && before;
      const builder = ts.createEmitAndSemanticDiagnosticsBuilderProgram(program, compilerHost ?? {}, old);
      if (isWhole) whole = builder;
      return builder;
    },
  };
}

/** Packages whose types are documentation for the greatest part, which takes longer to parse than the types. */
const LONG_DOCS = /\/node_modules\/(@types\/node|plotly\.js-dist)\//;

function withoutLongDocs(file: string, text: string | undefined): string | undefined {
  return LONG_DOCS.test(file) ? text?.replaceAll("/**", "/* ") : text;
}

/** Checks what has changed, and caches the result unless only cells have. */
export function checkChanged(builder: Builder): void {
  const cells = builder.getProgram().getRootFileNames();
  let hasNews = false;
  for (let next = check(builder); next; next = check(builder)) hasNews ||= !cells.includes(next);
  if (hasNews && builder.getSourceFile(library)) keep(builder);
}

/** Checks the next file that has changed or imports a changed one, and returns its name. */
function check(builder: Builder): string | undefined {
  const { affected } = builder.getSemanticDiagnosticsOfNextAffectedFile() ?? {};
  return affected && "fileName" in affected ? affected.fileName : undefined;
}

function keep(builder: Builder): void {
  const options = builder.getCompilerOptions();
  // Makes TypeScript write only the build info.
  options.noEmit = true;
  builder.emit(undefined, (_, text) => writeCache(NAME, text));
  options.noEmit = undefined;
}
