import fs from "node:fs";
import path from "node:path";
import { projectRoot } from "../../../db/process/project-root";

/**
 * Installs the kernel `tslab` of this project into an environment, where JupyterLab, VS Code and nbconvert
 * find it. It starts in the project's folder, so that a notebook anywhere imports from `./lib`.
 *
 * @param environment the folder of a Python environment
 */
export function installKernelSpec(environment: string): void {
  const folder = path.join(environment, "share", "jupyter", "kernels", "tslab");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "kernel.json"), `${JSON.stringify(kernelSpec(), null, 2)}\n`);
}

function kernelSpec() {
  const typescript = path.join(projectRoot, "lib", "commands", "typescript.cjs");
  const kernel = path.join(projectRoot, "lib", "jupyter", "kernel", "kernel.ts");
  // The kernel's own start is compiled; that ends before tslab compiles the notebook's cells.
  const script = [
    `const unregister = require(${JSON.stringify(typescript)})`,
    `const { startKernel } = require(${JSON.stringify(kernel)})`,
    "unregister()",
    "startKernel(process.argv[1])",
  ].join("; ");
  return {
    argv: [process.execPath, "--no-warnings", "-e", script, "{connection_file}"],
    display_name: "TypeScript",
    language: "typescript",
    metadata: { supported_encryption: ["curve"] },
  };
}
