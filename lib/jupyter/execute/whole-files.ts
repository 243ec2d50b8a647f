import { lstat, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../../../db/errors/user-error";
import { createFolder } from "../../../db/process/create-folder";
import { isAlive } from "../../../db/process/is-alive";

/**
 * Replaces files of a folder. Each appears complete, by one rename, once the texts of all are on disk, so that they
 * belong together; other files in the folder are not touched. If this process is killed, the next call for the same
 * folder removes the leftovers.
 *
 * @param folder created if it does not exist
 * @param names of the files
 * @param make returns the texts of the files, in the order of their names; called when the folder can be written
 */
export async function writeWholeFiles(
  folder: string,
  names: readonly string[],
  make: () => Promise<readonly string[]>,
): Promise<void> {
  await createFolder(folder);
  const parts = names.map((name) => path.join(folder, `.${name}.part-${process.pid}`));
  try {
    await clearAway(folder);
    for (const name of names) await refuseFolder(path.join(folder, name));
    for (const part of parts) await write(part, "");
    const texts = await make();
    for (const [index, part] of parts.entries()) await write(part, texts[index] ?? "");
    for (const [index, part] of parts.entries()) await rename(part, path.join(folder, names[index] ?? ""));
  } catch (thrown) {
    for (const part of parts) await rm(part, { force: true });
    throw thrown;
  }
}

/** Removes the leftovers of killed processes, including those of an earlier version, whose names contain no process id. */
async function clearAway(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [found, pid] = /^(?:\..+\.part-(\d+)|.+\.(?:html|ipynb)\.part)$/.exec(name) ?? [];
    if (!found || (pid && Number(pid) !== process.pid && isAlive(Number(pid)))) continue;
    await rm(path.join(folder, name), { force: true });
  }
}

async function refuseFolder(file: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (found?.isDirectory()) throw new UserError(`${file} must be a file, not a folder; move that folder`);
}

async function write(file: string, text: string): Promise<void> {
  const handle = await open(file, "w");
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
