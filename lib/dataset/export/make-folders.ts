import { mkdir, rmdir, stat } from "node:fs/promises";
import path from "node:path";

/**
 * Makes a folder and those that it lies in, where they are not there.
 *
 * One by one: `recursive` of Node 20 never ends where the system answers ENOENT for a folder whose
 * parent exists, as /proc does.
 *
 * @returns those that were made, the innermost first
 */
export async function makeFolders(folder: string): Promise<string[]> {
  if (await exists(folder)) return [];
  const outer = path.dirname(folder);
  const made = outer === folder ? [] : await makeFolders(outer);
  try {
    await mkdir(folder);
    return [folder, ...made];
  } catch (thrown) {
    await removeEmptyFolders(made);
    throw thrown;
  }
}

/** Removes folders again; one that somebody has put something into meanwhile stays. */
export async function removeEmptyFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) await rmdir(folder).catch(() => undefined);
}

async function exists(folder: string): Promise<boolean> {
  return await stat(folder).then(
    () => true,
    (thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== "ENOENT") throw thrown;
      return false;
    },
  );
}
