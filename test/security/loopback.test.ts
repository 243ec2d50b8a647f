import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Client } from "pg";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { unusedPort } from "../../db/embedded/unused-port";
import { startJupyterLab } from "../../lib/jupyter/jupyter-lab";
import { ensureJupyter } from "../../lib/jupyter/python-environment";
import { isLinux, listeningAddresses, processTree } from "./listening";

const unlessLinux = isLinux ? "" : " (skipped: only Linux has /proc/net)";

test.skipIf(!isLinux)(`Postgres listens on loopback only${unlessLinux}`, () => {
  const { port } = new URL(inject("serverUrl"));
  expect(listeningAddresses().filter((address) => address.endsWith(`:${port}`))).toEqual([
    `127.0.0.1:${port}`,
  ]);
});

test("Postgres lets nobody in without the password, by whatever way", async () => {
  const changes: Partial<Pick<URL, "username" | "password" | "pathname">>[] = [
    { password: "" },
    { password: "wrong" },
    { username: "postgres" },
    { pathname: "template1", password: "" },
  ];
  for (const change of changes) {
    const stranger = new Client({
      connectionString: Object.assign(new URL(inject("serverUrl")), change).href,
    });
    await expect(stranger.connect()).rejects.toThrow(/password/);
  }
  const client = new Client({ connectionString: inject("serverUrl") });
  await client.connect();
  onTestFinished(() => client.end());
  const { rows } = await client.query("select distinct auth_method from pg_hba_file_rules");
  expect(rows).toEqual([{ auth_method: "scram-sha-256" }]);
});

test.skipIf(!isLinux)(
  `JupyterLab and its kernels listen on loopback only and ask for the token, which only its owner can read${unlessLinux}`,
  { timeout: 420_000 },
  async () => {
    const parent = fs.mkdtempSync(path.join(os.tmpdir(), "startup jupyter "));
    fs.chmodSync(parent, 0o755);
    const runtime = path.join(parent, "runtime");
    vi.stubEnv("JUPYTER_RUNTIME_DIR", runtime);
    vi.stubEnv("JUPYTER_TOKEN", undefined);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      fs.rmSync(parent, { recursive: true, force: true });
    });
    ensureJupyter();
    const before = new Set(processTree(process.pid));
    const ending = new AbortController();
    const lab = await startJupyterLab({
      notebook: "notebooks/analysis.ipynb",
      host: "127.0.0.1",
      port: await unusedPort(),
      openBrowser: false,
      signal: ending.signal,
    });
    onTestFinished(async () => {
      ending.abort();
      await lab.ended;
    });
    const token = new URL(lab.url).searchParams.get("token") ?? "";
    expect(token).toMatch(/^[0-9a-f]{48}$/);
    const ask = (place: string, authorization: string, body?: string) =>
      fetch(new URL(place, lab.url), {
        headers: { authorization },
        redirect: "manual",
        ...(body ? { method: "POST", body } : {}),
      });

    for (const place of ["/api/contents", "/api/kernels", "/api/sessions", "/files/package.json"]) {
      expect.soft({ place, status: (await ask(place, "")).status }).not.toMatchObject({ status: 200 });
      expect
        .soft({ place, status: (await ask(place, "token wrong")).status })
        .not.toMatchObject({ status: 200 });
      expect
        .soft({ place, status: (await ask(place, `token ${token}`)).status })
        .toEqual({ place, status: 200 });
    }
    expect((await ask("/lab", "")).headers.get("location")).toMatch(/^\/login/);
    expect((await ask("/api/kernels", `token ${token}`, '{ "name": "tslab" }')).status).toBe(201);

    const addresses = () => listeningAddresses(processTree(process.pid).filter((pid) => !before.has(pid)));
    // Jupyter's own port and the five of the kernel.
    await expect.poll(() => addresses().length, { timeout: 30_000 }).toBeGreaterThanOrEqual(6);
    expect(addresses().filter((address) => !address.startsWith("127.0.0.1:"))).toEqual([]);

    expect(spawnSync("ps", ["-eww", "-o", "args"], { encoding: "utf8" }).stdout).not.toContain(token);
    // Its files there hold the token.
    expect(fs.readdirSync(runtime)).not.toEqual([]);
    expect(fs.statSync(runtime).mode & 0o777).toBe(0o700);
  },
);
