import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../../../db/process/project-root";
import { ensureJupyter, venvPython } from "../../../../lib/jupyter/environment/python-environment";
import { notebookOf } from "../../../execute-cells";
import { temporaryFolder } from "../../../temporary-folder";

const LONG = { timeout: 240_000 };

/** Starts a Python program of Jupyter's, and ends it with the test. */
function startPython(args: readonly string[], input: string): ChildProcess {
  ensureJupyter();
  const python = spawn(venvPython, args, { cwd: projectRoot, stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void python.kill("SIGKILL"));
  python.stdin.end(input);
  return python;
}

/** Waits for the id of a kernel's process, which is written to a file. */
async function kernelId(file: string): Promise<number> {
  const read = () => (fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : 0);
  await expect.poll(read, { timeout: 120_000 }).toBeGreaterThan(0);
  return read();
}

function fileForId(): string {
  const folder = temporaryFolder();
  return path.join(folder, "id");
}

async function expectToEnd(kernel: number): Promise<void> {
  const isRunning = () => {
    try {
      return process.kill(kernel, 0);
    } catch {
      return false;
    }
  };
  onTestFinished(() => {
    if (isRunning()) process.kill(kernel, "SIGKILL");
  });
  await expect.poll(isRunning, { timeout: 60_000 }).toBe(false);
}

test.each([
  ["waits", "await new Promise((resolve) => setTimeout(resolve, 500_000));"],
  ["never returns", "while (true);"],
  [
    "handles the signals that ask it to end",
    "process.on('SIGTERM', () => {}).on('SIGHUP', () => {}); while (true);",
  ],
])("a kernel whose cell %s ends when nbconvert is killed", LONG, async (_, cell) => {
  const file = fileForId();
  const tell = `(await import("node:fs")).writeFileSync(${JSON.stringify(file)}, String(process.pid));`;
  const nbconvert = startPython(
    ["-m", "nbconvert", "--execute", "--to=notebook", "--stdin", "--stdout"],
    JSON.stringify(notebookOf([`${tell} ${cell}`])),
  );
  const kernel = await kernelId(file);
  nbconvert.kill("SIGKILL");
  await expectToEnd(kernel);
});

test.each([0, 100, 400])(
  "a kernel ends if its front end is killed %i ms after starting it",
  LONG,
  async (ms) => {
    const file = fileForId();
    const start = `
import os, time
from jupyter_client.manager import KernelManager
manager = KernelManager(kernel_name="tslab")
manager.start_kernel()
with open(${JSON.stringify(`${file}.part`)}, "w") as file: file.write(str(manager.provisioner.pid))
time.sleep(${ms / 1000})
os.rename(${JSON.stringify(`${file}.part`)}, ${JSON.stringify(file)})
os.kill(os.getpid(), 9)
`;
    startPython(["-c", start], "");
    await expectToEnd(await kernelId(file));
  },
);
