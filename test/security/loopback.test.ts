import { Client } from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { startLab } from "../start-lab";
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
  `JupyterLab and its kernels listen on loopback only${unlessLinux}`,
  { timeout: 420_000 },
  async () => {
    const before = new Set(processTree(process.pid));
    const lab = await startLab();
    const { searchParams } = new URL(lab.url);
    const started = await fetch(new URL("/api/kernels", lab.url), {
      method: "POST",
      headers: { authorization: `token ${searchParams.get("token")}` },
      body: '{ "name": "tslab" }',
    });
    expect(started.status).toBe(201);

    const addresses = () => listeningAddresses(processTree(process.pid).filter((pid) => !before.has(pid)));
    // Jupyter's own port and the five of the kernel.
    await expect.poll(() => addresses().length, { timeout: 30_000 }).toBeGreaterThanOrEqual(6);
    expect(addresses().filter((address) => !address.startsWith("127.0.0.1:"))).toEqual([]);
  },
);
