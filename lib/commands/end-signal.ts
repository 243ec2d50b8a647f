import fs from "node:fs";
import os from "node:os";
import { UserError } from "../../db/errors/user-error";

type Name = "SIGINT" | "SIGTERM" | "SIGHUP";

const MS_BETWEEN_LOOKS = 500;

let endedBy: Name | undefined;

/**
 * A signal that is aborted when the command is to end: by Ctrl-C, SIGTERM or SIGHUP, or because npm, which started it,
 * is gone. What npm is sent it passes on to a shell at most, and that ends without a word to the command. The process
 * lives on until the command has removed what it made for itself.
 */
export function endSignal(): AbortSignal {
  const ending = new AbortController();
  const end = (name: Name) => {
    endedBy ??= name;
    ending.abort(new UserError(`ended by ${endedBy}`));
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, end);
  const look = setInterval(() => {
    if (startedBy() === starter) return;
    clearInterval(look);
    end("SIGHUP");
  }, MS_BETWEEN_LOOKS);
  look.unref();
  // The terminal may be gone as well: what is said to it is lost, and the command goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  return ending.signal;
}

/** The exit code of a command that has failed: by convention 128 and the number of the signal that ended it. */
export function failureCode(): number {
  return endedBy ? 128 + os.constants.signals[endedBy] : 1;
}

/** As it was when the command began. */
const starter = startedBy();

/** The processes that a command of npm hangs on: its parent and, if that is a shell on Linux, the parent's. */
function startedBy(): string {
  const { ppid, env, platform } = process;
  if (!env.npm_lifecycle_event) return "";
  if (platform !== "linux") return String(ppid);
  try {
    const status = fs.readFileSync(`/proc/${ppid}/stat`, "utf8");
    const [, parent] = /^\d+ \(\w*sh\) \w (\d+) /.exec(status) ?? [];
    return `${ppid} ${parent}`;
  } catch {
    return ""; // it has just ended
  }
}
