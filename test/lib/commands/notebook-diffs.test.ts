import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../../db/process/project-root";
import { offerNotebookDiffs } from "../../../lib/commands/notebook-diffs";
import { notebookOf } from "../../execute-cells";
import { temporaryFolder } from "../../temporary-folder";

const { status } = spawnSync("git", ["--version"]);
/** A folder without Git is as quiet as one without a checkout. */
const testGit = test.skipIf(status !== 0);

const emptyFolder = () => temporaryFolder("it's a startup ");

/** A checkout with a committed notebook of one cell, and what is ignored and how it is compared as in this project. */
function checkout() {
  const folder = emptyFolder();
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: path.join(folder, "notebooks"),
      encoding: "utf8",
    });
  for (const file of [".gitattributes", ".gitignore", "lib/commands/notebook-cells.cjs"])
    fs.cpSync(path.join(projectRoot, file), path.join(folder, file));
  fs.mkdirSync(path.join(folder, "notebooks"));
  const save = (cell: string, output: string) =>
    fs.writeFileSync(
      path.join(folder, "notebooks", "a b.ipynb"),
      JSON.stringify({ ...notebookOf([cell]), metadata: { output } }, null, 1),
    );
  git("init", "--quiet", folder);
  save("const price = 19;", "before");
  git("add", "--all");
  git("commit", "--quiet", "--message", "all");
  return { folder, git, save };
}

testGit(
  "with the setting that npm start offers, a diff shows what has changed in cells, and only that",
  () => {
    const { folder, git, save } = checkout();
    const [, setting = ""] = /run: git config (\S+ ".+")$/.exec(offerNotebookDiffs(folder) ?? "") ?? [];
    const [, name = "", command = ""] = /^(\S+) "(.+)"$/.exec(setting) ?? [];
    git("config", name, command);

    save("const price = 19;", "after");
    expect(git("diff", "--unified=0")).not.toMatch(/^[-+]/m);
    save("const price = 24;", "after");
    expect(git("diff", "--unified=0").match(/^[-+](?![-+]).*$/gm)).toEqual([
      "-const price = 19;",
      "+const price = 24;",
    ]);
    fs.writeFileSync(path.join(folder, "notebooks", "a b.ipynb"), "<<<<<<< no notebook\n");
    expect(git("diff", "--unified=0")).toContain("+<<<<<<< no notebook");
  },
);

testGit("the setting is offered only at the top of a checkout that has none, nbdime's included", () => {
  const { folder, git } = checkout();
  expect(offerNotebookDiffs(folder)).toContain("git config");
  expect(offerNotebookDiffs(path.join(folder, "notebooks"))).toBeUndefined();
  git("config", "diff.jupyternotebook.command", "git-nbdiffdriver diff");
  expect(offerNotebookDiffs(folder)).toBeUndefined();
  expect(offerNotebookDiffs(emptyFolder())).toBeUndefined();
});

testGit("data and notebooks of a user's own are ignored, those of the project are not", () => {
  const { folder, git } = checkout();
  const ignored = (...files: readonly string[]) =>
    spawnSync("git", ["check-ignore", ...files], { cwd: folder, encoding: "utf8" })
      .stdout.trim()
      .split("\n");
  const own = [
    "customers.csv",
    "data/events.csv.gz",
    "notebooks/my-startup.ipynb",
    "notebooks/events.parquet",
  ];
  expect(git("status", "--short")).toBe("");
  expect(ignored(...own, "notebooks/example/customers.csv", "notebooks/analysis.ipynb")).toEqual(own);
});
