// lib/jupyter/kernel: the notebooks' kernel, tslab 1.0.22 with workarounds. Each says what is wrong, and can go once tslab does the same
// itself: https://github.com/yunabe/tslab/issues. This file starts the kernel; `cell-converter.ts` turns cells into JavaScript, with
// `incremental-typescript.ts` for edits of imported files; the other files are parts of these. Nothing here knows companies, databases
// or charts.

// First, since tslab captures TypeScript when it is imported.
import "./incremental-typescript";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import type { Converter } from "tslab/dist/converter";
import { type ConsoleInterface, createExecutor, type Executor } from "tslab/dist/executor";
import { JupyterHandlerImpl } from "tslab/dist/jupyter";
import { projectRoot } from "../../../db/process/project-root";
import { isShown } from "../../notebook/display-bundle";
import { createCellConverter } from "./cell-converter";
import { endWithFrontEnd } from "./end-with-front-end";
import { KernelServer } from "./kernel-server";

/**
 * Starts the tslab kernel in the project's folder, put together from tslab's own parts as its `main` does,
 * with these differences:
 * - cells import from `./lib` and use `{ name }`, see `createCellConverter`;
 * - other users of the machine cannot reach it, see `KernelServer`;
 * - it does not outlive its front end, see `endWithFrontEnd`;
 * - it loads the project's library before a cell asks for it, see `importAhead`;
 * - an error in a cell is its message, without the stack of the kernel's insides;
 * - a failure that no cell awaited is one line too.
 *
 * @param connectionFile the file by which Jupyter tells the kernel its ports and key
 */
export function startKernel(connectionFile: string): void {
  endWithFrontEnd();
  process.chdir(projectRoot);
  const executor = createKernelExecutor();
  // The kernel outlives what goes wrong in a cell, and an interrupt ends the cell alone.
  process.on("SIGINT", () => void interrupt(executor));
  process.on("uncaughtException", (thrown) => sayError("UncaughtException:", thrown));
  process.on("unhandledRejection", (thrown) => sayError("UnhandledPromiseRejection:", thrown));
  const server = new KernelServer(new JupyterHandlerImpl(executor, false), connectionFile);
  server.init().catch((thrown) => {
    sayError(thrown);
    process.exit(1);
  });
  void server.answered.then(() => importAhead(executor));
}

/** How long the answer takes to leave, in milliseconds. */
const SENDING = 50;

/**
 * Imports `./lib` while the front end shows the notebook, so that the first cell takes a fraction of the time. A cell that is run
 * meanwhile waits; most import the library themselves.
 */
async function importAhead(executor: KernelExecutor): Promise<void> {
  await sleep(SENDING);
  await executor.executeUnlessUsed('import "./lib";');
}

/** Ends the cell. Work that stops by itself at this signal, such as a seeding, first says what it leaves behind. */
async function interrupt(executor: Executor): Promise<void> {
  for (let waits = 0; process.listenerCount("SIGINT") > 1 && waits < 100; waits += 1) await sleep(50);
  executor.interrupt();
}

interface KernelExecutor extends Executor {
  /** Executes a cell that nobody has written and that shows nothing, not even errors, unless another has been executed. */
  readonly executeUnlessUsed: (source: string) => Promise<void>;
}

function createKernelExecutor(): KernelExecutor {
  const node = createCellConverter(false);
  let browser: Converter | undefined;
  const converters = {
    node,
    get browser() {
      browser ??= createCellConverter(true);
      return browser;
    },
    close: () => {
      node.close();
      browser?.close();
    },
  };
  let isUsed = false;
  let isShowing = true;
  const executor = createExecutor(projectRoot, converters, {
    log: (...args) => isShowing && cellConsole.log(...args),
    error: (...args) => isShowing && cellConsole.error(...args),
  });
  return {
    ...executor,
    execute: (source) => {
      isUsed = true;
      return executor.execute(source);
    },
    executeUnlessUsed: async (source) => {
      if (isUsed) return;
      isShowing = false;
      try {
        // What is wrong with it, a cell that does the same says again.
        await executor.execute(source);
      } finally {
        isShowing = true;
      }
    },
  };
}

/** Where tslab writes the value of a cell's last expression and the error that ended it. */
const cellConsole: ConsoleInterface = {
  log: (...args) => {
    const shown = args.filter((value) => !isShown(value));
    if (shown.length > 0)
      console.log(...shown.map((value) => (isQuery(value) ? describeQuery(value) : value)));
  },
  error: (...args) => (args.length === 1 ? sayError(...args) : console.error(...args)),
};

interface Query {
  readonly compile: () => { readonly sql: string };
  readonly execute: () => unknown;
}

/** A Kysely query, which someone forgot to run. */
function isQuery(value: unknown): value is Query {
  const { compile, execute } = (value ?? {}) as Partial<Query>;
  return typeof compile === "function" && typeof execute === "function";
}

function describeQuery(query: Query): string {
  return `A query that has not run yet; add .execute() to get its rows:\n${query.compile().sql}`;
}

/** What tslab and Node say of a cell that waits, and of one that computes. */
const INTERRUPTED = /^(Interrupted asynchronously|Script execution was interrupted by `SIGINT`)$/;

function sayError(...args: readonly unknown[]): void {
  console.error(...args.map((part) => (part instanceof Error ? sentenceOf(part) : part)));
}

/** Explained errors are sentences, or several if there are several problems; of others the kind says something too. */
function sentenceOf(error: Error): string {
  if (INTERRUPTED.test(error.message))
    return "The cell was interrupted; a query that it was waiting for may still be running.";
  return error.name === "UserError" ? inspect(error) : `${error.name}: ${error.message}`;
}
