import { mkdir, readdir, realpath, rename, rm } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../../../db/errors/user-error";
import { createFolder } from "../../../db/process/create-folder";
import { isAlive } from "../../../db/process/is-alive";

/** Files that file managers create, and leftovers of killed exports of earlier versions. */
export const IGNORED = /^(?:\.DS_Store|Thumbs\.db|desktop\.ini|\.unfinished-.*)$/;

/**
 * Creates a folder with files, which appears complete, by one rename, or not at all. The files are written into a
 * hidden folder next to it, on the same disk. An earlier folder with the same files is replaced, and stays until then.
 * If this process is killed, the next call for the same folder removes the leftovers.
 *
 * @param names of the files; a folder that contains anything else is refused
 * @param write receives the folder to write them into
 * @throws UserError if the folder contains something else
 */
export async function createWholeFolder<T>(
  folder: string,
  names: readonly string[],
  write: (folder: string) => Promise<T>,
): Promise<T> {
  // A link to a folder stays a link.
  const target = await realpath(folder).catch(() => folder);
  await createFolder(path.dirname(target));
  await clearAway(target);
  await refuseOthers(target, names);
  const [partial, previous] = [hiddenNextTo(target, "partial"), hiddenNextTo(target, "previous")];
  try {
    await mkdir(partial);
    const result = await write(partial);
    await put(partial, target, names, previous);
    return result;
  } finally {
    await rm(partial, { recursive: true, force: true });
    await rm(previous, { recursive: true, force: true });
  }
}

/** The hidden folder of this process next to a folder. */
function hiddenNextTo(folder: string, what: "partial" | "previous"): string {
  return path.join(path.dirname(folder), `.${path.basename(folder)}.${what}-${process.pid}`);
}

/** Removes the leftovers of killed processes, and restores the folder of one that was killed between its two renames. */
async function clearAway(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  const start = `.${path.basename(folder)}.`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(start)) continue;
    const [, what, pid] = /^(partial|previous)-(\d+)$/.exec(name.slice(start.length)) ?? [];
    if (!pid || (Number(pid) !== process.pid && isAlive(Number(pid)))) continue;
    const left = path.join(parent, name);
    if (what === "previous") await rename(left, folder).catch(ignoreExisting);
    await rm(left, { recursive: true, force: true });
  }
}

async function refuseOthers(folder: string, names: readonly string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "ENOENT") throw thrown;
    return [];
  });
  const other = entries.find(
    (entry) => !IGNORED.test(entry.name) && !(entry.isFile() && names.includes(entry.name)),
  );
  if (!other) return;
  throw new UserError(
    `${folder} must be new, empty or an earlier export, and it contains ${JSON.stringify(other.name)}; move that, or name another folder with --folder`,
  );
}

/** Moves the new folder to its place. If two processes do so at once, the later one wins. */
async function put(
  partial: string,
  folder: string,
  names: readonly string[],
  previous: string,
): Promise<void> {
  while (!(await moved(partial, folder))) {
    await refuseOthers(folder, names);
    await rm(previous, { recursive: true, force: true });
    await rename(folder, previous).catch(ignoreMissing);
    try {
      if (await moved(partial, folder)) return;
    } catch (thrown) {
      await rename(previous, folder).catch(ignoreMissing);
      throw thrown;
    }
  }
}

/** Renames a folder unless the target exists and is not empty; returns whether it did. */
async function moved(from: string, to: string): Promise<boolean> {
  return await rename(from, to).then(
    () => true,
    (thrown) => ignoreExisting(thrown),
  );
}

/** Ignores that the target exists, which Windows reports as EPERM. */
function ignoreExisting(thrown: NodeJS.ErrnoException): false {
  if (["ENOTEMPTY", "EEXIST", process.platform === "win32" && "EPERM"].includes(thrown.code ?? ""))
    return false;
  throw thrown;
}

function ignoreMissing(thrown: NodeJS.ErrnoException): void {
  if (thrown.code !== "ENOENT") throw thrown;
}
