import { lstat, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { ExplainedError } from "../../db/explained-error";
import { makeFolders, removeEmptyFolders } from "./make-folders";

/**
 * Makes files in a folder: all of them, or none. They are written into a folder inside of it, on the same
 * disk, and moved to their places when all are there; where that fails, those that were there before are
 * put back.
 *
 * @param names of the files; those that exist are replaced
 * @param write is given the folder to write them into
 * @throws ExplainedError where a folder is in the place of a file: it is not replaced
 */
export async function makeWhole<T>(
  folder: string,
  names: readonly string[],
  write: (folder: string) => Promise<T>,
): Promise<T> {
  const madeFolders = await makeFolders(folder);
  try {
    for (const name of names) await refuseFolder(path.join(folder, name));
    const unfinished = await mkdtemp(path.join(folder, ".unfinished-"));
    try {
      const result = await write(unfinished);
      await moveAll(unfinished, folder, names);
      return result;
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  } catch (thrown) {
    await removeEmptyFolders(madeFolders);
    throw thrown;
  }
}

async function refuseFolder(file: string): Promise<void> {
  if ((await lstat(file).catch(ignoreMissing))?.isDirectory()) {
    throw new ExplainedError(
      `${file} must be a file, and a folder is there; move it, or name another folder with --folder`,
    );
  }
}

async function moveAll(from: string, to: string, names: readonly string[]): Promise<void> {
  const before = await mkdtemp(path.join(from, "before-"));
  const undo: (() => Promise<void>)[] = [];
  const move = async (source: string, target: string) => {
    await rename(source, target);
    undo.unshift(() => rename(target, source));
  };
  try {
    for (const name of names) {
      await move(path.join(to, name), path.join(before, name)).catch(ignoreMissing);
      await move(path.join(from, name), path.join(to, name));
    }
  } catch (thrown) {
    for (const step of undo) await step();
    throw thrown;
  }
}

function ignoreMissing(thrown: NodeJS.ErrnoException): undefined {
  if (thrown.code !== "ENOENT") throw thrown;
}
