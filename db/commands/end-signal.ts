import os from "node:os";
import { ExplainedError } from "../explained-error";

type Name = "SIGINT" | "SIGTERM" | "SIGHUP";

const MS_BETWEEN_LOOKS = 500;

let endedBy: Name | undefined;

/** npm, or whoever started this command without it. */
const starter = process.ppid;

/**
 * A signal that is aborted when the command is to end: by Ctrl-C, SIGTERM or SIGHUP, or because npm is gone, which passes
 * on neither a SIGHUP nor that it was killed. The process lives on until the command has removed what it made for itself.
 */
export function endSignal(): AbortSignal {
  const ending = new AbortController();
  const end = (name: Name) => {
    endedBy ??= name;
    ending.abort(new ExplainedError(`ended by ${endedBy}`));
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, end);
  const isOfNpm = process.env.npm_lifecycle_event !== undefined;
  if (isOfNpm) setInterval(() => process.ppid !== starter && end("SIGHUP"), MS_BETWEEN_LOOKS).unref();
  // The terminal may be gone as well: what is said to it is lost, and the command goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  return ending.signal;
}

/** The exit code of a command that has failed: by convention 128 and the number of the signal that ended it. */
export function failureCode(): number {
  return endedBy ? 128 + os.constants.signals[endedBy] : 1;
}
