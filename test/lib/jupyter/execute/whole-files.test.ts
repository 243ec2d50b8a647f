import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { explainExportFailure } from "../../../../lib/dataset/export/export-failure";
import { writeWholeFiles } from "../../../../lib/jupyter/execute/whole-files";
import { temporaryFolder } from "../../../temporary-folder";

/** A process number above those that Linux assigns. */
const NOBODY = 2 ** 22 + 1;
const isRoot = process.getuid?.() === 0;

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  return folder;
}

function contents(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder);
  return Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(folder, name), "utf8")]));
}

test("files are replaced when the texts of all are there, and other files stay", async () => {
  const folder = folderWith({ "a.html": "old a", "b.html": "old b", "mine.pdf": "mine" });
  await writeWholeFiles(folder, ["a.html", "b.html"], async () => {
    expect(contents(folder)).toMatchObject({ "a.html": "old a", "b.html": "old b" });
    return ["new a", "new b"];
  });
  expect(contents(folder)).toEqual({ "a.html": "new a", "b.html": "new b", "mine.pdf": "mine" });
});

test("a failure leaves the files as they were", async () => {
  const folder = folderWith({ "a.html": "old a" });
  const failing = async () => {
    throw new Error("no");
  };
  await expect(writeWholeFiles(folder, ["a.html"], failing)).rejects.toThrow("no");
  expect(contents(folder)).toEqual({ "a.html": "old a" });
});

test("what killed processes left is removed, and what a living one writes stays", async () => {
  const living = `.a.html.part-${process.ppid}`;
  const folder = folderWith({
    [`.a.html.part-${NOBODY}`]: "half",
    [`.gone.html.part-${NOBODY}`]: "half",
    "a.html.part": "half, of an earlier version",
    "letter.part": "not ours",
    [living]: "half",
  });
  await writeWholeFiles(folder, ["a.html"], async () => ["new a"]);
  expect(contents(folder)).toEqual({ "a.html": "new a", "letter.part": "not ours", [living]: "half" });
});

/** What is said if the folder cannot be written; the texts are not even made. */
async function refusal(folder: string, ...names: string[]): Promise<string> {
  let made = false;
  const make = async () => {
    made = true;
    return names;
  };
  const failing = writeWholeFiles(folder, names, make).catch((thrown) =>
    explainExportFailure(thrown, folder),
  );
  const sentence = await failing.then(
    () => "it was written",
    (thrown: Error) => thrown.message,
  );
  expect(made).toBe(false);
  return sentence;
}

test("a file in the place of the folder, and a folder in the place of a file, are refused before any work", async () => {
  const folder = folderWith({ file: "" });
  fs.mkdirSync(path.join(folder, "a.html"));
  expect(await refusal(path.join(folder, "file"), "a.html")).toMatch(
    /^cannot write into .*file: ENOTDIR: .*; a file is in the way, or name another folder with --folder$/,
  );
  expect(await refusal(folder, "a.html")).toMatch(/a\.html must be a file, not a folder; move that folder$/);
});

test.skipIf(process.platform !== "linux")(
  "a folder that cannot be written is refused before any work",
  async () => {
    expect(await refusal("/proc/self", "a.html")).toMatch(
      /^cannot write into \/proc\/self: ENOENT: .*; no folder can be created there, or name another folder/,
    );
  },
);

test.skipIf(!isRoot || process.platform !== "linux")(
  "a full disk leaves the files as they were, and the sentence says so (skipped: only root can mount a small one)",
  async () => {
    const folder = folderWith({});
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]);
    try {
      fs.writeFileSync(path.join(folder, "a.html"), "old a");
      const failing = writeWholeFiles(folder, ["a.html"], async () => ["x".repeat(200_000)]);
      await expect(failing.catch((thrown) => explainExportFailure(thrown, folder))).rejects.toThrow(
        /^cannot write into .*: ENOSPC: .*; free some space on that disk, or name another folder/,
      );
      expect(contents(folder)).toEqual({ "a.html": "old a" });
    } finally {
      execFileSync("umount", [folder]);
    }
  },
);
