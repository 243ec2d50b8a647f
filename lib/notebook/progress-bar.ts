import { describeProgress, type SeedProgress, seedFraction } from "../dataset/load/seed-progress";
import { replaceableBundle } from "./display-bundle";
import { htmlText } from "./html-text";

/** Smooth enough to watch, without filling the notebook with messages. */
const MILLISECONDS_BETWEEN_UPDATES = 100;

/**
 * A progress bar below the cell, for the option `onProgress` of `seed`. At the end, the summary replaces it.
 *
 * @example
 * await seed(db, { onProgress: progressBar() });
 */
export function progressBar(): (progress: SeedProgress) => void {
  const show = replaceableBundle();
  let next = 0;
  return (progress) => {
    const milliseconds = progress.seconds * 1000;
    const fraction = seedFraction(progress);
    const isOver = fraction === 1;
    if (!isOver && milliseconds < next) return;
    next = milliseconds + MILLISECONDS_BETWEEN_UPDATES;
    const text = describeProgress(progress);
    const bar = `<progress max="1" value="${fraction.toFixed(3)}"></progress> `;
    show({
      "text/html": `<p>${isOver ? "" : bar}${htmlText(text)}</p>`,
      "text/plain": text,
    });
  };
}
