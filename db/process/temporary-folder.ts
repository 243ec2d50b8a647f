import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { messageOf, UserError } from "../errors/user-error";
import { isAlive } from "./is-alive";

/** How the folders begin; processes of another container are counted apart, and its host has another name. */
const START = `startup-notebooks-${os.hostname()}-`;

/**
 * Runs `work` with an empty folder of this user's, and removes it afterwards. What processes that were killed
 * left is removed as well.
 */
export async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await clearAway()
    .then(() => mkdtemp(path.join(os.tmpdir(), `${START}${process.pid}-`)))
    .catch(explain);
  try {
    return await work(folder);
  } finally {
    await remove(folder);
  }
}

function explain(cause: unknown): never {
  throw new UserError(
    `temporary folder: none can be made: ${messageOf(cause)}; free some space there, or name another folder in TMPDIR`,
    { cause },
  );
}

async function clearAway(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    if (!name.startsWith(START)) continue;
    const pid = Number.parseInt(name.slice(START.length), 10);
    // Another user's folder cannot be removed, and is not ours to remove.
    if (pid > 0 && !isAlive(pid)) await remove(path.join(os.tmpdir(), name)).catch(() => undefined);
  }
}

/** Programs that were just killed may still be writing their last. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
