import path from "node:path";
import * as ts from "@tslab/typescript-for-tslab";
import { expect, test } from "vitest";
import { projectRoot } from "../../../../db/process/project-root";
import { withCheckedFiles } from "../../../../lib/jupyter/kernel/checked-files";

type Builder = ts.EmitAndSemanticDiagnosticsBuilderProgram;

const library = `${projectRoot.replaceAll(path.sep, "/")}/lib/index.ts`;

/** Has the program of these files created, and returns it with the names of the files that it checks. */
function checking(createProgram: ts.CreateProgram<Builder>, texts: Record<string, string>, before?: Builder) {
  const options: ts.CompilerOptions = { noLib: true, noResolve: true, types: [] };
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    getSourceFile: (file, target) => {
      const text = texts[file];
      if (text === undefined) return undefined;
      return Object.assign(ts.createSourceFile(file, text, target), { version: text });
    },
  };
  const program = createProgram(Object.keys(texts), options, host, before);
  const checked: string[] = [];
  for (;;) {
    const { affected } = program.getSemanticDiagnosticsOfNextAffectedFile() ?? {};
    if (!affected) return { program, checked };
    if ("fileName" in affected) checked.push(affected.fileName);
  }
}

test("a library that a cell does without is not checked again for the next", () => {
  const { createProgram } = withCheckedFiles(ts.createWatchCompilerHost([], {}, ts.sys));
  const text = "export const months = 12;";

  const start = checking(createProgram, { "/cell.ts": "export {};" });
  const first = checking(createProgram, { "/cell.ts": "export {}; 1;", [library]: text }, start.program);
  const without = checking(createProgram, { "/cell.ts": "export {}; 2;" }, first.program);
  const again = checking(createProgram, { "/cell.ts": "export {}; 3;", [library]: text }, without.program);
  const edited = checking(
    createProgram,
    { "/cell.ts": "export {}; 4;", [library]: `${text} 5;` },
    again.program,
  );

  expect(first.checked).toContain(library);
  expect(again.checked).toEqual(["/cell.ts"]);
  expect(edited.checked).toContain(library);
});
