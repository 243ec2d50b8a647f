import { Worker } from "node:worker_threads";

/**
 * Runs in its own thread, which an endless cell does not block. A process whose parent has ended gets another parent, except on
 * Windows, where `JPY_PARENT_PID` is not the parent's id either.
 */
const watch = `
const { workerData: named } = require("node:worker_threads");
const first = process.ppid;
const isWindows = process.platform === "win32";
const exists = (id) => {
  try {
    return process.kill(id, 0);
  } catch ({ code }) {
    return code !== "ESRCH";
  }
};
const endedBefore = !isWindows && first !== named && !exists(named);
setInterval(() => {
  const ended = isWindows ? !exists(first) : process.ppid !== first;
  if (ended || endedBefore) process.kill(process.pid, "SIGKILL");
}, 500);
`;

/**
 * Ends this process within a second after the front end that started it, even if that was killed or a cell is
 * running. Jupyter names the front end in `JPY_PARENT_PID`; without it (VS Code) nothing is watched.
 */
export function endWithFrontEnd(): void {
  const frontEnd = Number(process.env.JPY_PARENT_PID);
  if (frontEnd) new Worker(watch, { eval: true, workerData: frontEnd }).unref();
}
