import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { messageOf, UserError } from "../errors/user-error";
import { isAlive } from "./is-alive";

/** With the host's name, since another container that shares the folder numbers its processes separately. */
const PREFIX = `startup-notebooks-${os.hostname()}-`;

/** Runs `work` with an empty private folder and removes it afterwards; also removes the folders of killed processes. */
export async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await newFolder().catch((cause) => {
    throw new UserError(
      `temporary folder: it could not be created: ${messageOf(cause)}; free some space there, or name another folder in TMPDIR`,
      { cause },
    );
  });
  try {
    return await work(folder);
  } finally {
    await remove(folder);
  }
}

async function newFolder(): Promise<string> {
  for (const name of await readdir(os.tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : 0;
    // The folders of other users cannot be removed, and need not be.
    if (pid > 0 && !isAlive(pid)) await remove(path.join(os.tmpdir(), name)).catch(() => undefined);
  }
  return await mkdtemp(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
}

/** Retries, since programs that were just killed may still be writing. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
