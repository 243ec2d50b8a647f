import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createFolder } from "../../../db/process/create-folder";
import { temporaryFolder } from "../../temporary-folder";

test("a folder is created with its parents, and one that exists stays", async () => {
  const folder = path.join(temporaryFolder(), "a", "b");

  await createFolder(folder);
  fs.writeFileSync(path.join(folder, "file"), "mine");
  await createFolder(folder);

  expect(fs.readdirSync(folder)).toEqual(["file"]);
});

test("a file in the way is refused", async () => {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, "file"), "mine");

  await expect(createFolder(path.join(folder, "file", "in"))).rejects.toThrow("ENOTDIR");
});

test("a link to itself is refused", async () => {
  const link = path.join(temporaryFolder(), "link");
  fs.symlinkSync(link, link);

  await expect(createFolder(link)).rejects.toThrow("EEXIST");
});

// `mkdir` with `recursive` never returns there on Node 20.
test.runIf(fs.existsSync("/proc/self"))("below /proc it fails at once", async () => {
  await expect(createFolder("/proc/self/none/of/these")).rejects.toThrow("ENOENT");
});
