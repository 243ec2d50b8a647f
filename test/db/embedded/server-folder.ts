import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { clientClass } from "../../../db/connection/scram-client";
import { stopServer } from "../../../db/embedded/server";

/** A folder for a separate embedded server; both are removed when the test has finished. */
export function serverFolder(name?: string): string {
  const { folder, remove } = makeServerFolder(name);
  onTestFinished(remove);
  return folder;
}

/** The same, for the caller to remove. */
export function makeServerFolder(name = "postgres"): { folder: string; remove: () => Promise<void> } {
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), "startup embedded "));
  // The server's user must be able to enter it.
  fs.chmodSync(parent, 0o755);
  const folder = path.join(parent, name);
  const remove = async () => {
    if (fs.existsSync(folder)) await stopServer(folder).catch(() => undefined);
    fs.rmSync(parent, { recursive: true, force: true });
  };
  return { folder, remove };
}

/** The rows of a query on the server at a URL. */
export async function query(url: string, statement: string): Promise<object[]> {
  const client = new (clientClass(url))({ connectionString: url });
  // If the server is killed, the query fails; without a listener, so would the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

export const pidFile = (folder: string): string => path.join(folder, "server", "data", "postmaster.pid");

/** The process id of the server that runs in a folder. */
export function postmasterPid(folder: string): number {
  return Number.parseInt(fs.readFileSync(pidFile(folder), "utf8"), 10);
}

/** Kills the server as a power cut would, and waits until the process is gone. */
export async function killServer(folder: string): Promise<void> {
  const pid = postmasterPid(folder);
  process.kill(pid, "SIGKILL");
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Whether a process is running, and not a zombie. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}
