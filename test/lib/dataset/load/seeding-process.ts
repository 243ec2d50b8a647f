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
  /** A step that the process interrupts so many milliseconds after its begin; a signal from outside may come after its end. */
  readonly interrupt?: { readonly step: string; readonly ms: number };
}

const task: SeedingTask = JSON.parse(process.argv[2] ?? "");
let isInterrupted = false;

// As a user's own script would: a failed seeding is an unhandled rejection.
void seed(new Database(task.url), {
  randomSeed: task.seed,
  rules: { ...defaultRules, companies: task.companies },
  onProgress: ({ step }) => {
    process.stdout.write(`${step}\n`);
    if (step === task.interrupt?.step && !isInterrupted) {
      isInterrupted = true;
      setTimeout(() => process.kill(process.pid, "SIGINT"), task.interrupt.ms);
    }
    if (step === task.standStillAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
