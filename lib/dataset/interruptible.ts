/**
 * Runs `work` with a signal that SIGINT or `signal` aborts. While it runs, SIGINT does not end the process: Jupyter's interrupt only
 * ends the cell, and the work has to stop by itself.
 */
export async function interruptible<T>(
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interruption = new AbortController();
  const abort = () => interruption.abort();
  // Until a cell's first await Node's `breakOnSigint` runs it, which in the end disables a listener that was added meanwhile.
  await undefined;
  // Not `once`: under `npm run` a Ctrl-C arrives twice, from the terminal and from npm, and the second would kill.
  process.on("SIGINT", abort);
  try {
    return await work(signal ? AbortSignal.any([signal, interruption.signal]) : interruption.signal);
  } finally {
    process.off("SIGINT", abort);
  }
}
