import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const root = fileURLToPath(new URL("..", import.meta.url));
// The commands work there.
if (/[#%]/.test(root)) {
  process.stderr.write(
    `tests: ${root} must not contain "#" or "%", which Vitest takes for parts of a URL; rename it\n`,
  );
  process.exit(1);
}

/** The files that take half a minute and more, the slowest first. */
const slow = [
  "notebooks/reseeded",
  "notebooks/kernel",
  "notebooks/analysis",
  "notebooks/committed",
  "lib/jupyter/report/report-command",
  "notebooks/outlook",
  "db/embedded/root",
  "lib/charts/drawn-charts",
  "db/embedded/surroundings",
  "notebooks/jupyterlab",
  "faults/refused-by-server",
  "lib/dataset/load/seed-cancelled",
];

/** Begins with the slow files: without a record of an earlier run, one of them would begin last and the other worker wait for it. */
class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) =>
      slow.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
    const [first, others] = [
      files.filter((file) => place(file) >= 0),
      files.filter((file) => place(file) < 0),
    ];
    return [...first.sort((a, b) => place(a) - place(b)), ...(await super.sort(others))];
  }
}

export default defineConfig({
  root,
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/server.ts", "test/jupyter.ts"],
    reporters: ["default", "./test/summary-reporter.ts"],
    // Two files at a time: each has databases of its own on the one server, and some start Jupyter and Chromium.
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
