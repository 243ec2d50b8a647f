import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import seedrandom from "seedrandom";
import { Database } from "../../db/connection/database";
import { ensureServer, stopServer } from "../../db/embedded/server";
import { projectRoot } from "../../db/process/project-root";
import { command, runCommand } from "../../lib/commands/run-command";
import { seed } from "../../lib/dataset/load/seed";
import { defaultRules } from "../../lib/dataset/rules";
import { verify } from "../../lib/dataset/verify/verify";
import { textTable } from "../../lib/text/text-table";

/** A process that has not ended by then is an orphan: kernels look for their parent once a second. */
const PATIENCE_SECONDS = 15;
/** JupyterLab never ends: it is killed before it has served for this long. */
const LAB_SECONDS = 15;

const arguments_: Readonly<Record<string, (folder: string) => string[]>> = {
  seed: () => ["--companies", "2000", "--seed", "another"],
  export: (folder) => ["--folder", path.join(folder, "export")],
  report: (folder) => ["--folder", path.join(folder, "report")],
  start: () => ["--no-browser"],
};

/** What 100 kills of a command left. */
interface Outcome {
  readonly command: string;
  readonly kills: number;
  readonly broken_datasets: number;
  readonly broken_folders: number;
  readonly orphans: number;
  readonly databases_left: number;
  readonly failed_afterwards: number;
}

const program = command(
  "node --require ./lib/commands/typescript.cjs test/studies/kills.ts",
  "Kills commands with SIGKILL at random moments and counts what they leave. Linux only.",
);
program
  .option("--kills <number>", "number of kills of each command", Number, 100)
  .option("--of <commands>", "which commands", Object.keys(arguments_).join(","))
  .option("--seed <text>", "seed of the moments", String(Date.now()))
  .action(async (options: { kills: number; of: string; seed: string }) => {
    const random = seedrandom(options.seed);
    const outcomes: Outcome[] = [];
    for (const name of options.of.split(",")) {
      outcomes.push(await inFolder((folder) => killRepeatedly(name, options.kills, random, folder)));
      process.stdout.write(`${textTable(outcomes.slice(-1))}\n\n`);
    }
    process.stdout.write(`Moments from --seed ${options.seed}.\n`);
    const isClean = outcomes.every(({ command: _, kills: __, ...left }) =>
      Object.values(left).every((count) => count === 0),
    );
    if (!isClean) process.exitCode = 1;
  });
void runCommand(program);

/** A server and a folder of its own, so that nobody's dataset is replaced. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "kills-"));
  fs.chmodSync(folder, 0o755);
  try {
    return await work(folder);
  } finally {
    await stopServer(path.join(folder, "postgres"));
    fs.rmSync(folder, { recursive: true });
  }
}

async function killRepeatedly(
  name: string,
  kills: number,
  random: () => number,
  folder: string,
): Promise<Outcome> {
  const db = new Database(await ensureServer(path.join(folder, "postgres")));
  const environment = {
    ...process.env,
    DATABASE_URL: await ensureServer(path.join(folder, "postgres")),
  };
  const fingerprints = [await datasetOf(db, name === "seed" ? "another" : "before")];
  if (name === "seed") fingerprints.push(await datasetOf(db, "before"));
  const run = () => start(name, folder, environment);
  const seconds = name === "start" ? LAB_SECONDS : await secondsOf(run);
  const left = { broken_datasets: 0, broken_folders: 0, orphans: 0, databases_left: 0, failed_afterwards: 0 };
  for (let kill = 0; kill < kills; kill += 1) {
    const { child, marker } = run();
    await sleep(random() * seconds * 1000);
    child.kill("SIGKILL");
    if ((await orphansOf(marker)) > 0) left.orphans += 1;
    const { passed, rows } = await verify(db);
    const fingerprint = rows.find(({ check }) => check.startsWith("fingerprint"))?.detail ?? "";
    if (!passed || !fingerprints.includes(fingerprint)) left.broken_datasets += 1;
    if (isBroken(path.join(folder, "export")) || isHalfWritten(path.join(folder, "report")))
      left.broken_folders += 1;
  }
  const { child, marker } = run();
  if (!(await succeeds(name, child))) left.failed_afterwards = 1;
  child.kill("SIGTERM");
  left.orphans += await orphansOf(marker);
  left.databases_left = await countTemporary(db);
  const entries = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
  left.broken_folders += entries.filter((entry) => /(^|\/)\.export|\.part-\d+$/.test(entry)).length;
  await db.destroy();
  return { command: name, kills, ...left };
}

async function datasetOf(db: Database, text: string): Promise<string> {
  const rules = { ...defaultRules, companies: 2000 };
  return (await seed(db, { rules, randomSeed: text })).fingerprint;
}

/** Starts a command as npm does, with a mark in its environment that all its children inherit. */
function start(name: string, folder: string, environment: NodeJS.ProcessEnv) {
  const marker = `KILL_STUDY=${randomBytes(8).toString("hex")}`;
  const [variable = "", value] = marker.split("=");
  const compiler = path.join(projectRoot, "lib", "commands", "typescript.cjs");
  const file = path.join(projectRoot, "lib", "commands", `${name}.ts`);
  const child = spawn(
    process.execPath,
    ["--require", compiler, file, ...(arguments_[name]?.(folder) ?? [])],
    {
      cwd: projectRoot,
      env: { ...environment, [variable]: value },
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    },
  );
  child.stdout?.resume();
  return { child, marker };
}

/** How long the command takes. */
async function secondsOf(run: () => { child: ChildProcess }): Promise<number> {
  const began = performance.now();
  await ended(run().child);
  return (performance.now() - began) / 1000;
}

/** Whether the command ends with 0; JupyterLab succeeds when it prints its address. */
async function succeeds(name: string, child: ChildProcess): Promise<boolean> {
  if (name !== "start") return (await ended(child)) === 0;
  const serving = new Promise<boolean>((resolve) => {
    child.stdout?.on("data", (text) => String(text).includes("token=") && resolve(true));
  });
  return await Promise.race([serving, ended(child).then(() => false)]);
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", resolve));
}

/** How many processes with the mark still live after a while, the shared database server left out. */
async function orphansOf(marker: string): Promise<number> {
  for (const deadline = Date.now() + PATIENCE_SECONDS * 1000; ; await sleep(200)) {
    const alive = processesWith(marker);
    if (alive.length === 0 || Date.now() > deadline) return alive.length;
  }
}

function processesWith(marker: string): string[] {
  return fs.readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const environment = fs.readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
      return environment.includes(marker) && !fs.readFileSync(`/proc/${pid}/stat`, "latin1").includes(") Z ");
    } catch {
      return false; // it has ended
    }
  });
}

/** An export is whole, or there is none. */
function isBroken(folder: string): boolean {
  return fs.existsSync(folder) && fs.readdirSync(folder).length !== 6;
}

function isHalfWritten(folder: string): boolean {
  if (!fs.existsSync(folder)) return false;
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".html"))
    .some((name) => !fs.readFileSync(path.join(folder, name), "utf8").trimEnd().endsWith("</html>"));
}

async function countTemporary(db: Database): Promise<number> {
  const { rows } = await db.pool.query("select from pg_database where datname like 'startup_temporary%'");
  return rows.length;
}
