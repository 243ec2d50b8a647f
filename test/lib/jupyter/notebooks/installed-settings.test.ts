import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../../../db/process/project-root";
import { installKernelSpec } from "../../../../lib/jupyter/environment/kernel-spec";
import { installLabSettings } from "../../../../lib/jupyter/environment/lab-settings";

/** What is in a file after it was installed into an environment of its own, twice. */
function installed(install: (environment: string) => void, file: string): unknown {
  const environment = fs.mkdtempSync(path.join(os.tmpdir(), "startup environment "));
  onTestFinished(() => fs.rmSync(environment, { recursive: true }));
  install(environment);
  install(environment);
  return JSON.parse(fs.readFileSync(path.join(environment, file), "utf8"));
}

test("Jupyter finds a kernel named TypeScript, which this Node runs from the project's files", () => {
  const typescript = path.join(projectRoot, "lib/commands/typescript.cjs");
  const kernel = path.join(projectRoot, "lib/jupyter/kernel/kernel.ts");
  const script =
    `const unregister = require(${JSON.stringify(typescript)}); ` +
    `const { startKernel } = require(${JSON.stringify(kernel)}); unregister(); startKernel(process.argv[1])`;
  expect(installed(installKernelSpec, "share/jupyter/kernels/tslab/kernel.json")).toEqual({
    argv: [process.execPath, "--no-warnings", "-e", script, "{connection_file}"],
    display_name: "TypeScript",
    language: "typescript",
    metadata: { supported_encryption: ["curve"] },
  });
});

test("JupyterLab asks for no news and no updates, and nothing pops up", () => {
  expect(installed(installLabSettings, "share/jupyter/lab/settings/overrides.json")).toEqual({
    "@jupyterlab/apputils-extension:notification": {
      fetchNews: "false",
      checkForUpdates: false,
      doNotDisturbMode: true,
    },
  });
});
