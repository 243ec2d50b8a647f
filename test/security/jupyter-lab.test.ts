import fs from "node:fs";
import os from "node:os";
import { expect, test } from "vitest";
import { projectRoot } from "../../db/process/project-root";
import { runtimeFolder } from "../../lib/jupyter/environment/python-environment";
import { startChild } from "../child-process";
import { startLab } from "../start-lab";
import type { Site, Trophies } from "./lab-stranger";

const isRoot = process.getuid?.() === 0 && process.platform === "linux";
const unlessRoot = isRoot ? "" : " (skipped: only root of Linux can become another user)";

async function attacked(site: Site): Promise<Trophies> {
  const { stdout, stderr } = await startChild("test/security/lab-stranger.ts", [JSON.stringify(site)]).ended;
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

/** The environment of the process that has this in its command line. */
function environmentOf(part: string): string {
  const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const read = (pid: string, name: string) => {
    try {
      return fs.readFileSync(`/proc/${pid}/${name}`, "utf8");
    } catch {
      return ""; // it has ended
    }
  };
  return (
    pids.filter((pid) => read(pid, "cmdline").includes(part)).map((pid) => read(pid, "environ"))[0] ?? ""
  );
}

test.skipIf(!isRoot)(
  `another user of the machine who reads every file and process that it may does not get into JupyterLab${unlessRoot}`,
  { timeout: 420_000 },
  async () => {
    const lab = await startLab();
    const { origin: address, searchParams } = new URL(lab.url);
    const token = searchParams.get("token") ?? "";
    const headers = { authorization: `token ${token}` };
    const body = '{ "name": "tslab" }';
    const started = await fetch(new URL("/api/kernels", address), { method: "POST", headers, body });
    const { id: kernel } = (await started.json()) as { id: string };
    // What a cell shows of its environment goes into the notebook.
    await expect.poll(() => environmentOf(`kernel-${kernel}.json`)).toContain("JPY_PARENT_PID=");
    expect(environmentOf(`kernel-${kernel}.json`)).not.toContain(token);
    const folders = [projectRoot, runtimeFolder, os.tmpdir(), os.homedir()];

    const stranger = await attacked({ address, folders, kernel });

    expect(stranger).toMatchObject({ user: 65534, reached: [] });
    expect(stranger.found).not.toContain(token);
    // Its files there hold the token, so that the folder is what protects it.
    expect(fs.readdirSync(runtimeFolder)).not.toEqual([]);
    expect(fs.statSync(runtimeFolder).mode & 0o777).toBe(0o700);

    // With the token it would have got in.
    const { reached } = await attacked({ address, folders: [], kernel, token });
    expect(reached).toEqual(
      expect.arrayContaining([
        "GET /lab",
        "GET /files/package.json",
        "GET /api/contents",
        "POST /api/kernels",
        `GET /api/kernels/${kernel}/channels`,
        "POST /api/terminals",
        "POST /api/shutdown",
      ]),
    );
    await lab.ended;
  },
);
