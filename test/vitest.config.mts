import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/server.ts", "test/jupyter.ts"],
    reporters: ["default", "./test/summary-reporter.ts"],
    // Two files at a time: each has databases of its own on the one server, and some start Jupyter and Chromium.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
