import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { MAX_MONTHS } from "../check-rules";
import { PACKAGE_FILE, propertyOf } from "../export/data-package";
import { isMonth, monthStarts } from "../month";
import type { ImportedFile } from "../record";
import type { Horizon } from "./horizon";

/** Longer than any exported description. */
const MAX_BYTES = 10_000_000;

/**
 * The months of an export, which do not follow from its rows, since the last month may have no sessions.
 *
 * @param sessions the path of the file of sessions
 * @param files the files that were read
 * @returns undefined if no `datapackage.json` in its folder describes this very file
 */
export async function exportedHorizon(
  sessions: string,
  files: readonly ImportedFile[],
): Promise<Horizon | undefined> {
  const content = await readJson(path.join(path.dirname(sessions), PACKAGE_FILE));
  const resources = propertyOf(content, "resources");
  const read = files.find(({ name }) => name === path.basename(sessions));
  if (!Array.isArray(resources) || !read) return undefined;
  const isDescribed = resources.some(
    (resource) =>
      propertyOf(resource, "path") === read.name && propertyOf(resource, "hash") === `sha256:${read.sha256}`,
  );
  const dataset = propertyOf(content, "dataset");
  const [startMonth, months] = [propertyOf(dataset, "startMonth"), propertyOf(dataset, "months")];
  if (!isDescribed || typeof startMonth !== "string" || !isMonth(startMonth)) return undefined;
  if (typeof months !== "number" || !Number.isInteger(months) || months < 1 || months > MAX_MONTHS)
    return undefined;
  return { startMonth, months, end: (monthStarts(startMonth, months).at(-1) ?? 0) * 1000 };
}

async function readJson(file: string): Promise<unknown> {
  try {
    const found = await stat(file);
    return found.isFile() && found.size <= MAX_BYTES ? JSON.parse(await readFile(file, "utf8")) : undefined;
  } catch {
    // Other files have no description.
    return undefined;
  }
}
