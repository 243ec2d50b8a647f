import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";
import type * as compiler from "../../../db/process/compile-typescript.cjs";
import { projectRoot } from "../../../db/process/project-root";
import { temporaryFolder } from "../../temporary-folder";

/** The compiler in a project of its own, whose only other file is `lib/price.ts`. */
function project() {
  const root = temporaryFolder();
  const compilerFile = path.join("db", "process", "compile-typescript.cjs");
  fs.cpSync(path.join(projectRoot, compilerFile), path.join(root, compilerFile));
  for (const folder of ["lib", "node_modules"]) fs.mkdirSync(path.join(root, folder));
  fs.symlinkSync(
    path.join(projectRoot, "node_modules", "esbuild"),
    path.join(root, "node_modules", "esbuild"),
    "junction",
  );
  const { compileTypeScript }: typeof compiler = createRequire(__filename)(path.join(root, compilerFile));
  const file = path.join(root, "lib", "price.ts");
  const cache = path.join(root, "node_modules", ".startup-notebooks");
  return {
    cache,
    edit: (price: number) => fs.writeFileSync(file, `export const price: number = ${price};\n`),
    compile: () => compileTypeScript(file),
    kept: () => fs.readdirSync(cache).map((name) => fs.readFileSync(path.join(cache, name), "utf8")),
    /** Changes what is kept, which shows whether it is used. */
    replace: (before: string, after: string) => {
      for (const name of fs.readdirSync(cache)) {
        const kept = path.join(cache, name);
        fs.writeFileSync(kept, fs.readFileSync(kept, "utf8").replace(before, after));
      }
    },
  };
}

test("what was compiled is used again until the file is edited", () => {
  const { edit, compile, replace } = project();
  edit(19);
  expect(compile()).toContain("price = 19;");
  replace("price = 19;", "price = 20;");
  expect(compile()).toContain("price = 20;");
  edit(24);
  expect(compile()).toContain("price = 24;");
});

test.skipIf(process.platform === "win32")(
  "what another user could have written is not used, and nothing is written there",
  () => {
    const { cache, edit, compile, kept, replace } = project();
    edit(19);
    compile();
    replace("price = 19;", "price = 20;");
    const before = kept();
    fs.chmodSync(cache, 0o777);
    expect(compile()).toContain("price = 19;");
    fs.chmodSync(cache, 0o700);
    if (process.getuid?.() === 0) {
      fs.chownSync(cache, 65534, 65534);
      expect(compile()).toContain("price = 19;");
    }
    edit(24);
    expect(compile()).toContain("price = 24;");
    expect(kept()).toEqual(before);
  },
);

test("if nothing can be cached, files are compiled each time", () => {
  const { cache, edit, compile } = project();
  fs.writeFileSync(cache, "a file where the folder would be");
  edit(19);
  expect(compile()).toContain("price = 19;");
  edit(24);
  expect(compile()).toContain("price = 24;");
});
