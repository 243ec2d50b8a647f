import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import path from "node:path";
import { onTestFinished } from "vitest";
import { projectRoot } from "../db/process/project-root";

/** What compiles TypeScript as it is loaded, as in the scripts of package.json. */
export const typescript = path.join(projectRoot, "lib", "commands", "typescript.cjs");

/** How a process ended, and all it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A TypeScript program of this project that runs alongside the test. */
export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits until it has said this on stdout, and returns all that it has said there so far. */
  said(text: string): Promise<string>;
}

/** Starts a TypeScript file with arguments; what still runs when the test has finished is killed. */
export function startChild(file: string, args: readonly string[], options: SpawnOptions = {}): Child {
  const child = spawn(process.execPath, ["--require", typescript, path.join(projectRoot, file), ...args], {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (text) => {
    stdout += text;
  });
  child.stderr?.on("data", (text) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return {
    process: child,
    ended,
    said: async (text) => {
      const early = ended.then(({ code, signal }) => {
        if (!stdout.includes(text))
          throw new Error(`${file} ended (${signal ?? code}) before "${text}": ${stderr}`);
      });
      while (!stdout.includes(text))
        await Promise.race([new Promise((resolve) => setTimeout(resolve, 2)), early]);
      return stdout;
    },
  };
}
