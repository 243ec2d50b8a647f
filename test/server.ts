import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { ensureServer, stopServer } from "../db/embedded/server";

declare module "vitest" {
  interface ProvidedContext {
    /** The URL of the tests' own Postgres, which is gone after the run. */
    serverUrl: string;
  }
}

/** Starts an embedded Postgres for the run, in a folder of its own, and removes it afterwards. */
export default async function startTestServer(project: TestProject): Promise<() => Promise<void>> {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "startup test ")), "postgres");
  fs.chmodSync(path.dirname(folder), 0o755);
  project.provide("serverUrl", await ensureServer(folder));
  return async () => {
    await stopServer(folder);
    fs.rmSync(path.dirname(folder), { recursive: true });
  };
}
