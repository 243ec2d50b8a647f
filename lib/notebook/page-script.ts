import path from "node:path";
import { buildSync } from "esbuild";
import { projectRoot } from "../../db/process/project-root";

const built = new Map<string, string>();

/**
 * Bundles a file of this folder with its imports into one script for the page. esbuild escapes `</script` in it. Built once per
 * process.
 *
 * @param file relative to `lib/notebook`, such as `page/table-controls.ts`
 * @param notice a comment with the licenses of bundled packages
 */
export function pageScript(file: string, notice = ""): string {
  const script = built.get(file) ?? build(file, notice);
  built.set(file, script);
  return script;
}

function build(file: string, notice: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(projectRoot, "lib", "notebook", file)],
    bundle: true,
    minify: true,
    write: false,
    platform: "browser",
    format: "iife",
    target: "es2022",
    charset: "utf8",
    // Makes the script independent of the TypeScript settings around it.
    tsconfigRaw: "{}",
    banner: { js: notice },
  });
  return outputFiles.map(({ text }) => text.trim()).join("");
}
