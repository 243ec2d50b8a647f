import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import {
  ensureJupyter,
  isolated,
  pythonVariables,
  venvPython,
} from "../../lib/jupyter/environment/python-environment";

/**
 * A cell to run, which is interrupted if it writes "interrupt now", or code whose end the cursor is at when
 * Shift-Tab or Tab is pressed.
 */
export type KernelRequest = Readonly<Partial<Record<"execute" | "inspect" | "complete", string>>>;

export interface KernelReply {
  readonly status: string;
  /** What a cell wrote, to stdout and stderr. */
  readonly written?: string;
  /** The HTML of what a cell shows in the end. */
  readonly shown?: readonly string[];
  /** What Shift-Tab shows. */
  readonly data?: { readonly "text/plain"?: string };
  /** What Tab offers. */
  readonly matches?: readonly string[];
}

export interface Kernel {
  /** Sends requests one after the other, as JupyterLab does, and returns their replies. */
  ask(requests: readonly KernelRequest[]): Promise<KernelReply[]>;
  /** What each of the cells writes, run one after the other. */
  run(cells: readonly string[]): Promise<string[]>;
  end(): Promise<void>;
}

/** Starts a kernel. */
export function startKernel(environment: NodeJS.ProcessEnv = {}): Kernel {
  ensureJupyter();
  const python = spawn(venvPython, [...isolated, path.join(__dirname, "ask-kernel.py")], {
    env: { ...pythonVariables(), ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(python, "close");
  // What is asked of one that has ended gets no reply.
  python.stdin.on("error", () => undefined);
  const lines = createInterface(python.stdout)[Symbol.asyncIterator]();
  const ask = async (requests: readonly KernelRequest[]): Promise<KernelReply[]> => {
    python.stdin.write(`${JSON.stringify(requests)}\n`);
    const line = await lines.next();
    if (line.done) throw new Error("the kernel ended before it replied; see its message above");
    return JSON.parse(line.value);
  };
  return {
    ask,
    run: async (cells) => {
      const replies = await ask(cells.map((execute) => ({ execute })));
      return replies.map(({ written = "" }) => written);
    },
    end: async () => {
      python.stdin.end();
      await ended;
    },
  };
}

/** What each of the cells writes, run one after the other in a new kernel. */
export async function runCells(cells: readonly string[]): Promise<string[]> {
  const kernel = startKernel();
  try {
    return await kernel.run(cells);
  } finally {
    await kernel.end();
  }
}
