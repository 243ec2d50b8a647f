import { Format, SingleBar } from "cli-progress";
import { printable } from "../../db/process/terminal";
import { describeProgress, type SeedProgress, seedFraction } from "../dataset/load/seed-progress";

/** Between two lines of progress, if there is no bar. */
const SECONDS_BETWEEN_LINES = 5;

interface ShownProgress {
  /** The share that is done, 0 to 1. */
  readonly fraction: number;
  /** What is being done, in a few words. */
  readonly text: string;
  /** Whether it is worth a line at once. */
  readonly isUrgent?: boolean;
}

interface ProgressDisplay {
  show(progress: ShownProgress): void;
  /** Restores the terminal; a bar that is not stopped keeps the process alive. */
  stop(): void;
}

/** Shows the progress of a seeding while `work` runs, see `withShownProgress`. */
export async function withTerminalProgress<T>(
  work: (onProgress: (progress: SeedProgress) => void) => Promise<T>,
): Promise<T> {
  return await withShownProgress((show) => work((progress) => show(shownSeeding(progress))));
}

function shownSeeding(progress: SeedProgress): ShownProgress {
  const isUrgent = progress.waitingFor !== undefined;
  return { fraction: seedFraction(progress), text: describeProgress(progress), isUrgent };
}

/** Shows the progress of `work` on stderr: a bar in a terminal, otherwise a plain line every few seconds. */
export async function withShownProgress<T>(
  work: (show: (progress: ShownProgress) => void) => Promise<T>,
): Promise<T> {
  const { stderr } = process;
  const display = stderr.isTTY ? progressBar(stderr) : progressLines(stderr);
  try {
    return await work(display.show);
  } finally {
    display.stop();
  }
}

function progressBar(stream: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar({
    stream,
    // Leaves 50 columns of 80 to the text.
    barsize: 28,
    clearOnComplete: true,
    hideCursor: true,
    format: (options, params, { text }) => `${Format.BarFormat(params.progress, options)} ${text}`,
  });
  bar.start(1, 0, { text: "" });
  return {
    show: ({ fraction, text }) => bar.update(fraction, { text: printable(text) }),
    stop: () => bar.stop(),
  };
}

function progressLines(stream: NodeJS.WriteStream): ProgressDisplay {
  const start = performance.now();
  let next = SECONDS_BETWEEN_LINES;
  return {
    show: ({ fraction, text, isUrgent }) => {
      const seconds = (performance.now() - start) / 1000;
      if (fraction === 1 || (seconds < next && !isUrgent)) return;
      next = seconds + SECONDS_BETWEEN_LINES;
      stream.write(`${printable(text)}\n`);
    },
    stop: () => undefined,
  };
}
