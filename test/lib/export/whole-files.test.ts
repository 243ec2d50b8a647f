import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ExplainedError } from "../../../db/explained-error";
import { makeWhole } from "../../../lib/export/whole-files";

function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "startup files "));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  return folder;
}

/** Writes these files and no others, whatever was asked for. */
function writing(...names: string[]) {
  return async (folder: string) => {
    for (const name of names) fs.writeFileSync(path.join(folder, name), `new ${name}`);
  };
}

function contents(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder);
  return Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(folder, name), "utf8")]));
}

test("files are replaced when all are written", async () => {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, "a"), "old a");
  await makeWhole(folder, ["a", "b"], writing("a", "b"));
  expect(contents(folder)).toEqual({ a: "new a", b: "new b" });
});

test("a file that cannot be moved to its place puts all others back", async () => {
  const folder = temporaryFolder();
  for (const name of ["a", "b", "c"]) fs.writeFileSync(path.join(folder, name), `old ${name}`);
  await expect(makeWhole(folder, ["a", "d", "b"], writing("a", "d"))).rejects.toThrow("ENOENT");
  expect(contents(folder)).toEqual({ a: "old a", b: "old b", c: "old c" });
});

test("folders that were made for nothing are gone", async () => {
  const folder = temporaryFolder();
  const failing = makeWhole(path.join(folder, "x", "y"), ["a"], () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(fs.readdirSync(folder)).toEqual([]);
});

test("files are written into a folder beside their places, which says that it is unfinished", async () => {
  const folder = temporaryFolder();
  const unfinished = await makeWhole(folder, ["a"], async (inside) => {
    fs.writeFileSync(path.join(inside, "a"), "new a");
    return path.relative(folder, inside);
  });
  expect(unfinished).toMatch(/^\.unfinished-\w+$/);
  expect(contents(folder)).toEqual({ a: "new a" });
});

test("a folder in the place of a file is refused before anything is written, and stays", async () => {
  const folder = temporaryFolder();
  fs.mkdirSync(path.join(folder, "b"));
  const unwanted = () => Promise.reject(new Error("written"));
  await expect(makeWhole(folder, ["a", "b"], unwanted)).rejects.toThrow(
    new ExplainedError(
      `${path.join(folder, "b")} must be a file, and a folder is there; move it, or name another folder with --folder`,
    ),
  );
  expect(fs.readdirSync(folder)).toEqual(["b"]);
});

test("a place that cannot be looked at fails before anything is written", async () => {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, "a"), "mine");
  const unwanted = () => Promise.reject(new Error("written"));
  await expect(makeWhole(folder, [path.join("a", "in")], unwanted)).rejects.toThrow("ENOTDIR");
});

test("the first failure is told, also where the unfinished folder is gone meanwhile", async () => {
  const failing = makeWhole(temporaryFolder(), ["a"], async (inside) => {
    fs.rmSync(inside, { recursive: true });
    throw new Error("the first");
  });
  await expect(failing).rejects.toThrow("the first");
});
