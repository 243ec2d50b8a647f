import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../db/process/project-root";

const read = (name: string) => JSON.parse(fs.readFileSync(path.join(projectRoot, name), "utf8"));

test("every package that runs a script when it is installed is listed in allowScripts, and no other is", () => {
  const packages: Record<string, { hasInstallScript?: boolean }> = read("package-lock.json").packages;
  const withScript = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([place]) => place.replace(/^.*node_modules\//, ""));
  expect(withScript).toContain("esbuild");
  expect(Object.keys(read("package.json").allowScripts).sort()).toEqual([...new Set(withScript)].sort());
});
