import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../../../db/process/project-root";
import {
  installKernelSpec,
  installLabSettings,
  pipSettings,
} from "../../../../lib/jupyter/environment/python-environment";
import { temporaryFolder } from "../../../temporary-folder";

const ALWAYS = { PIP_CONFIG_FILE: os.devNull, PIP_NO_INPUT: "1", PIP_DISABLE_PIP_VERSION_CHECK: "1" };

test("a user without settings has none", () => {
  expect(pipSettings("")).toEqual(ALWAYS);
});

test("what says how an index is reached is kept, and nothing else", () => {
  const list = [
    "global.user='true'",
    "global.target='/elsewhere'",
    "install.no-deps='true'",
    "install.require-hashes='true'",
    "list.index-url='https://list.example'",
    "global.index-url='https://user:p%40ss@index.example/simple'",
    "global.extra-index-url='https://a.example\\nhttps://b.example'",
    "global.no-index-url='x'",
    "install.trusted-host='index.example'",
    "install.proxy='http://proxy.example:3128'",
    ":env:.timeout='60'",
    ":env:.constraint='/elsewhere'",
    "a line that is none",
  ];
  expect(pipSettings(list.join("\n"))).toEqual({
    ...ALWAYS,
    PIP_INDEX_URL: "https://user:p%40ss@index.example/simple",
    PIP_EXTRA_INDEX_URL: "https://a.example\nhttps://b.example",
    PIP_TRUSTED_HOST: "index.example",
    PIP_PROXY: "http://proxy.example:3128",
    PIP_TIMEOUT: "60",
  });
});

test("of a setting made in several places a variable counts most, and the section of the command more than that of all", () => {
  const list = [
    ":env:.retries='3'",
    "install.retries='2'",
    "global.retries='1'",
    "install.timeout='2'",
    "global.timeout='1'",
  ];
  expect(pipSettings(list.join("\r\n"))).toEqual({ ...ALWAYS, PIP_RETRIES: "3", PIP_TIMEOUT: "2" });
});

test("quotes and backslashes are as the user wrote them", () => {
  const list = `global.cert="C:\\\\it's\\\\ca.pem"\nglobal.client-cert='say \\"\\\\n\\"'`;
  expect(pipSettings(list)).toEqual({
    ...ALWAYS,
    PIP_CERT: "C:\\it's\\ca.pem",
    PIP_CLIENT_CERT: 'say "\\n"',
  });
});

/** What is in a file after it was installed into an environment of its own, twice. */
function installed(install: (environment: string) => void, file: string): unknown {
  const environment = temporaryFolder();
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
