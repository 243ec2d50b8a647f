import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { installPackages } from "../../lib/jupyter/environment/python-environment";
import { joined } from "../../lib/jupyter/execute/notebook-file";
import { executeNotebook } from "../../lib/jupyter/execute/run-notebooks";
import { reportHtml } from "../../lib/jupyter/report/report-page";
import { notebookOf } from "../execute-cells";
import { startLab } from "../start-lab";
import { temporaryFolder } from "../temporary-folder";

const LONG = 420_000;

function write(file: string, content: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

/** What many have in their own Jupyter: one line of it lets everyone in, another breaks the address. */
const SERVER_CONFIG = `
c.ServerApp.token = ""
c.IdentityProvider.token = ""
c.ServerApp.password = ""
c.ServerApp.base_url = "/mine/"
c.ServerApp.certfile = "/nowhere/mine.pem"
c.ServerApp.ip = "0.0.0.0"
c.ServerApp.root_dir = "/nowhere"
c.ServerApp.allow_origin = "*"
c.ServerApp.disable_check_xsrf = True
c.ServerApp.allow_unauthenticated_access = True
c.NbConvertApp.export_format = "slides"
c.ExecutePreprocessor.enabled = False
c.TemplateExporter.template_name = "mine"
`;
const BROKEN = "raise SystemExit('this is mine')\n";

/** A home with a Jupyter, a kernel, a Python and a pip of the user's own, and the variables that point there. */
function stubSurroundings(): void {
  const home = temporaryFolder();
  const at = (...parts: string[]) => path.join(home, ...parts);
  for (const folder of [at(".jupyter"), at("config"), at(".local", "etc", "jupyter")]) {
    for (const of of ["server", "lab", "notebook", "nbconvert"])
      write(path.join(folder, `jupyter_${of}_config.py`), SERVER_CONFIG);
    write(
      path.join(folder, "jupyter_server_config.json"),
      '{ "IdentityProvider": { "token": "" }, "ServerApp": { "base_url": "/mine/" } }',
    );
  }
  for (const folder of [at(".local", "share", "jupyter"), at("data")]) {
    write(path.join(folder, "labextensions", "mine", "package.json"), '{ "name": "mine", "jupyterlab": {} }');
    write(
      path.join(folder, "kernels", "tslab", "kernel.json"),
      '{ "argv": ["false"], "display_name": "Mine" }',
    );
    write(path.join(folder, "nbconvert", "templates", "lab", "index.html.j2"), "mine");
  }
  write(at(".ipython", "profile_default", "ipython_notebook_config.py"), SERVER_CONFIG);
  for (const name of ["sitecustomize", "usercustomize", "jupyterlab", "nbconvert", "encodings"])
    write(at("python", `${name}.py`), BROKEN);
  write(at(".config", "pip", "pip.conf"), "[global]\nuser = true\n[install]\nno-deps = true\n");
  const variables = {
    HOME: home,
    USERPROFILE: home,
    APPDATA: home,
    XDG_CONFIG_HOME: at(".config"),
    JUPYTER_CONFIG_DIR: at("config"),
    JUPYTER_CONFIG_PATH: at("config"),
    JUPYTER_DATA_DIR: at("data"),
    JUPYTER_PATH: at("data"),
    JUPYTER_RUNTIME_DIR: path.join(os.devNull, "runtime"),
    JUPYTER_PREFER_ENV_PATH: "0",
    JUPYTER_TOKEN_FILE: path.join(os.devNull, "token"),
    JUPYTER_GATEWAY_URL: "http://127.0.0.1:1",
    JUPYTERLAB_SETTINGS_DIR: path.join(os.devNull, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: path.join(os.devNull, "workspaces"),
    JUPYTERLAB_DIR: at("data"),
    PYTHONPATH: at("python"),
    PYTHONHOME: at("python"),
    PYTHONSTARTUP: at("python", "jupyterlab.py"),
    PYTHONUSERBASE: at(".local"),
    PYTHONWARNINGS: "error",
    PYTHONIOENCODING: "ascii",
    VIRTUAL_ENV: at("python"),
    PIP_TARGET: at("target"),
    PIP_PREFIX: at("prefix"),
    PIP_CONSTRAINT: path.join(os.devNull, "constraint"),
    PIP_REQUIRE_VIRTUALENV: "yes",
    PIP_DRY_RUN: "1",
    HTTP_PROXY: "http://127.0.0.1:1",
    LC_ALL: "C",
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

beforeEach(stubSurroundings);
afterEach(() => {
  vi.unstubAllEnvs();
});

test("JupyterLab asks for its own token at its own address, whatever the user's Jupyter and Python are set to", {
  timeout: LONG,
}, async () => {
  const lab = await startLab();
  const status = async (place: string, headers = {}) =>
    (await fetch(new URL(place, lab.url), { headers, redirect: "manual" })).status;
  const headers = { authorization: `token ${new URL(lab.url).searchParams.get("token")}` };

  expect(await status("/api/contents")).toBe(403);
  expect(await status("/api/contents/notebooks/analysis.ipynb", headers)).toBe(200);
  expect(await status("/lab", headers)).toBe(200);
  const page = await (await fetch(lab.url)).text();
  const extensions: { name: string }[] = JSON.parse(
    /"federated_extensions": (\[.*?\])/s.exec(page)?.[1] ?? "[]",
  );
  expect(extensions.map(({ name }) => name).sort()).toEqual(["jupyterlab-plotly", "jupyterlab_pygments"]);
  const specs = await fetch(new URL("/api/kernelspecs", lab.url), { headers });
  expect(await specs.json()).toMatchObject({
    kernelspecs: { tslab: { spec: { display_name: "TypeScript" } } },
  });

  await lab.end();
  // Another JupyterLab may have the port by now.
  expect(await status("/api/contents", headers).catch(() => undefined)).not.toBe(200);
});

test("a notebook runs and becomes a page, whatever the user's Jupyter and Python are set to", {
  timeout: LONG,
}, async () => {
  const executed = await executeNotebook(notebookOf(['console.log("ünï 日本");']));
  expect(executed.cells[0]?.outputs?.map((output) => "text" in output && joined(output.text))).toEqual([
    "ünï 日本\n",
  ]);
  const page = await reportHtml(executed, "Mine");
  expect(page).toContain("<title>Mine</title>");
  expect(page).toContain("ünï 日本");
});

test("packages are installed into the project's environment, whatever the user's pip is set to", {
  timeout: LONG,
}, () => {
  const folder = temporaryFolder();
  const requirements = path.join(folder, "requirements.txt");
  write(requirements, "colorama==0.4.6\n");
  const environment = path.join(folder, "environment");
  vi.stubEnv("HTTP_PROXY", undefined);

  installPackages(environment, requirements);

  const python = path.join(environment, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const where = spawnSync(python, ["-I", "-c", "import colorama; print(colorama.__file__)"], {
    encoding: "utf8",
  });
  expect(where.stdout.startsWith(fs.realpathSync(environment))).toBe(true);
});
