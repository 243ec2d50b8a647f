import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));
// The commands work there.
if (/[#%]/.test(root)) {
  process.stderr.write(
    `tests: ${root} must not contain "#" or "%", which Vitest takes for parts of a URL; rename it\n`,
  );
  process.exit(1);
}

export default defineConfig({
  root,
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
