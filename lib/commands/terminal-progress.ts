import { Format, SingleBar } from "cli-progress";
import { printable } from "../../db/terminal";
import { describeProgress, type SeedProgress, seedFraction } from "../seed/seed-progress";

/** Where there is no bar, a long seeding says so often what it is doing. */
const SECONDS_BETWEEN_LINES = 5;

interface ProgressDisplay {
  show(progress: SeedProgress): void;
  /** Gives the terminal back as it was; a bar that is not stopped keeps the process alive. */
  stop(): void;
}

/**
 * Shows the progress of a seeding on stderr while `work` runs: a bar in a terminal, otherwise a plain line
 * every few seconds.
 */
export async function withTerminalProgress<T>(
  work: (onProgress: (progress: SeedProgress) => void) => Promise<T>,
  stream: NodeJS.WriteStream = process.stderr,
): Promise<T> {
  const display = stream.isTTY ? progressBar(stream) : progressLines(stream);
  try {
    return await work(display.show);
  } finally {
    display.stop();
  }
}

function progressBar(stream: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    format: (options, params, { text }) => `${Format.BarFormat(params.progress, options)} ${text}`,
  });
  bar.start(1, 0, { text: "" });
  return {
    show: (progress) => bar.update(seedFraction(progress), { text: printable(describeProgress(progress)) }),
    stop: () => bar.stop(),
  };
}

function progressLines(stream: NodeJS.WriteStream): ProgressDisplay {
  let next = SECONDS_BETWEEN_LINES;
  return {
    show: (progress) => {
      if (progress.step === "done" || progress.seconds < next) return;
      next = progress.seconds + SECONDS_BETWEEN_LINES;
      stream.write(`${printable(describeProgress(progress))}\n`);
    },
    stop: () => undefined,
  };
}
