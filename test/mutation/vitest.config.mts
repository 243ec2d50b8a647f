import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Short files first: most mutants are found by a test that needs no database. */
class ShortFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).reverse();
  }
}

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/lib/**/*.test.ts", "test/db/**/*.test.ts"],
    // They send signals to their own process, or run others.
    exclude: [
      "test/lib/dataset/{interruptible,load/seed-cancelled,load/seed-interrupted}.test.ts",
      "test/lib/jupyter/**",
      "test/**/*-command.test.ts",
      "test/db/embedded/**",
      "test/db/migrations/citus.test.ts",
    ],
    globalSetup: "test/server.ts",
    sequence: { sequencer: ShortFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
