import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withTemporaryFolder } from "../../../../db/process/temporary-folder";
import { checkSource, type ImportSource } from "../../../../lib/dataset/import/import-source";
import { prepareImport } from "../../../../lib/dataset/import/prepare-import";
import { ImportProblems } from "../../../../lib/dataset/import/problems";
import { UNKNOWN } from "../../../../lib/dataset/import/sorted-sessions";
import { temporaryFolder } from "../../../temporary-folder";

/** Files by their names; `undefined` is a folder. */
export type Files = Readonly<Record<string, string | Buffer | undefined>>;

/** Writes files into a folder that is removed when the test has finished, and returns it. */
export function folderWith(files: Files): string {
  const folder = temporaryFolder("imported-");
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) mkdirSync(path.join(folder, name));
    else writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

/** The source with its files in a folder. */
export function inFolder(folder: string, source: ImportSource): ImportSource {
  const { companies, sessions, subscriptions } = source;
  return {
    ...source,
    sessions: path.join(folder, sessions),
    ...(companies && { companies: path.join(folder, companies) }),
    ...(subscriptions && { subscriptions: path.join(folder, subscriptions) }),
  };
}

const usual = (files: Files): ImportSource => ({
  ...(Object.hasOwn(files, "companies.csv") && { companies: "companies.csv" }),
  sessions: "sessions.csv",
  ...(Object.hasOwn(files, "subscriptions.csv") && { subscriptions: "subscriptions.csv" }),
});

/** What an import of files reads, in the forms of a test: times as ISO 8601. */
export async function read(files: Files, options: Partial<ImportSource> = {}) {
  const source = inFolder(folderWith(files), { ...usual(files), ...options });
  checkSource(source);
  return await withTemporaryFolder(async (folder) => {
    const work = { folder, signal: new AbortController().signal, onProgress: () => undefined };
    const { companies, sessions, isKept, ...rest } = await prepareImport(source, work);
    const reader = sessions.reader();
    const rows = companies.ids.map((id, company) => {
      const ofCompany = Array.from({ length: sessions.counts[company] ?? 0 }, () => {
        const time = iso(reader.time());
        const seconds = reader.duration();
        return seconds === UNKNOWN ? time : `${time} ${seconds}`;
      });
      const size = companies.sizeNames[companies.sizes[company] ?? 0];
      const name = companies.names[company];
      return { id, name, size, signUp: iso(companies.signUpOf(company)), sessions: ofCompany };
    });
    sessions.close();
    return { ...rest, companies: rows.filter((_, company) => isKept[company]) };
  });
}

/** The problems of files, one a line. */
export async function problemsOf(
  files: Files,
  options: Partial<ImportSource> = {},
): Promise<readonly string[]> {
  try {
    await read(files, options);
  } catch (thrown) {
    if (thrown instanceof ImportProblems) return thrown.problems;
    throw thrown;
  }
  return [];
}

/** A time in microseconds since 1970, without digits that are 0. */
export function iso(microseconds: number): string {
  if (!Number.isFinite(microseconds)) return "unknown";
  const ms = Math.floor(microseconds / 1000);
  const rest = microseconds - ms * 1000;
  return new Date(ms)
    .toISOString()
    .replace("Z", rest ? `${String(rest).padStart(3, "0")}Z` : "Z")
    .replace(".000Z", "Z");
}
