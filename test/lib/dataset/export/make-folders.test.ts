import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeFolders, removeEmptyFolders } from "../../../../lib/dataset/export/make-folders";

function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "startup folders "));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  return folder;
}

test("a folder is made with those that it lies in, and the innermost is named first", async () => {
  const folder = temporaryFolder();
  const [a, b] = [path.join(folder, "a"), path.join(folder, "a", "b")];

  expect(await makeFolders(b)).toEqual([b, a]);
  expect(fs.statSync(b).isDirectory()).toBe(true);
  expect(await makeFolders(b)).toEqual([]);
  expect(await makeFolders(path.parse(folder).root)).toEqual([]);
});

test("a file in the way is a failure", async () => {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, "file"), "mine");

  await expect(makeFolders(path.join(folder, "file", "in"))).rejects.toThrow("ENOTDIR");
});

test("a link to itself is no folder that is missing", async () => {
  const link = path.join(temporaryFolder(), "link");
  fs.symlinkSync(link, link);

  await expect(makeFolders(link)).rejects.toThrow("ELOOP");
});

test("where an inner folder cannot be made, the outer ones are gone again", async () => {
  const folder = temporaryFolder();
  // There is no folder "." before the one that it lies in, and then it cannot be made any more.
  const inner = `${path.join(folder, "a", "b")}/.`;

  await expect(makeFolders(inner)).rejects.toThrow("EEXIST");
  expect(fs.readdirSync(folder)).toEqual([]);
});

test("folders are removed again, but for one that holds something", async () => {
  const folder = temporaryFolder();
  const made = await makeFolders(path.join(folder, "a", "b"));
  fs.writeFileSync(path.join(folder, "a", "file"), "somebody's");

  await removeEmptyFolders(made);

  expect(fs.readdirSync(folder)).toEqual(["a"]);
  expect(fs.readdirSync(path.join(folder, "a"))).toEqual(["file"]);
});
