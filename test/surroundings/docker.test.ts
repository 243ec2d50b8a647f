import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../db/process/project-root";

const read = (file: string) => fs.readFileSync(path.join(projectRoot, file), "utf8");

const dockerfile = read("Dockerfile");
const compose = read("docker-compose.yml");
const { scripts }: { scripts: Record<string, string> } = JSON.parse(read("package.json"));

/** The first group of every match, each once, sorted. */
function namesIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = ""]) => name))].sort();
}

/** What the Dockerfile copies from the project's folder. */
const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, paths = ""]) => paths.split(" "));

test("what the image copies is in the repository and not in .dockerignore", () => {
  expect(copied).toEqual(expect.arrayContaining(["package.json", "package-lock.json", "lib", "db"]));
  const { stdout } = spawnSync("git", ["ls-files"], { cwd: projectRoot, encoding: "utf8" });
  const files = stdout.split("\n");
  expect(copied.filter((one) => !files.some((file) => file === one || file.startsWith(`${one}/`)))).toEqual(
    [],
  );
  const ignored = read(".dockerignore").split("\n");
  expect(copied.filter((one) => ignored.includes(one))).toEqual([]);
});

test("what the image and the containers start exists, and what they write is in the mounted folder", () => {
  const started = namesIn(compose + dockerfile, /(?: |\.\/)(lib\/\S+)/g);
  expect(started).toEqual([
    "lib/commands/seed.ts",
    "lib/commands/start.ts",
    "lib/commands/typescript.cjs",
    "lib/jupyter/kernel/compile-ahead.ts",
  ]);
  expect(started.filter((file) => !fs.existsSync(path.join(projectRoot, file)))).toEqual([]);
  const mounted = /- \.:\/home\/node\/(\w+)$/m.exec(compose)?.[1];
  expect(namesIn(dockerfile, /(?<=\s)\.\.\/(\w+)\//g)).toEqual([mounted]);
  expect(namesIn(dockerfile, /(?<=\s)\.\.\/host\/(\w+)/g)).toEqual(["export", "notebooks", "report"]);
});

test("every setting of Compose is in .env.example, without a value that would change it", () => {
  const settings = namesIn(compose, /\$\{(\w+)/g);
  expect(namesIn(read(".env.example"), /^#(\w+)=/gm)).toEqual(settings);
  expect(namesIn(read(".env.example"), /^(\w+)=/gm)).toEqual([]);
  for (const [, name = "", value = ""] of read(".env.example").matchAll(/^#(\w+)=(.*)$/gm)) {
    expect(namesIn(compose, new RegExp(`\\$\\{${name}:-(.*?)\\}`, "g"))).toEqual([value]);
  }
});

test("the services and scripts that the README runs with Docker exist", () => {
  const services = namesIn(compose.slice(compose.indexOf("\nservices:")), /^ {2}([\w-]+):/gm);
  const readme = read("README.md");
  const used = namesIn(readme, /docker compose (?:--profile citus )?(?:run --rm|exec|up) (?!--)([\w-]+)/g);
  expect(used).toEqual(["app", "citus-nodes", "database"]);
  expect(services).toEqual(expect.arrayContaining(used));
  const run = namesIn(readme, /docker compose run --rm app npm run ([\w:]+)/g);
  expect(run).not.toEqual([]);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(run));
});
