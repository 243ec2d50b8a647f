import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../db/process/project-root";
import { runtimeFolder } from "../../lib/jupyter/environment/python-environment";
import { isLinux } from "../security/listening";
import { emptyDatabaseUrl } from "../test-database";

const LONG = 420_000;
const unlessLinux = isLinux ? "" : " (skipped: only Linux has /proc)";

/** The processes whose environment has a variable of this value. */
function processesWith(value: string): number[] {
  const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return fs.readFileSync(`/proc/${pid}/environ`, "latin1").includes(value);
    } catch {
      return false; // of another user, or ended
    }
  });
}

/** Runs `npm start` until it serves and a kernel runs. */
async function startWithKernel() {
  const mark = randomBytes(8).toString("hex");
  const env = { ...process.env, DATABASE_URL: await emptyDatabaseUrl(), MARK: mark };
  const npm = spawn("npm", ["start", "--", "--no-browser"], { cwd: projectRoot, env, detached: true });
  const running = () => processesWith(mark);
  onTestFinished(() => {
    for (const pid of running()) process.kill(pid, "SIGKILL");
  });
  let said = "";
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on("data", (text) => {
      said += text;
    });
  }
  await expect.poll(() => said, { timeout: LONG }).toContain("Ctrl-C ends it");
  const url = new URL(/http:\/\/\S+/.exec(said)?.[0] ?? "");
  const authorization = `token ${url.searchParams.get("token")}`;
  const body = '{ "name": "tslab" }';
  const kernels = new URL("/api/kernels", url);
  const started = await fetch(kernels, { method: "POST", headers: { authorization }, body });
  const { id } = (await started.json()) as { id: string };
  const connectionFile = path.join(runtimeFolder, `kernel-${id}.json`);
  const command = running().find((pid) =>
    fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("start.ts"),
  );
  // A terminal sends Ctrl-C to all that run in it.
  return { npm: npm.pid, terminal: -Number(npm.pid), command, running, connectionFile, said: () => said };
}

test.skipIf(!isLinux).each([
  ["terminal", "SIGINT"],
  ["npm", "SIGTERM"],
  ["npm", "SIGKILL"],
  ["command", "SIGHUP"],
  ["command", "SIGKILL"],
] as const)(
  `npm start whose %s gets %s ends JupyterLab and its kernels in order${unlessLinux}`,
  { timeout: LONG },
  async (target, signal) => {
    const { running, connectionFile, said, ...pids } = await startWithKernel();
    expect(fs.existsSync(connectionFile)).toBe(true);
    // npm, the command, what compiles it, JupyterLab and the kernel.
    expect(running().length).toBeGreaterThanOrEqual(5);

    process.kill(pids[target] ?? 0, signal);

    await expect.poll(() => running().length, { timeout: 60_000 }).toBe(0);
    expect(fs.existsSync(connectionFile)).toBe(false);
    if (signal !== "SIGKILL" || target === "npm") expect(said()).toContain("JupyterLab has ended.");
  },
);
