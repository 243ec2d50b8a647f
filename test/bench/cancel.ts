import { type ChildProcessByStdio, spawn } from "node:child_process";
import path from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../db/connection/database";
import { projectRoot } from "../../db/process/project-root";
import { isServerBusy } from "../busy-server";
import type { SeedingTask } from "../lib/dataset/load/seeding-process";
import { rounded } from "./growth";
import { median } from "./measure";

/** How long it takes until Ctrl-C at a step of `seed` has ended the process and its work on the server. */
export interface CancelRow {
  readonly step: string;
  readonly seconds: number;
  readonly longest_seconds: number;
}

/** Into the middle of a step. */
const MS_AFTER_BEGIN = 200;

/** Interrupts a seeding at each of its steps, `repeats` times. The dataset stays as it is. */
export async function measureCanceling(
  db: Database,
  url: string,
  companies: number,
  repeats: number,
): Promise<CancelRow[]> {
  const rows: CancelRow[] = [];
  for (const step of ["companies", "months", "sessions", "constraints"]) {
    const seconds: number[] = [];
    for (let n = 0; n < repeats; n += 1) {
      process.stderr.write(`Ctrl-C at the step ${step}, ${n + 1} of ${repeats}\n`);
      seconds.push(await secondsToCancel(db, { url, seed: "cancelled", companies }, step));
    }
    rows.push({
      step,
      seconds: rounded(median(seconds)),
      longest_seconds: rounded(Math.max(...seconds)),
    });
  }
  return rows;
}

async function secondsToCancel(db: Database, task: SeedingTask, step: string): Promise<number> {
  const child = startSeeding(task);
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const reached = new Promise<void>((resolve) => {
    child.stdout.on("data", (steps) => String(steps).includes(step) && resolve());
  });
  await Promise.race([reached, ended]);
  await sleep(MS_AFTER_BEGIN);
  const start = performance.now();
  child.kill("SIGINT");
  await ended;
  while (await isServerBusy(db)) await sleep(5);
  if (!said.includes("it was interrupted"))
    throw new Error(`the seeding ended by itself; use more companies: ${said}`);
  return (performance.now() - start) / 1000;
}

function startSeeding(task: SeedingTask): ChildProcessByStdio<null, Readable, Readable> {
  const typescript = path.join(projectRoot, "lib", "commands", "typescript.cjs");
  const program = path.join(projectRoot, "test", "lib", "dataset", "load", "seeding-process.ts");
  return spawn(process.execPath, ["--require", typescript, program, JSON.stringify(task)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}
