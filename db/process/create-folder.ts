// db/process: this process, its terminal, its folders, and other processes; nothing about databases.
import fs from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";

/** Creates a folder and its parents if they do not exist. `mkdir` with `recursive` never returns below /proc on Node 20. */
export async function createFolder(folder: string): Promise<void> {
  if (fs.existsSync(folder)) return;
  await createFolder(path.dirname(folder));
  await mkdir(folder);
}
