import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { unusedPort } from "../../db/embedded/server";
import { ensureJupyter, runtimeFolder, venv } from "../../lib/jupyter/environment/python-environment";
import { joined } from "../../lib/jupyter/execute/notebook-file";
import { executeNotebook } from "../../lib/jupyter/execute/run-notebooks";
import { startChild } from "../child-process";
import { notebookOf } from "../execute-cells";
import { startLab } from "../start-lab";
import { temporaryFolder } from "../temporary-folder";
import { type Connection, KernelClient } from "./kernel-client";
import type { Loot, Target } from "./stranger";

const LONG = 240_000;

/** A folder that any user can write to. */
function openFolder(): string {
  const folder = temporaryFolder();
  fs.chmodSync(folder, 0o777);
  return folder;
}

/** Starts a kernel as VS Code does: with a connection file that names ports and key. */
async function startKernel(key: string) {
  ensureJupyter();
  const ports = await Promise.all(Array.from({ length: 5 }, unusedPort));
  const [iopub_port = 0, shell_port = 0, control_port = 0, stdin_port = 0, hb_port = 0] = ports;
  const where = { ip: "127.0.0.1", iopub_port, shell_port, control_port, stdin_port, hb_port };
  const connection: Connection = { ...where, key };
  const file = path.join(openFolder(), "connection.json");
  const content = { ...connection, transport: "tcp", signature_scheme: "hmac-sha256" };
  fs.writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  const spec = path.join(venv, "share", "jupyter", "kernels", "tslab", "kernel.json");
  const [program = "", ...args] = (JSON.parse(fs.readFileSync(spec, "utf8")) as { argv: string[] }).argv.map(
    (arg) => arg.replace("{connection_file}", file),
  );
  const kernel = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let written = "";
  for (const stream of [kernel.stdout, kernel.stderr]) {
    stream.on("data", (data) => {
      written += data;
    });
  }
  const ended = new Promise<number | null>((resolve) => kernel.once("close", resolve));
  onTestFinished(async () => {
    kernel.kill("SIGKILL");
    await ended;
  });
  return { connection, file, ended, written: () => written };
}

/** What a stranger gets who knows the ports, while the analyst works in the kernel. */
async function attacked(client: KernelClient, connection: Connection, file: string) {
  const marker = path.join(openFolder(), "marker");
  const target: Target = {
    ip: connection.ip,
    iopub_port: connection.iopub_port,
    requests: [connection.shell_port, connection.control_port, connection.stdin_port],
    code: `require("fs").writeFileSync(${JSON.stringify(marker)}, "")`,
    files: [file],
  };
  const stranger = startChild("test/security/stranger.ts", [JSON.stringify(target)]);
  let loot: Loot | undefined;
  const attack = stranger.ended.then(({ stdout, stderr }) => {
    expect(stderr).toBe("");
    loot = JSON.parse(stdout);
  });
  const written: string[] = [];
  while (!loot) {
    written.push(await client.run("console.log('one'); console.error('two')"));
    await Promise.race([attack, new Promise((resolve) => setTimeout(resolve, 100))]);
  }
  return { loot, marker, written };
}

test("a stranger who knows the ports runs nothing, even with what the kernel publishes, and is not noticed", {
  timeout: LONG,
}, async () => {
  const key = "0123abcd-key-of-the-test";
  const { connection, file, written } = await startKernel(key);
  const client = new KernelClient(connection);
  onTestFinished(() => client.close());
  await client.ready();

  const attack = await attacked(client, connection, file);

  // Without encryption the stranger sees the outputs, and it tried their signatures.
  expect(attack.loot.seen).toBeGreaterThan(5);
  expect(attack.loot.answers).toBe(0);
  if (process.getuid?.() === 0) expect(attack.loot).toMatchObject({ user: 65534, readable: [] });
  expect(fs.existsSync(attack.marker)).toBe(false);
  expect(new Set(attack.written)).toEqual(new Set(["one\ntwo\n"]));
  expect(await client.run("1 + 1")).toBe("2\n");
  const contents = client.published.map(({ content }) => content).join("");
  expect(contents).not.toContain(key);
  expect(contents).not.toMatch(/[0-9a-f]{64}/);
  expect(client.published.filter(({ type }) => !["status", "stream"].includes(type))).toEqual([]);
  expect(written()).toBe("");
});

test("a kernel whose connection file has an empty key does not start, and says why", {
  timeout: LONG,
}, async () => {
  const { ended, written } = await startKernel("");
  expect(await ended).toBe(1);
  expect(written()).toMatch(/^kernel: the connection file must contain a key, received none; .+\n$/);
});

test("a stranger who knows the ports of JupyterLab's kernel runs nothing and sees nothing", {
  timeout: LONG,
}, async () => {
  const lab = await startLab();
  const authorization = `token ${new URL(lab.url).searchParams.get("token")}`;
  const body = '{ "name": "tslab" }';
  const started = await fetch(new URL("/api/kernels", lab.url), {
    method: "POST",
    headers: { authorization },
    body,
  });
  const { id } = (await started.json()) as { id: string };
  const file = path.join(runtimeFolder, `kernel-${id}.json`);
  const connection: Connection = JSON.parse(fs.readFileSync(file, "utf8"));
  const client = new KernelClient(connection);
  onTestFinished(() => client.close());
  await client.ready();

  const { loot, marker, written } = await attacked(client, connection, file);

  expect(loot).toMatchObject({ seen: 0, answers: 0 });
  if (process.getuid?.() === 0) expect(loot).toMatchObject({ user: 65534, readable: [] });
  expect(fs.existsSync(marker)).toBe(false);
  expect(new Set(written)).toEqual(new Set(["one\ntwo\n"]));
});

test("a kernel that nbconvert starts is encrypted", { timeout: LONG }, async () => {
  const cell = `import fs from "node:fs";
console.log(Object.keys(JSON.parse(fs.readFileSync(process.argv[1], "utf8"))).includes("curve_secretkey"));`;
  const { cells } = await executeNotebook(notebookOf([cell]));
  expect(cells[0]?.outputs?.map((output) => "text" in output && joined(output.text))).toEqual(["true\n"]);
});
