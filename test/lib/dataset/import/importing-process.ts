import { Database } from "../../../../db/connection/database";
import { importDataset } from "../../../../lib/dataset/import/import-dataset";

/** What the process is to do; the first argument, as JSON. */
export interface ImportingTask {
  readonly url: string;
  readonly sessions: string;
  /** A step of the progress at which the process stands still for good, to be killed there. */
  readonly standStillAt: string;
}

const task: ImportingTask = JSON.parse(process.argv[2] ?? "");

void importDataset(new Database(task.url), {
  sessions: task.sessions,
  onProgress: ({ step }) => {
    process.stdout.write(`${step}\n`);
    if (step === task.standStillAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
