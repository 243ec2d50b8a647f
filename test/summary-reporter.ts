import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Ends the run with what was skipped and why, and one plain line: `12 passed, 0 failed, 1 skipped`. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test: TestCase) => test.result().state === state);
    // A file that could not be loaded and an error outside of a test are failures too.
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    const skipped = inState("skipped");
    for (const test of skipped) process.stdout.write(`skipped: ${test.fullName}\n`);
    const counts = `${inState("passed").length} passed, ${inState("failed").length + broken} failed`;
    process.stdout.write(`${counts}${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}\n`);
  }
}
