import { Database } from "../../../../db/connection/database";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";

/** What the process is to do; the first argument, as JSON. */
export interface SeedingTask {
  readonly url: string;
  readonly seed: string;
  readonly companies: number;
  /** A step of the progress at which the process stands still for good, to be killed there. */
  readonly standStillAt?: string;
}

const task: SeedingTask = JSON.parse(process.argv[2] ?? "");

// As a user's own script would: a failed seeding is an unhandled rejection.
void seed(new Database(task.url), {
  randomSeed: task.seed,
  rules: { ...defaultRules, companies: task.companies },
  onProgress: ({ step }) => {
    process.stdout.write(`${step}\n`);
    if (step === task.standStillAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
