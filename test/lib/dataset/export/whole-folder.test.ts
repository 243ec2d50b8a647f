import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { UserError } from "../../../../db/errors/user-error";
import { createWholeFolder } from "../../../../lib/dataset/export/whole-folder";
import { temporaryFolder } from "../../../temporary-folder";

/** A process number above those that Linux assigns. */
const NOBODY = 2 ** 22 + 1;

/** Writes these files. */
function writing(...names: string[]) {
  return async (folder: string) =>
    fill(folder, Object.fromEntries(names.map((name) => [name, `new ${name}`])));
}

function fill(folder: string, files: Record<string, string>): void {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
}

function contents(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder);
  return Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(folder, name), "utf8")]));
}

test("an earlier folder is replaced once all files are written, and files that are no longer written are gone", async () => {
  const parent = temporaryFolder();
  const folder = path.join(parent, "out");
  fill(folder, { a: "old a", c: "old c" });

  await createWholeFolder(folder, ["a", "b", "c"], async (partial) => {
    await writing("a", "b")(partial);
    expect(contents(folder)).toEqual({ a: "old a", c: "old c" });
  });

  expect(contents(folder)).toEqual({ a: "new a", b: "new b" });
  expect(fs.readdirSync(parent)).toEqual(["out"]);
});

test("a folder that failed leaves the earlier one as it was, and nothing else", async () => {
  const parent = temporaryFolder();
  fill(path.join(parent, "out"), { a: "old a" });
  const failing = createWholeFolder(path.join(parent, "out"), ["a"], async (partial) => {
    await writing("a")(partial);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(contents(path.join(parent, "out"))).toEqual({ a: "old a" });
  expect(fs.readdirSync(parent)).toEqual(["out"]);
});

test("a link to a folder stays a link", async () => {
  const parent = temporaryFolder();
  fill(path.join(parent, "real"), { a: "old a" });
  fs.symlinkSync(path.join(parent, "real"), path.join(parent, "link"), "junction");
  await createWholeFolder(path.join(parent, "link"), ["a"], writing("a"));
  expect(fs.lstatSync(path.join(parent, "link")).isSymbolicLink()).toBe(true);
  expect(contents(path.join(parent, "real"))).toEqual({ a: "new a" });
});

test.each([
  ["a file of the user's", (folder: string) => fill(folder, { "notes.txt": "mine" }), "notes.txt"],
  [
    "a folder in the place of a file",
    (folder: string) => fill(path.join(folder, "a"), { mine: "mine" }),
    "a",
  ],
])("%s is refused before anything is written, and stays", async (_, prepare, name) => {
  const folder = temporaryFolder();
  prepare(folder);
  const before = fs.readdirSync(folder, { recursive: true });
  const unwanted = () => Promise.reject(new Error("written"));
  await expect(createWholeFolder(folder, ["a", "b"], unwanted)).rejects.toThrow(
    new UserError(
      `${folder} must be new, empty or an earlier export, and it contains "${name}"; move that, or name another folder with --folder`,
    ),
  );
  expect(fs.readdirSync(folder, { recursive: true })).toEqual(before);
});

test("what a user puts into the folder meanwhile is refused too, and stays", async () => {
  const folder = path.join(temporaryFolder(), "out");
  fill(folder, { a: "old a" });
  const refused = createWholeFolder(folder, ["a"], async (partial) => {
    await writing("a")(partial);
    fill(folder, { mine: "mine" });
  });
  await expect(refused).rejects.toThrow('it contains "mine"');
  expect(contents(folder)).toEqual({ a: "old a", mine: "mine" });
});

test("what file managers and earlier versions left is in nobody's way", async () => {
  const folder = temporaryFolder();
  fill(folder, { a: "old a", ".DS_Store": "" });
  fill(path.join(folder, ".unfinished-x1y2z3"), { a: "half" });
  await createWholeFolder(folder, ["a"], writing("a"));
  expect(contents(folder)).toEqual({ a: "new a" });
});

test("what a killed process left is removed, and what a living one writes is not", async () => {
  const parent = temporaryFolder();
  fill(path.join(parent, `.out.partial-${NOBODY}`), { a: "half" });
  fill(path.join(parent, `.out.partial-${process.ppid}`), { a: "half" });
  fill(path.join(parent, `.other.partial-${NOBODY}`), { a: "half" });
  await createWholeFolder(path.join(parent, "out"), ["a"], writing("a"));
  expect(fs.readdirSync(parent).sort()).toEqual(
    ["out", `.out.partial-${process.ppid}`, `.other.partial-${NOBODY}`].sort(),
  );
});

test("a process that was killed between its renames has its earlier folder put back first", async () => {
  const parent = temporaryFolder();
  fill(path.join(parent, `.out.previous-${NOBODY}`), { a: "old a" });
  const failing = createWholeFolder(path.join(parent, "out"), ["a"], () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(contents(path.join(parent, "out"))).toEqual({ a: "old a" });
  expect(fs.readdirSync(parent)).toEqual(["out"]);
});
